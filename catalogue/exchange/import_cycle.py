"""Importing an agenda, calls or attendance alone: row by row through the actions of the cycle."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

from catalogue import sight
from catalogue.actions.call import change_call, open_call
from catalogue.actions.decide_completions import decide_completions
from catalogue.actions.record_attendance import record_attendance
from catalogue.actions.set_agenda import set_agenda
from catalogue.calling import newest_calls
from catalogue.calls import Call
from catalogue.courses import Course
from catalogue.errors import Refused
from catalogue.exchange.folder import Folder
from catalogue.exchange.putting import Values
from catalogue.exchange.read_cycle import read_agenda
from catalogue.ids import Codes, call_id
from catalogue.nominations import Nomination
from catalogue.programmes import last_day_begun
from catalogue.published import programme_of, runs_held
from catalogue.sessions import SessionEntry, sessions_now
from catalogue.sheets.cells import Cells
from catalogue.viewer import Viewer

ADDED, CHANGED, UNCHANGED = "added", "changed", "unchanged"
SHEET = "sheet"
"""Who has reported days where the sheet does not say so."""


def import_agenda(viewer: Viewer, folder: Folder, _: str) -> Counter[str]:
    """Give each course that the table names the sessions there, and no others."""
    (read,) = read_agenda(folder)
    folder.refuse_faults()
    counts: Counter[str] = Counter()
    for course in sorted(read.owners):
        wanted = {_session(row) for row in read.rows if row["course"] == course}
        there = set(sessions_now(course))
        set_agenda(viewer, course, sorted(wanted, key=lambda each: (each.day, each.begins)))
        counts += Counter({ADDED: len(wanted - there), UNCHANGED: len(wanted & there)})
    return counts


def _session(row: Values) -> SessionEntry:
    return SessionEntry(row["day"] + 1, row["begins"], row["ends"], row["title"], row["block"])


def import_calls(viewer: Viewer, folder: Folder, programme: str) -> Counter[str]:
    """Open calls, or change what is known by its number; without a number it is the newest."""
    counts: Counter[str] = Counter()
    known = Codes(course.id for course in sight.courses(viewer).select(Course.id))
    newest = newest_calls(programme)
    for row in folder.rows("calls", "course deadline", "number max_per_member note"):
        course = row.ref("course", known)
        last = newest[course].number if course in newest else 0
        number = row.whole_or_none("number", 1, last + 1) or last or 1
        asks = (
            row.day("deadline"),
            row.whole_or_none("max_per_member", 1, 9999),
            row.text("note", required=False, longest=2000),
        )
        call = Call.get_or_none(Call.id == call_id(programme, course, number))
        if folder.faults:
            continue
        with _told_at(row):
            if call is None:
                open_call(viewer, programme, course, *asks)
                newest = newest_calls(programme)
                counts[ADDED] += 1
            elif (call.deadline, call.max_per_member, call.note) != asks:
                change_call(viewer, call.id, *asks)
                counts[CHANGED] += 1
            else:
                counts[UNCHANGED] += 1
    folder.refuse_faults()
    return counts


def import_attendance(viewer: Viewer, folder: Folder, programme: str) -> Counter[str]:
    """Note who was there on the days of their seats in published runs; the rules decide."""
    counts: Counter[str] = Counter()
    days = {held.run: held.start for held in runs_held(viewer, programme)}
    last = last_day_begun(programme_of(programme))
    seats: dict[tuple[str, str], list[Nomination]] = defaultdict(list)
    for seat in sight.seats(viewer).where(Nomination.programme == programme):
        if seat.run_id in days:
            seats[seat.official_id, seat.course_id].append(seat)
    officials = Codes(official for official, _ in seats)
    courses: dict[str, Codes] = defaultdict(Codes)
    for official, course in seats:
        courses[official].add(course)
    noted = {(a.nomination_id, a.day): a.present for a in sight.attendances(viewer)}
    runs: set[str] = set()
    for row in folder.rows("attendance", "official course day present", "source"):
        official = row.ref("official", officials)
        course = row.ref("course", courses[official])
        day, present = row.day("day"), row.yes("present")
        found = _on(seats.get((official, course), []), day, days)
        if seats.get((official, course)) and found is None:
            row.fault("day", "OUT_OF_RANGE", "a day of the run")
        elif found and day > last:
            row.fault("day", "NOT_YET", last.isoformat())
        if folder.faults or found is None:
            continue
        source, run = row.text("source", required=False) or SHEET, found.run_id or ""
        runs.add(run)
        with _told_at(row):
            record_attendance(viewer, run, day, {found.id: present}, source)
        before = noted.get((found.id, day))
        counts[ADDED if before is None else UNCHANGED if before == present else CHANGED] += 1
    folder.refuse_faults()
    for run in sorted(runs):
        decide_completions(viewer, run, SHEET)
    return counts


def _on(seats: list[Nomination], day: date, starts: dict[str, date]) -> Nomination | None:
    for seat in seats:
        start = starts[seat.run_id or ""]
        if 0 <= (day - start).days < seat.course.days:
            return seat
    return None


@contextmanager
def _told_at(row: Cells) -> Iterator[None]:
    """Let faults of an action name the row that asked for it."""
    try:
        yield
    except Refused as refused:
        row.faults += [
            replace(fault, where=row.where(fault.where.column)) for fault in refused.faults
        ]
