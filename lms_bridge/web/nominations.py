"""Nominations: the list, and what is done to many at once: to all of them or to none."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from catalogue.db import reading
from catalogue.errors import Refused
from catalogue.life import State
from catalogue.plan import Reason
from catalogue.queries.courses import CourseLine, courses
from catalogue.queries.nominations import NominationFilter, NominationLine, nominations
from catalogue.queries.overview import Overview, overview
from catalogue.queries.paging import Page, Paging
from catalogue.queries.passed_over import waiting_reasons
from catalogue.viewer import Role, Viewer
from lms_bridge.doors import COORDINATORS, MEMBERS, Door, page, viewer_of
from lms_bridge.threads import in_thread
from lms_bridge.web.acting import act
from lms_bridge.web.faults_in_words import by_column
from lms_bridge.web.forms import Form, form_of, query_of
from lms_bridge.web.language import _
from lms_bridge.web.lists import addresses, paging_of
from lms_bridge.web.page import came_from, go_on, render
from lms_bridge.web.terms import say_reason
from lms_bridge.web.verbs import carry_out, verb_of, verbs_for

_ALL = Paging(size=1000)
_TICKED = "nomination"


@dataclass(frozen=True, slots=True)
class _List:
    page: Page[NominationLine]
    overview: Overview
    courses: tuple[CourseLine, ...]
    reasons: dict[str, tuple[Reason, ...]]

    @property
    def members(self) -> set[str]:
        return {line.member for line in self.overview.members}


@reading
def _read_list(viewer: Viewer, wanted: NominationFilter, paging: Paging) -> _List:
    programme = wanted.programme or ""
    found = nominations(viewer, wanted, paging)
    waits = any(line.state == State.WAITLISTED for line in found.items)
    return _List(
        found,
        overview(viewer, programme),
        courses(viewer, paging=_ALL).items,
        waiting_reasons(viewer, programme) if waits else {},
    )


async def _list(request: web.Request, sent: Form | None = None) -> web.Response:
    viewer, form = viewer_of(request), query_of(request)
    states = (form.term("state", State),) if form.has("state") else ()
    form.check()
    wanted = NominationFilter(
        programme=request.match_info["programme"],
        member=form.texts.get("member") or None,
        course=form.texts.get("course") or None,
        states=states,
        text=form.texts.get("text") or None,
    )
    found = await in_thread(_read_list, viewer, wanted, paging_of(request, "name"))
    return await render(
        request,
        "nominations.html",
        status=422 if sent else 200,
        sent=sent.texts if sent else {},
        ticked=sent.several(_TICKED) if sent else [],
        wrong_facts=by_column(sent.faults) if sent else {},
        found=found,
        asked=form.texts,
        why={
            line.id: say_reason(found.reasons[line.id][0])
            for line in found.page.items
            if found.reasons.get(line.id)
        },
        verbs=verbs_for(viewer, found.page.items, found.members),
        address=addresses(request),
        runs_it=viewer.has(*COORDINATORS),
        ranks=viewer.has(Role.FOCAL_POINT, *COORDINATORS),
    )


async def _act_on_many(request: web.Request) -> web.Response:
    form = await form_of(request)
    verb, reason = verb_of(form), form.text("reason", required=False, longest=2000)
    ids = list(dict.fromkeys(form.several(_TICKED)))
    if not ids:
        form.fault(_TICKED, "MISSING")
    ranks = {id: form.whole(f"rank-{id}", 1, 999) for id in ids if form.has(f"rank-{id}")}
    if form.faults:
        return await _list(request, form)
    try:
        await act(request, carry_out, verb, ids, reason, ranks)
    except Refused as refused:
        form.faults.extend(refused.faults)
        return await _list(request, form)
    notice = _("%(verb)s: done. Nominations: %(count)s.")
    back = came_from(request, f"/programmes/{request.match_info['programme']}/nominations")
    return go_on(back, notice % {"verb": _(verb.text), "count": len(ids)})


_LIST = "/programmes/{programme}/nominations"
DOORS: tuple[Door, ...] = (
    page("GET", _LIST, _list, MEMBERS),
    page("POST", _LIST, _act_on_many, MEMBERS),
)
