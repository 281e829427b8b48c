"""Days attended in the runs that are over, and courses completed before the programme."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from catalogue.samples.calendar import Calendar
from catalogue.samples.chance import chance, whole
from catalogue.samples.tables import read, write

_BEFORE = {"pg1": ("police prosecution", 0.16), "doc": ("immigration border", 0.03)}
_FIRST = date(2013, 9, 2)


def write_completions(folder: Path) -> None:
    """Write `completions.csv`: who completed a course in the years before."""
    kind = {row["code"]: row["kind"] for row in read(folder, "agencies")}
    rows = []
    for official in read(folder, "officials"):
        for course, (kinds, share) in _BEFORE.items():
            words = "before", course, official["code"]
            if kind[official["agency"]] in kinds.split() and chance(*words) < share:
                day = _FIRST + timedelta(weeks=whole(0, 60, "day", *words), days=3)
                rows.append((official["code"], course, day, "certificate"))
    write(folder, "completions", "official course completed_on source", rows)


def write_attendance(folder: Path) -> None:
    """Write `attendance.csv`: the days of those who came."""
    calendar = Calendar(folder)
    rows = []
    for row in read(folder, "nominations"):
        state, run = row["state"], row["run"]
        if state not in {"attended", "completed", "not_completed"}:
            continue
        days = calendar.days(run)
        missed: set[date] = set()
        if state == "not_completed":
            missed = set(days[len(days) // 2 :])
        elif len(days) == 5 and chance("missed", run, row["official"]) < 0.2:
            missed = {days[whole(0, 4, "missed", row["official"])]}
        for day in days:
            present = "no" if day in missed else "yes"
            rows.append((row["official"], row["course"], day, present))
    write(folder, "attendance", "official course day present", rows)
