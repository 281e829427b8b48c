"""One nomination: its state, what can be done to it, and its trail."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from catalogue.actions.pin_nomination import pin_nomination
from catalogue.actions.substitute import substitute
from catalogue.db import reading
from catalogue.errors import Refused
from catalogue.life import State
from catalogue.plan import Reason
from catalogue.queries.eligibility import Fit, substitutes
from catalogue.queries.nominations import NominationLine
from catalogue.queries.nominations import nomination as read_nomination
from catalogue.queries.officials import OfficialLine
from catalogue.queries.overview import overview
from catalogue.queries.paging import Paging
from catalogue.queries.passed_over import PassedOver, passed_over, waiting_reasons
from catalogue.queries.runs import RunFilter, RunLine, runs
from catalogue.queries.trail import TrailLine, trail
from catalogue.viewer import Role, Viewer
from lms_bridge.doors import COORDINATORS, MEMBERS, SEATED, Door, page, viewer_of
from lms_bridge.threads import in_thread
from lms_bridge.web.acting import act
from lms_bridge.web.faults_in_words import by_column
from lms_bridge.web.forms import Form, form_of
from lms_bridge.web.language import _
from lms_bridge.web.nominating import fit_of
from lms_bridge.web.page import came_from, go_on, render
from lms_bridge.web.terms import say_reason
from lms_bridge.web.verbs import carry_out, verb_of, verbs_for

_ALL = Paging(size=1000)

REPLACED = frozenset({State.OFFERED, State.ACCEPTED, State.DECLINED, State.LAPSED, State.WITHDRAWN})
"""States in which somebody else may be sent instead."""
_TRAIL_SEEN = COORDINATORS | {Role.FOCAL_POINT}


@dataclass(frozen=True, slots=True)
class _One:
    line: NominationLine
    members: set[str]
    runs: tuple[RunLine, ...]
    trail: tuple[TrailLine, ...]
    passed_over: PassedOver | None
    reasons: tuple[Reason, ...]
    fit: Fit | None
    may_be_replaced: bool
    substitutes: tuple[OfficialLine, ...]


@reading
def _read_one(viewer: Viewer, id: str) -> _One:
    line = read_nomination(viewer, id)
    seen = viewer.has(*_TRAIL_SEEN)
    answers = viewer.has(*MEMBERS)
    may_replace = line.state in REPLACED and line.endorsed_at is not None
    return _One(
        line=line,
        members={each.member for each in overview(viewer, line.programme).members},
        runs=runs(viewer, line.programme, RunFilter(course=line.course), _ALL).items,
        trail=trail(viewer, "nomination", id, _ALL).items if seen else (),
        passed_over=next(iter(passed_over(viewer, line.programme, id)), None),
        reasons=waiting_reasons(viewer, line.programme).get(id, ()),
        fit=fit_of(viewer, line.programme, line.official, line.course),
        may_be_replaced=may_replace,
        substitutes=substitutes(viewer, id) if answers and may_replace else (),
    )


async def _show(request: web.Request, sent: Form | None = None) -> web.Response:
    viewer = viewer_of(request)
    one = await in_thread(_read_one, viewer, request.match_info["nomination"])
    return await render(
        request,
        "nomination.html",
        status=422 if sent else 200,
        sent=sent.texts if sent else {},
        wrong_facts=by_column(sent.faults) if sent else {},
        programme=one.line.programme,
        one=one,
        line=one.line,
        run=next((run for run in one.runs if run.id == one.line.run), None),
        verbs=verbs_for(viewer, [one.line], one.members),
        reasons=[say_reason(each) for each in one.reasons],
        replaced=one.may_be_replaced,
        runs_it=viewer.has(*COORDINATORS),
        can_open_official=viewer.has(*MEMBERS),
    )


async def _act(request: web.Request) -> web.Response:
    id, form = request.match_info["nomination"], await form_of(request)
    verb, reason = verb_of(form), form.text("reason", required=False, longest=2000)
    ranks = {id: form.whole("rank", 1, 999)} if form.has("rank") else {}
    if form.faults:
        return await _show(request, form)
    await act(request, carry_out, verb, [id], reason, ranks)
    return go_on(
        came_from(request, f"/nominations/{id}"), _("%(verb)s: done.") % {"verb": _(verb.text)}
    )


async def _substitute(request: web.Request) -> web.Response:
    id, form = request.match_info["nomination"], await form_of(request)
    official, note = form.text("official"), form.text("note", required=False, longest=2000)
    if form.faults:
        return await _show(request, form)
    try:
        made = await act(request, substitute, id, official, note)
    except Refused as refused:
        form.faults.extend(refused.faults)
        return await _show(request, form)
    notice = _(
        "%(official)s is endorsed instead; the seat follows once the planner finds it possible."
    )
    return go_on(f"/nominations/{made}", notice % {"official": official})


async def _pin(request: web.Request) -> web.Response:
    id, form = request.match_info["nomination"], await form_of(request)
    run = form.text("run", required=False) or None
    form.check()
    await act(request, pin_nomination, id, run)
    notice = _("It is pinned so. The next scenario that is planned keeps to it.")
    return go_on(f"/nominations/{id}", notice)


_ONE = "/nominations/{nomination}"
DOORS: tuple[Door, ...] = (
    page("GET", _ONE, _show, MEMBERS | SEATED),
    page("POST", _ONE, _act, MEMBERS | SEATED),
    page("POST", f"{_ONE}/substitute", _substitute, MEMBERS),
    page("POST", f"{_ONE}/pin", _pin, COORDINATORS),
)
