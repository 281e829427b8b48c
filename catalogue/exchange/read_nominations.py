"""Nominations in any state, days attended, and courses completed before.

A nomination that has, or had, a seat names its run, which is held in `plan.csv`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from catalogue.answer_by import answer_by
from catalogue.exchange.folder import Folder
from catalogue.exchange.putting import Values
from catalogue.ids import Codes, call_id, nomination_id
from catalogue.life import OPEN, SEATED, State, priority_of
from catalogue.plan import PlannedRun
from catalogue.programmes import Programme
from catalogue.published import newest_version
from catalogue.sheets.cells import Cells

_OPTIONAL = (
    "state rank priority run answer_by endorsed_on pinned_run note reason call substitutes "
    "reminded_on"
)
_UNENDORSED = frozenset({State.DRAFT, State.SUBMITTED})
_MAYBE_ENDORSED = frozenset({State.WITHDRAWN, State.REJECTED})


def read_nominations(
    folder: Folder, programme: Programme, plan: dict[str, PlannedRun]
) -> list[Values]:
    """Read the nominations of a programme; `plan` are the runs that are held, by code.

    Once something is published, new ones get their seats from plans, not from files.
    """
    found: list[Values] = []
    earlier = Codes(folder.known("nomination"))
    counts: Counter[tuple[str, str]] = Counter()
    published = newest_version(programme.id) is not None
    runs = _of_courses(folder, folder.course_of), _of_courses(folder, plan)
    for row in folder.rows("nominations", "official course", _OPTIONAL):
        values = _nomination(folder, row, programme, plan, runs)
        pair = values["official"], values["course"]
        values["id"] = nomination_id(*pair, counts[pair])
        counts[pair] += 1
        values["substitutes"] = row.ref_or_none("substitutes", earlier)
        earlier.add(values["id"])
        if values["state"] in OPEN:
            folder.once(row, "official", "open nomination", *pair)
        is_new = values["id"] not in folder.known("nomination")
        if is_new and values["state"] in OPEN and pair in folder.open_pairs:
            row.fault("official", "TWICE")
        if is_new and values["state"] in SEATED and published:
            row.fault("state", "NOT_ONE_OF", *sorted(set(State) - SEATED))
        found.append(values)
    return found


def _nomination(
    folder: Folder,
    row: Cells,
    programme: Programme,
    plan: dict[str, PlannedRun],
    runs: tuple[dict[str, Codes], dict[str, Codes]],
) -> Values:
    course = row.ref("course", folder.known("course"))
    of_course, held = (each[course] for each in runs)
    state = row.term("state", State, default=State.SUBMITTED)
    is_endorsed = state not in _UNENDORSED
    if state in _MAYBE_ENDORSED:
        is_endorsed = row.has("rank") or row.has("endorsed_on")
    rank = row.whole_or_none("rank", 1, 999) or (1 if is_endorsed else None)
    run, due = None, None
    if state in SEATED:
        run = row.ref("run", held)
    elif row.has("run"):
        row.fault("run", "NOT_WITH", state)
    if state == State.OFFERED and run in plan:
        due = row.day_or_none("answer_by") or answer_by(programme, plan[run].start)
    return {
        "programme": programme.id,
        "official": row.ref("official", folder.known("official")),
        "course": course,
        "state": state,
        "rank": rank,
        "priority": row.whole("priority", 1, 5, default=priority_of(rank) if rank else 1),
        "run": run,
        "answer_by": due,
        "pinned_run": row.ref_or_none("pinned_run", of_course),
        "note": row.text("note", required=False, longest=2000),
        "reason": row.text("reason", required=False, longest=2000),
        "call": _call(folder, row, programme, course),
        "reminded_on": row.day_or_none("reminded_on"),
        "endorsed_at": _endorsed_at(row, programme) if is_endorsed else None,
    }


def _call(folder: Folder, row: Cells, programme: Programme, course: str) -> str | None:
    """Read the number of the call that a nomination was handed in for."""
    number = row.whole_or_none("call", 1)
    if number is None:
        return None
    id = call_id(programme.id, course, number)
    if id not in folder.known("call"):
        row.fault("call", "UNKNOWN")
    return id


def _of_courses(folder: Folder, runs: Iterable[str]) -> dict[str, Codes]:
    """Give runs by their course."""
    found: dict[str, Codes] = defaultdict(Codes)
    for run in runs:
        found[folder.course_of.get(run, "")].add(run)
    return found


def _endorsed_at(row: Cells, programme: Programme) -> datetime:
    """Read a day, or the moment that an archive has: who was endorsed first comes first."""
    if "T" in row.text("endorsed_on", required=False):
        return row.moment("endorsed_on")
    day = row.day_or_none("endorsed_on") or programme.planning_date
    return datetime.combine(day, time(), UTC)


def read_attendance(
    folder: Folder, nominations: list[Values], plan: dict[str, PlannedRun]
) -> list[Values]:
    """Read days attended or missed; each belongs to the official's seat in the course that day."""
    seats: dict[tuple[str, str], list[Values]] = defaultdict(list)
    for nomination in nominations:
        if nomination["run"] in plan:
            seats[nomination["official"], nomination["course"]].append(nomination)
    officials = Codes(official for official, _ in seats)
    courses: dict[str, Codes] = defaultdict(Codes)
    for official, course in seats:
        courses[official].add(course)
    found: list[Values] = []
    for row in folder.rows("attendance", "official course day present", "source"):
        official = row.ref("official", officials)
        course = row.ref("course", courses[official])
        present = row.yes("present") if row.text("present") else False
        day = row.day("day")
        spans = {
            seat["id"]: _days(plan[seat["run"]], folder.days_of[course])
            for seat in seats.get((official, course), ())
            if course in folder.days_of  # else its own row is at fault, which is told
        }
        if not spans:
            continue
        seat = next((id for id, (start, end) in spans.items() if start <= day <= end), None)
        if seat is None:
            row.fault(
                "day", "OUT_OF_RANGE", *(f"{start} to {end}" for start, end in spans.values())
            )
            continue
        folder.once(row, "day", "attendance", seat, day)
        found.append(
            {
                "nomination": seat,
                "day": day,
                "present": present,
                "source": row.text("source", required=False) or "folder",
                "recorded_at": datetime.combine(day, time(), UTC),
            }
        )
    return found


def _days(run: PlannedRun, count: int) -> tuple[date, date]:
    return run.start, run.start + timedelta(days=count - 1)


def read_completions(folder: Folder) -> list[Values]:
    """Read courses that officials completed before this programme."""
    found: list[Values] = []
    for row in folder.rows("completions", "official course completed_on", "source"):
        official = row.ref("official", folder.known("official"))
        course = row.ref("course", folder.known("course"))
        day = row.day("completed_on")
        folder.once(row, "course", "completion", official, course)
        found.append(
            {
                "official": official,
                "course": course,
                "nomination": None,
                "completed": True,
                "completed_on": day,
                "source": row.text("source", required=False) or "folder",
                "decided_at": datetime.combine(day, time(), UTC),
                "certificate": None,
            }
        )
    return found
