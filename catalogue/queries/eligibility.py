"""Whether an official could attend a course, what is missing for it, and which runs are to come.

It is answered at once from what is recorded, before anybody plans. A plan looks at much else (seats
left, money, days on the way), so being eligible promises no seat.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from catalogue import sight
from catalogue.calling import newest_calls
from catalogue.db import reading
from catalogue.grouping import grouped
from catalogue.life import OPEN
from catalogue.published import programme_of
from catalogue.queries.courses import CourseLine, courses
from catalogue.queries.nominations import NominationFilter, NominationLine, nominations
from catalogue.queries.officials import (
    Away,
    OfficialFilter,
    OfficialLine,
    OfficialRecord,
    official,
    officials,
)
from catalogue.queries.paging import Paging
from catalogue.queries.runs import RunFilter, RunLine, runs
from catalogue.viewer import Viewer

_ALL = Paging(size=1000)
_MOST_SUBSTITUTES = 50


class Lack(StrEnum):
    """What keeps an official from a course."""

    RETIRED = "RETIRED"
    AUDIENCE = "AUDIENCE"
    COMPLETED = "COMPLETED"
    NOMINATED = "NOMINATED"
    CALL_CLOSED = "CALL_CLOSED"
    LANGUAGE = "LANGUAGE"
    PREREQUISITE = "PREREQUISITE"
    TOO_LONG = "TOO_LONG"
    CITY = "CITY"


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that is missing; `about` are the titles, ids, codes or days of which it speaks."""

    lack: Lack
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chance:
    """A published run to come in which they could sit; `free` are its seats that nobody has."""

    run: str
    start: date
    end: date
    venue: str
    language: str
    free: int


@dataclass(frozen=True, slots=True)
class Fit:
    """How an official and a course fit; nothing `missing`: they may come."""

    course: str
    title: str
    missing: tuple[Missing, ...]
    chances: tuple[Chance, ...]


@reading
def eligibility(
    viewer: Viewer, programme: str, id: str, course: str | None = None
) -> tuple[Fit, ...]:
    """Say of all courses, or of one, how an official fits. Raises NotFound."""
    today = programme_of(programme).planning_date
    record = official(viewer, id)
    if course:
        sight.course(viewer, course)
    wished = nominations(viewer, NominationFilter(programme, official=id), _ALL).items
    closed = {
        call.course_id: call.deadline
        for call in newest_calls(programme).values()
        if call.deadline < today
    }
    wanted = RunFilter(course=course, held=True)
    held = [run for run in runs(viewer, programme, wanted, _ALL).items if _is_after(run, today)]
    known = courses(viewer, paging=_ALL).items
    titles = {each.id: each.title for each in known}
    return tuple(
        Fit(
            course=line.id,
            title=line.title,
            missing=tuple(_missing(record, line, wished, closed, titles)),
            chances=tuple(
                _chance(run)
                for run in sorted(held, key=lambda run: (run.start, run.id))
                if run.course == line.id and _could_sit(record.line, record.away, run)
            ),
        )
        for line in known
        if course in {None, line.id}
    )


@reading
def substitutes(viewer: Viewer, nomination: str) -> tuple[OfficialLine, ...]:
    """List colleagues of the same member who could go in somebody's place, by name; at most 50.

    They lack nothing for the course, and in the run, if there is one, they could sit. Raises
    NotFound.
    """
    row = sight.nomination(viewer, nomination)
    programme, course = row.programme_id, row.course_id
    member = row.official.agency.member_id
    (line,) = [each for each in courses(viewer, paging=_ALL).items if each.id == course]
    held = {run.id: run for run in runs(viewer, programme, RunFilter(course), _ALL).items}
    run = held.get(row.run_id or "")
    wished = grouped(
        (
            each
            for about in (course, *line.prerequisites)
            for each in nominations(
                viewer, NominationFilter(programme, member=member, course=about), _ALL
            ).items
        ),
        lambda each: each.official,
        lambda each: each,
    )
    found: list[OfficialLine] = []
    known = officials(viewer, OfficialFilter(member=member), Paging(size=1000, sort="name")).items
    for each in known:
        if len(found) == _MOST_SUBSTITUTES:
            break
        if each.id == row.official_id or _unfit(each, line):
            continue
        record = official(viewer, each.id)
        is_free = run is None or _could_sit(each, record.away, run)
        if is_free and not _missing(record, line, wished.get(each.id, ()), {}, {}):
            found.append(each)
    return tuple(found)


def _missing(
    record: OfficialRecord,
    course: CourseLine,
    wished: Collection[NominationLine],
    closed: Mapping[str, date],
    titles: Mapping[str, str],
) -> list[Missing]:
    completed = {each.course for each in record.completions if each.completed}
    still_open = {each.course: each.id for each in wished if each.state in OPEN}
    found = _unfit(record.line, course)
    if course.id in completed:
        found.append(Missing(Lack.COMPLETED))
    if course.id in still_open:
        found.append(Missing(Lack.NOMINATED, (still_open[course.id],)))
    elif course.id in closed:
        found.append(Missing(Lack.CALL_CLOSED, (closed[course.id].isoformat(),)))
    before = [
        titles.get(each, each)
        for each in course.prerequisites
        if each not in {*completed, *still_open}
    ]
    if before:
        found.append(Missing(Lack.PREREQUISITE, tuple(before)))
    return found


def _unfit(line: OfficialLine, course: CourseLine) -> list[Missing]:
    """Give what is missing by the official's own entry alone."""
    found = []
    if line.retired_at:
        found.append(Missing(Lack.RETIRED))
    if course.audience and line.agency_kind not in course.audience:
        found.append(Missing(Lack.AUDIENCE, course.audience))
    spoken = tuple(each.language for each in course.languages)
    if not set(spoken) & set(line.languages):
        found.append(Missing(Lack.LANGUAGE, spoken))
    if line.max_days is not None and line.max_days < course.days:
        found.append(Missing(Lack.TOO_LONG, (str(course.days), str(line.max_days))))
    if line.city is None:
        found.append(Missing(Lack.CITY))
    return found


def _is_after(run: RunLine, today: date) -> bool:
    return run.start is not None and run.start > today


def _could_sit(line: OfficialLine, away: Collection[Away], run: RunLine) -> bool:
    """Say whether they speak a run's language and are there on its days."""
    if run.start is None or run.end is None:
        return False
    is_away = any(each.start <= run.end and each.end >= run.start for each in away)
    return run.language in line.languages and not is_away


def _chance(run: RunLine) -> Chance:
    assert run.start is not None
    assert run.end is not None
    free = max(0, run.max_seats - run.seats)
    return Chance(run.id, run.start, run.end, run.venue_name or "", run.language or "", free)
