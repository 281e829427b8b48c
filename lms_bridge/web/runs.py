"""A run: when and where it is held, who teaches, who sits there, who waits; and what is pinned.

In a scenario a run shows whom that plan would seat.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from aiohttp import web

from catalogue import sight
from catalogue.actions.answer_assignment import answer_assignment
from catalogue.actions.pin_run import pin_run
from catalogue.actions.promote import promote
from catalogue.db import changing, reading
from catalogue.errors import NotFound
from catalogue.plan import PlannedRun
from catalogue.queries.courses import CourseLine, courses
from catalogue.queries.nominations import NominationFilter, NominationLine, nominations
from catalogue.queries.paging import Paging
from catalogue.queries.runs import RunLine, run_pins, runs
from catalogue.queries.scenarios import ScenarioRecord
from catalogue.queries.scenarios import scenario as read_scenario
from catalogue.queries.seats import SeatLine, seats
from catalogue.queries.trainers import AssignmentLine, TrainerLine, trainers
from catalogue.queries.venues import VenueLine, venues
from catalogue.queries.waiting_list import WaitingLine, waiting_list
from catalogue.runs import Pins
from catalogue.viewer import Role, Viewer
from lms_bridge.doors import COORDINATORS, TEACHERS, Door, page, viewer_of
from lms_bridge.threads import in_thread
from lms_bridge.web.acting import act
from lms_bridge.web.faults_in_words import by_column
from lms_bridge.web.forms import Form, form_of
from lms_bridge.web.language import _
from lms_bridge.web.navigation import PEOPLE
from lms_bridge.web.page import came_from, go_on, render

_ALL = Paging(size=1000)
_TRAINERS_SEEN = COORDINATORS | {Role.FOCAL_POINT, Role.TRAINER}


@dataclass(frozen=True, slots=True)
class Shown:
    """A run with all that its reader may know."""

    run: RunLine
    course: CourseLine | None
    before: tuple[str, ...]
    """What the courses to complete before it are called."""
    seats: tuple[SeatLine, ...]
    duties: tuple[tuple[TrainerLine, AssignmentLine], ...]
    waiting: tuple[WaitingLine, ...]
    venues: tuple[VenueLine, ...]
    stands_in: bool
    """Whether the reader notes attendance for want of trainers."""


def find_run(viewer: Viewer, programme: str, id: str) -> RunLine:
    """Find a run of a programme. Raises NotFound."""
    for line in runs(viewer, programme, paging=_ALL).items:
        if line.id == id:
            return line
    raise NotFound("run", id)


@reading
def _read(viewer: Viewer, programme: str, id: str) -> Shown:
    run = find_run(viewer, programme, id)
    teaching = trainers(viewer, paging=_ALL).items if viewer.has(*_TRAINERS_SEEN) else ()
    known = {course.id: course for course in courses(viewer, paging=_ALL).items}
    course = known.get(run.course)
    asked = course.prerequisites if course else ()
    return Shown(
        run=run,
        course=course,
        before=tuple(known[id].title if id in known else id for id in asked),
        seats=seats(viewer, id),
        duties=tuple((t, a) for t in teaching for a in t.assignments if a.run == id),
        waiting=waiting_list(viewer, programme, run.course) if viewer.sees_all else (),
        venues=venues(viewer, paging=_ALL).items if viewer.sees_all else (),
        stands_in=run.start is not None and sight.stands_in(viewer, id),
    )


async def _show(request: web.Request, sent: Form | None = None) -> web.Response:
    viewer = viewer_of(request)
    shown = await in_thread(
        _read, viewer, request.match_info["programme"], request.match_info["run"]
    )
    is_own = any(line.person == viewer.person for line, _duty in shown.duties)
    return await render(
        request,
        "run.html",
        status=422 if sent else 200,
        sent=sent.texts if sent else {},
        wrong_facts=by_column(sent.faults) if sent else {},
        shown=shown,
        runs_it=viewer.has(*COORDINATORS),
        notes_attendance=is_own or shown.stands_in,
    )


@dataclass(frozen=True, slots=True)
class _Tried:
    record: ScenarioRecord
    held: PlannedRun | None
    run: RunLine
    seated: tuple[NominationLine, ...]
    trainers: dict[str, str]
    venues: dict[str, str]


@reading
def _read_tried(viewer: Viewer, scenario: str, id: str) -> _Tried:
    record = read_scenario(viewer, scenario)
    run = find_run(viewer, record.programme, id)
    held = next((each for each in record.plan or () if each.run == id), None)
    wished = nominations(viewer, NominationFilter(record.programme, course=run.course), _ALL).items
    wanted = set(held.seats if held else ())
    return _Tried(
        record=record,
        held=held,
        run=run,
        seated=tuple(line for line in wished if line.id in wanted),
        trainers={
            t.id: f"{t.given_name} {t.family_name}".strip()
            for t in trainers(viewer, paging=_ALL).items
        },
        venues={v.id: v.name for v in venues(viewer, paging=_ALL).items},
    )


async def _show_tried(request: web.Request) -> web.Response:
    tried = await in_thread(
        _read_tried, viewer_of(request), request.match_info["scenario"], request.match_info["run"]
    )
    return await render(
        request,
        "tried_run.html",
        programme=tried.record.programme,
        tried=tried,
        last_day=tried.held.start + timedelta(days=tried.run.days - 1) if tried.held else None,
    )


@changing
def _pin(viewer: Viewer, programme: str, run: str, pins: Pins) -> None:
    """Pin what the form says; pinned trainers stay as they are."""
    find_run(viewer, programme, run)
    pin_run(viewer, run, replace(pins, trainers=run_pins(viewer, run).trainers))


async def _pin_run(request: web.Request) -> web.Response:
    programme, run = request.match_info["programme"], request.match_info["run"]
    form = await form_of(request)
    pins = Pins(
        held=form.yes_or_none("held"),
        start=form.day_or_none("start"),
        venue=form.text("venue", required=False) or None,
        language=form.text("language", required=False) or None,
    )
    if form.faults:
        return await _show(request, form)
    await act(request, _pin, programme, run, pins)
    notice = _("It is pinned so. The next scenario that is planned keeps to it.")
    return go_on(f"/programmes/{programme}/runs/{run}", notice)


async def _promote(request: web.Request) -> web.Response:
    programme, run = request.match_info["programme"], request.match_info["run"]
    form = await form_of(request)
    nomination = form.text("nomination")
    form.check()
    await act(request, promote, nomination, run)
    return go_on(f"/programmes/{programme}/runs/{run}", _("The seat is offered."))


async def _answer(request: web.Request) -> web.Response:
    form = await form_of(request)
    trainer, reason = form.text("trainer"), form.text("reason", required=False, longest=2000)
    accepted = form.yes("accepted")
    form.check()
    run = request.match_info["run"]
    await act(request, answer_assignment, trainer, run, accepted=accepted, reason=reason)
    notice = _("You teach in %(run)s.") if accepted else _("You do not teach in %(run)s.")
    return go_on(came_from(request, "/"), notice % {"run": run})


_RUN = "/programmes/{programme}/runs/{run}"
DOORS: tuple[Door, ...] = (
    page("GET", _RUN, _show, PEOPLE),
    page("GET", "/scenarios/{scenario}/runs/{run}", _show_tried, COORDINATORS),
    page("POST", f"{_RUN}/pins", _pin_run, COORDINATORS),
    page("POST", f"{_RUN}/promote", _promote, COORDINATORS),
    page("POST", f"{_RUN}/answer", _answer, TEACHERS | COORDINATORS),
)
