"""The first page: what the reader's roles ask of them, and the programme's figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from aiohttp import web

from catalogue.actions.close import close_waiting_lists
from catalogue.actions.lapse import lapse_overdue
from catalogue.actions.set_planning_date import set_planning_date
from catalogue.db import reading
from catalogue.errors import Irrevocable, NotSignedIn
from catalogue.life import State
from catalogue.queries.learning import DropOutLine, drop_outs
from catalogue.queries.nominations import NominationFilter, NominationLine, nominations
from catalogue.queries.overview import Overview, overview, programmes
from catalogue.queries.paging import Paging
from catalogue.queries.runs import RunLine, runs
from catalogue.queries.unnoted import UnnotedRun, unnoted_runs
from catalogue.viewer import Role, Viewer
from lms_bridge.doors import (
    COORDINATORS,
    MACHINES,
    MEMBERS,
    NOMINATORS,
    OVERSEERS,
    TEACHERS,
    VIEWER,
    Door,
    page,
    viewer_of,
)
from lms_bridge.errors import NotAllowed
from lms_bridge.framing import is_in_frame
from lms_bridge.threads import in_thread
from lms_bridge.web.acting import act
from lms_bridge.web.faults_in_words import by_column
from lms_bridge.web.forms import Form, form_of
from lms_bridge.web.language import _, say_day
from lms_bridge.web.own import Duty, duties
from lms_bridge.web.page import go_on, parts_of, render

_ALL = Paging(size=1000)
_WAITING = (State.OFFERED,)


@dataclass(frozen=True, slots=True)
class Home:
    """What a reader finds on the first page; what does not concern them is empty."""

    overview: Overview
    to_answer: tuple[NominationLine, ...] = ()
    own: tuple[NominationLine, ...] = ()
    drop_outs: tuple[DropOutLine, ...] = ()
    unnoted: tuple[UnnotedRun, ...] = ()
    duties: tuple[Duty, ...] = ()
    run_days: dict[str, RunLine] | None = None


@reading
def read_home(viewer: Viewer, wanted: str = "") -> Home | None:
    """Read it for a programme, or for the latest; None where there is no programme yet."""
    known = [each.id for each in programmes(viewer)]
    if not known:
        return None
    programme = wanted if wanted in known else known[0]
    held = {run.id: run for run in runs(viewer, programme, paging=_ALL).items}
    offered = NominationFilter(programme=programme, states=_WAITING)
    to_answer = nominations(viewer, offered, _ALL).items if viewer.has(*NOMINATORS) else ()
    reported = drop_outs(viewer, programme) if viewer.has(*COORDINATORS, Role.FOCAL_POINT) else ()
    own: tuple[NominationLine, ...] = ()
    if viewer.has(Role.OFFICIAL) and not viewer.has(*MEMBERS):
        own = nominations(viewer, NominationFilter(programme=programme), _ALL).items
    return Home(
        overview=overview(viewer, programme),
        to_answer=tuple(sorted(to_answer, key=lambda n: (n.answer_by or date.max, n.id))),
        own=own,
        drop_outs=reported,
        unnoted=unnoted_runs(viewer, programme) if viewer.has(*COORDINATORS, *TEACHERS) else (),
        duties=tuple(duties(viewer, held)) if viewer.has(Role.TRAINER) else (),
        run_days=held,
    )


async def _home(request: web.Request, sent: Form | None = None) -> web.Response:
    if VIEWER not in request:
        if is_in_frame(request):
            raise NotSignedIn  # who signs out there, or was there too long, signs in by the LMS
        has_provider = bool(parts_of(request).settings.openid_issuer)
        return await render(request, "how_to_sign_in.html", used=False, provider=has_provider)
    viewer = viewer_of(request)
    if viewer.roles <= MACHINES:
        raise NotAllowed(_("there are no pages for programs; use the REST interface under /api"))
    home = await in_thread(read_home, viewer, _wanted(request))
    roles: dict[str, Any] = {
        "runs_it": viewer.has(*COORDINATORS),
        "counts": viewer.has(*OVERSEERS, *MEMBERS),
        "nominates": viewer.has(*NOMINATORS),
        "endorses": viewer.has(Role.FOCAL_POINT),
    }
    programme = home.overview.programme.id if home else None
    return await render(
        request,
        "home.html",
        status=422 if sent else 200,
        home=home,
        programme=programme,
        sent=sent.texts if sent else {},
        wrong_facts=by_column(sent.faults) if sent else {},
        **roles,
    )


def _wanted(request: web.Request) -> str:
    """Give the programme of which the first page tells, or of which a form on it was sent."""
    return request.match_info.get("programme") or request.query.get("programme", "")


async def _set_date(request: web.Request) -> web.Response:
    form = await form_of(request)
    day, knowingly = form.day("day"), form.yes("knowingly")
    if form.faults:
        return await _home(request, form)
    programme = request.match_info["programme"]
    try:
        await act(request, set_planning_date, programme, day, knowingly=knowingly)
    except Irrevocable as brings:
        context: dict[str, Any] = {"programme_id": programme, "day": day, "brings": brings}
        return await render(request, "planning_date.html", status=409, **context)
    return go_on("/", _("The planning date is %(day)s now.") % {"day": say_day(day)})


async def _lapse(request: web.Request) -> web.Response:
    lapsed = await act(request, lapse_overdue, request.match_info["programme"])
    return go_on("/", _("Offers that have lapsed: %(count)s.") % {"count": len(lapsed)})


async def _close(request: web.Request) -> web.Response:
    closed = await act(request, close_waiting_lists, request.match_info["programme"])
    return go_on("/", _("Waiting nominations that are closed: %(count)s.") % {"count": len(closed)})


DOORS: tuple[Door, ...] = (
    page("GET", "/", _home, None),
    page("POST", "/programmes/{programme}/planning-date", _set_date, COORDINATORS),
    page("POST", "/programmes/{programme}/lapse", _lapse, COORDINATORS),
    page("POST", "/programmes/{programme}/close", _close, COORDINATORS),
)
