"""What is one's own: the runs that a trainer teaches, the courses of an official; their agenda.

Each is answered here; times are told by the venue's clock and by that of where the reader lives.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from aiohttp import web

from catalogue.actions.import_busy import import_busy
from catalogue.db import reading
from catalogue.errors import NotFound, Refused
from catalogue.faults import Fault, Where
from catalogue.queries.agenda import agenda
from catalogue.queries.courses import courses
from catalogue.queries.nominations import NominationFilter, NominationLine, nominations
from catalogue.queries.officials import (
    CompletionLine,
    OfficialFilter,
    OfficialRecord,
    official,
    officials,
)
from catalogue.queries.overview import overview
from catalogue.queries.own import Own, own
from catalogue.queries.paging import Paging
from catalogue.queries.runs import RunLine, runs
from catalogue.queries.trainers import TrainerLine, trainers
from catalogue.runs import AssignmentState
from catalogue.sessions import SessionLine
from catalogue.viewer import Viewer
from lms_bridge.auth import posted
from lms_bridge.doors import SEATED, TEACHERS, Door, page, viewer_of
from lms_bridge.threads import in_thread
from lms_bridge.web.acting import act
from lms_bridge.web.language import _
from lms_bridge.web.page import go_on, render

_ALL = Paging(size=1000)

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Session:
    """A session as the reader meets it; `is_mine`: it is of a block that they teach.

    `here` is by the reader's own clock, None where that is not known or shows the same.
    """

    line: SessionLine
    here: Span | None
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Duty:
    """A run that a trainer teaches: their blocks in it by title, and what they say to them.

    All blocks of a run are answered at once.
    """

    run: RunLine
    trainer: str
    blocks: tuple[str, ...]
    state: AssignmentState
    reason: str
    sessions: tuple[Session, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A nomination of an official, the run where it has its seat, and how the course ended."""

    line: NominationLine
    run: RunLine | None
    sessions: tuple[Session, ...]
    ended: CompletionLine | None


@dataclass(frozen=True, slots=True)
class _Assignments:
    own: Own
    today: date
    trainer: str
    to_come: tuple[Duty, ...]
    over: tuple[Duty, ...]


@dataclass(frozen=True, slots=True)
class _Courses:
    own: Own
    official: str
    places: tuple[Place, ...]
    earlier: tuple[CompletionLine, ...]


def duties(viewer: Viewer, held: dict[str, RunLine]) -> list[Duty]:
    """List what a trainer teaches of the runs that are held, by their start; without sessions."""
    titles = {
        (course.id, block.code): block.title or block.code
        for course in courses(viewer, paging=_ALL).items
        for block in course.blocks
    }
    found = []
    for line in _mine(viewer):
        for run in dict.fromkeys(each.run for each in line.assignments if each.run in held):
            own = [each for each in line.assignments if each.run == run]
            blocks = tuple(titles.get((held[run].course, each.block), each.block) for each in own)
            found.append(Duty(held[run], line.id, blocks, own[0].state, own[0].reason))
    return sorted(found, key=lambda duty: (duty.run.start or date.max, duty.run.id))


def _mine(viewer: Viewer) -> list[TrainerLine]:
    """Find the reader among the trainers; a trainer sees nobody else, a focal point does."""
    return [line for line in trainers(viewer, paging=_ALL).items if line.person == viewer.person]


def _sessions(
    viewer: Viewer, run: str, zone: str | None, blocks: Collection[str] = ()
) -> tuple[Session, ...]:
    lines = agenda(viewer, run)
    there: list[Span] = [(line.begins, line.ends) for line in lines]
    here = [_at(span, zone) for span in there] if zone else there
    differs = any(_clock(one) != _clock(other) for one, other in zip(there, here, strict=True))
    return tuple(
        Session(line, span if differs else None, line.block in blocks)
        for line, span in zip(lines, here, strict=True)
    )


def _at(span: Span, zone: str) -> Span:
    clock = ZoneInfo(zone)
    return span[0].astimezone(clock), span[1].astimezone(clock)


def _clock(span: Span) -> tuple[datetime, ...]:
    """Give what the clock on the wall shows."""
    return tuple(moment.replace(tzinfo=None) for moment in span)


def _held(viewer: Viewer, programme: str) -> dict[str, RunLine]:
    return {run.id: run for run in runs(viewer, programme, paging=_ALL).items if run.start}


@reading
def _read_assignments(viewer: Viewer, programme: str) -> _Assignments:
    mine = own(viewer)
    lines = _mine(viewer)
    if not lines:
        raise NotFound("trainer", viewer.person or "")
    today = overview(viewer, programme).programme.planning_date
    codes = {(each.run, each.block) for line in lines for each in line.assignments}
    to_come, over = [], []
    for duty in duties(viewer, _held(viewer, programme)):
        if duty.run.end and duty.run.end < today:
            over.append(duty)
            continue
        blocks = {block for run, block in codes if run == duty.run.id}
        sessions = _sessions(viewer, duty.run.id, mine.time_zone, blocks)
        to_come.append(replace(duty, sessions=sessions))
    return _Assignments(mine, today, lines[0].id, tuple(to_come), tuple(reversed(over)))


async def _assignments(request: web.Request) -> web.Response:
    programme = request.match_info["programme"]
    found = await in_thread(_read_assignments, viewer_of(request), programme)
    return await render(request, "my_assignments.html", found=found)


@reading
def _read_courses(viewer: Viewer, programme: str) -> _Courses:
    mine, held = own(viewer), _held(viewer, programme)
    record = _own_record(viewer)
    wanted = NominationFilter(programme=programme, official=record.line.id)
    ended = {each.course: each for each in record.completions}
    places = []
    for line in nominations(viewer, wanted, _ALL).items:
        run = held.get(line.run or "")
        sessions = _sessions(viewer, run.id, mine.time_zone) if run else ()
        places.append(Place(line, run, sessions, ended.pop(line.course, None)))
    places.sort(key=lambda place: (place.run is None, place.run and place.run.start, place.line.id))
    return _Courses(mine, record.line.id, tuple(places), tuple(ended.values()))


def _own_record(viewer: Viewer) -> OfficialRecord:
    for line in officials(viewer, OfficialFilter(text=viewer.person), _ALL).items:
        if line.person == viewer.person:
            return official(viewer, line.id)
    raise NotFound("official", viewer.person or "")


async def _courses(request: web.Request) -> web.Response:
    programme = request.match_info["programme"]
    found = await in_thread(_read_courses, viewer_of(request), programme)
    return await render(request, "my_courses.html", found=found)


@reading
def _own_trainer(viewer: Viewer) -> str:
    lines = _mine(viewer)
    if not lines:
        raise NotFound("trainer", viewer.person or "")
    return lines[0].id


async def _calendar(request: web.Request) -> web.Response:
    programme = request.match_info["programme"]
    sent = (await posted(request)).get("calendar")
    if not isinstance(sent, web.FileField) or not sent.filename:
        raise Refused([Fault(Where(column="calendar"), "MISSING")])
    trainer = await in_thread(_own_trainer, viewer_of(request))
    count = await act(request, import_busy, programme, trainer, await in_thread(sent.file.read))
    notice = _("Times taken from your calendar: %(count)s. What they are about is not kept.")
    return go_on(f"/programmes/{programme}/my-assignments", notice % {"count": count})


DOORS: tuple[Door, ...] = (
    page("GET", "/programmes/{programme}/my-assignments", _assignments, TEACHERS),
    page("POST", "/programmes/{programme}/my-assignments/calendar", _calendar, TEACHERS),
    page("GET", "/programmes/{programme}/my-courses", _courses, SEATED),
)
