"""Repair: somebody cannot come, or a venue is closed; the plan is mended with few changes.

Three clicks lead to a published repair: the fact is sent, the planner works, and the page of
publishing shows who is told and what would change in the LMS.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from catalogue.actions.close_venue import close_venue
from catalogue.actions.mark_unavailable import mark_unavailable
from catalogue.db import reading
from catalogue.errors import Refused
from catalogue.faults import Fault
from catalogue.queries.board import Bar, board
from catalogue.queries.paging import Paging
from catalogue.queries.trainers import TrainerLine, trainers
from catalogue.queries.venues import VenueLine, venues
from catalogue.viewer import Viewer
from lms_bridge.doors import COORDINATORS, Door, page, viewer_of
from lms_bridge.planner.wishes import Wishes
from lms_bridge.starting import repair
from lms_bridge.threads import in_thread
from lms_bridge.web.acting import act_once, fresh_key
from lms_bridge.web.faults_in_words import by_column
from lms_bridge.web.forms import Form, form_of, query_of
from lms_bridge.web.language import _, apart, say_days
from lms_bridge.web.moving import name_of
from lms_bridge.web.page import go_on, parts_of, render

_ALL = Paging(size=1000)


@dataclass(frozen=True, slots=True)
class _Known:
    trainers: tuple[TrainerLine, ...]
    venues: tuple[VenueLine, ...]
    coming: tuple[Bar, ...]

    def called(self, id: str) -> str:
        """Give what a trainer or a venue is called."""
        names = {v.id: v.name for v in self.venues} | {t.id: name_of(t) for t in self.trainers}
        return names.get(id, id)


@reading
def _read(viewer: Viewer, programme: str) -> _Known:
    shown = board(viewer, programme)
    bars = [bar for row in shown.rows for bar in row.bars if bar.start > shown.today]
    return _Known(
        trainers=trainers(viewer, paging=_ALL).items,
        venues=venues(viewer, paging=_ALL).items,
        coming=tuple(sorted(bars, key=lambda bar: (bar.start, bar.run))),
    )


async def _show(request: web.Request) -> web.Response:
    return await _page(request, query_of(request), [])


async def _page(
    request: web.Request, form: Form, faults: list[Fault], status: int = 200
) -> web.Response:
    known = await in_thread(_read, viewer_of(request), request.match_info["programme"])
    taught = {trainer for bar in known.coming for trainer in bar.trainers}
    return await render(
        request,
        "repair.html",
        status=status,
        known=known,
        taught=taught,
        values=form.texts,
        key=fresh_key(),
        faults=by_column(faults),
    )


async def _begin(request: web.Request) -> web.Response:
    form = await form_of(request)
    start, end = form.day("start"), form.day("end")
    what = "venue" if form.has("venue") else "trainer"
    id = form.text(what)
    reason = form.text("reason", required=False, longest=2000)
    if form.faults:
        return await _page(request, form, form.faults, 422)
    programme = request.match_info["programme"]
    known = await in_thread(_read, viewer_of(request), programme)

    def fact(viewer: Viewer) -> None:
        act: Callable[..., None] = close_venue if what == "venue" else mark_unavailable
        act(viewer, id, start, end, reason)

    wishes = Wishes(only_published=form.has("only_published"), only_seated=form.has("only_seated"))
    name = _("Repair: %(what)s, %(days)s") % {
        "what": apart(known.called(id)),
        "days": say_days(start, end),
    }
    workers = parts_of(request).settings.solve_workers

    def mend(viewer: Viewer) -> dict[str, Any]:
        return {"scenario": repair(viewer, programme, name, fact, workers, wishes)}

    try:
        made, _is_new = await act_once(request, form, mend)
    except Refused as refused:
        return await _page(request, form, list(refused.faults), 422)
    notice = _("It is noted; the plan is being mended.")
    return go_on(f"/scenarios/{made['scenario']}?then=publish", notice)


_REPAIR = "/programmes/{programme}/repair"
DOORS: tuple[Door, ...] = (
    page("GET", _REPAIR, _show, COORDINATORS),
    page("POST", _REPAIR, _begin, COORDINATORS),
)
