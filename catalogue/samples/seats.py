"""Seats in the published plan that keep the rules; the planner's checker has the last word."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from catalogue.samples.absences import absent_days
from catalogue.samples.calendar import Calendar
from catalogue.samples.demand import Wish
from catalogue.samples.tables import read

_REST = timedelta(days=2)


class Seats:
    """Who sits where. Runs are filled one after another; a seat once given stays."""

    def __init__(self, folder: Path) -> None:
        self.calendar = Calendar(folder)
        self.courses = {row["code"]: row for row in read(folder, "courses")}
        self.officials = {row["code"]: row for row in read(folder, "officials")}
        self.absent = absent_days(read(folder, "unavailable"))
        self.taken: dict[str, set[date]] = defaultdict(set)

    def fill(self, runs: Sequence[str], wishes: list[Wish], size: int) -> list[Wish]:
        """Seat up to `size` in all of these runs, those who matter most first."""
        most = self.courses[self.calendar.course[runs[0]]]["max_seats_per_member"]
        of_member: Counter[str] = Counter()
        seated: list[Wish] = []
        for wish in sorted(wishes, key=lambda wish: -wish.priority):
            is_full = len(seated) == size or (most and of_member[wish.member] == int(most))
            if wish.is_stray or is_full or not self._can_come(wish.official, runs):
                continue
            seated.append(wish)
            of_member[wish.member] += 1
            for run in runs:
                self.taken[wish.official].update(self.calendar.days(run))
        return seated

    def _can_come(self, official: str, runs: Sequence[str]) -> bool:
        row = self.officials[official]
        languages = {self.calendar.language[run] for run in runs}
        days = {day for run in runs for day in self.calendar.days(run)}
        around = {day + gap for day in days for gap in (-_REST, -_REST / 2, _REST / 2, _REST)}
        most = int(row["max_days"] or 3660)
        return (
            languages <= set(row["languages"].split())
            and not days & self.absent.get(official, set())
            and not (days | around) & self.taken[official]
            and len(days) + len(self.taken[official]) <= most
        )
