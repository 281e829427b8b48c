"""The LMS: what synchronisations did, what would change now, and what waits for a word."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from catalogue.actions.decide_drop_out import decide_drop_out
from catalogue.actions.decide_lesson import decide_lesson
from catalogue.actions.lms_items import retry_item, set_item_aside
from catalogue.actions.request_sync import request_sync
from catalogue.db import reading
from catalogue.errors import NotFound
from catalogue.lms import SyncState
from catalogue.queries.learning import DeniedLesson, DropOutLine, denied_lessons, drop_outs
from catalogue.queries.lms import ItemLine, lms_items
from catalogue.queries.syncs import SyncLine, sync_lines, syncs
from catalogue.viewer import Role, Viewer
from lms_bridge.doors import COORDINATORS, OVERSEERS, Door, page, viewer_of
from lms_bridge.errors import NoLms
from lms_bridge.sync.errors import LmsError
from lms_bridge.synced import removals
from lms_bridge.synchronising import preview
from lms_bridge.threads import in_thread
from lms_bridge.web.acting import act
from lms_bridge.web.forms import form_of, query_of
from lms_bridge.web.language import _
from lms_bridge.web.lms_failures import say_failure
from lms_bridge.web.lms_in_words import lms_words
from lms_bridge.web.page import PART, came_from, fragment, go_on, parts_of, render
from lms_bridge.web.publishing import read_leaving
from lms_bridge.workflows.synchronising import URGENT

DECIDERS = COORDINATORS | {Role.FOCAL_POINT}
_SHOWN = 20
_LOOKS = 9
"""How often the page looks for a synchronisation that was just asked for."""


@dataclass(frozen=True, slots=True)
class _State:
    syncs: tuple[SyncLine, ...]
    drop_outs: tuple[DropOutLine, ...]
    items: tuple[ItemLine, ...]
    denied: tuple[DeniedLesson, ...]

    @property
    def is_running(self) -> bool:
        return any(sync.state == SyncState.RUNNING for sync in self.syncs[:2])

    @property
    def held(self) -> int:
        """How many enrolments wait for a person; what looked at a few runs says nothing of that."""
        for sync in self.syncs:
            held = sync.figures.get("held", 0)
            is_whole = not sync.id.startswith(URGENT)
            if held or (is_whole and sync.state == SyncState.FINISHED):
                return held
        return 0


@reading
def _read(viewer: Viewer, programme: str) -> _State:
    reported = drop_outs(viewer, programme) if viewer.has(*DECIDERS) else ()
    runs_it = viewer.has(*COORDINATORS)
    refused = lms_items(viewer) if runs_it else ()
    denied = denied_lessons(viewer, programme) if runs_it else ()
    return _State(syncs(viewer, programme, _SHOWN), reported, refused, denied)


async def _show(request: web.Request) -> web.Response:
    programme = request.match_info["programme"]
    state = await in_thread(_read, viewer_of(request), programme)
    looks = query_of(request).whole("asked", 0, _LOOKS, default=0)
    context: dict[str, Any] = {
        "state": state,
        "lms": parts_of(request).lms,
        "programme_id": programme,
        "runs_it": viewer_of(request).has(*COORDINATORS),
    }
    if PART in request.headers:
        return fragment(request, "syncs.html", asked=max(0, looks - 1), **context)
    return await render(request, "lms.html", asked=looks, **context)


async def _one(request: web.Request) -> web.Response:
    programme, sync = request.match_info["programme"], request.match_info["sync"]
    viewer = viewer_of(request)
    lines = await in_thread(sync_lines, viewer, sync)
    known = [s for s in await in_thread(syncs, viewer, programme, 1000) if s.id == sync]
    if not known:
        raise NotFound("sync", sync)
    return await render(request, "sync.html", sync=known[0], lines=lines)


async def _difference(request: web.Request) -> web.Response:
    parts = parts_of(request)
    if parts.lms is None:
        raise NoLms(_("No LMS is set up."))
    words, leaving, silence = None, "[]", ""
    try:
        found = await preview(viewer_of(request), parts.lms)
        leaving = json.dumps([list(e) for e in removals(found.difference, found.inbound_holds)])
        words = lms_words(found)
    except LmsError as error:
        silence = say_failure(error.reason)
    return await render(
        request, "lms_difference.html", in_lms=words, leaving=leaving, silence=silence
    )


async def _synchronise(request: web.Request) -> web.Response:
    programme, form = request.match_info["programme"], await form_of(request)
    leaving = read_leaving(form.text("leaving", required=False, longest=10_000_000) or "[]")
    if parts_of(request).lms is None:
        raise NoLms(_("No LMS is set up."))
    await act(request, request_sync, programme, leaving)
    return go_on(
        f"/programmes/{programme}/lms?asked={_LOOKS}", _("A synchronisation is on its way.")
    )


async def _item(request: web.Request) -> web.Response:
    programme, item = request.match_info["programme"], request.match_info["item"]
    form = await form_of(request)
    if form.yes_or_none("retry"):
        await act(request, retry_item, item, programme)
        return go_on(f"/programmes/{programme}/lms?asked={_LOOKS}", _("It is tried again."))
    await act(request, set_item_aside, item)
    return go_on(f"/programmes/{programme}/lms", _("It is set aside and not tried any more."))


async def _decide(request: web.Request) -> web.Response:
    form = await form_of(request)
    confirmed = form.yes_or_none("confirmed")
    if confirmed is None and not form.faults:
        form.fault("confirmed", "MISSING")
    form.check()
    await act(request, decide_drop_out, request.match_info["drop_out"], confirmed=bool(confirmed))
    notice = (
        _("The drop-out is confirmed; the seat is free.")
        if confirmed
        else _("The report is dismissed; the official stays enrolled.")
    )
    return go_on(came_from(request, "/"), notice)


async def _decide_lesson(request: web.Request) -> web.Response:
    form = await form_of(request)
    lesson, stands = form.text("lesson"), form.yes_or_none("stands")
    if stands is None and not form.faults:
        form.fault("stands", "MISSING")
    reason = form.text("reason", required=stands is False)
    form.check()
    nomination = request.match_info["nomination"]
    await act(request, decide_lesson, nomination, lesson, stands=bool(stands), reason=reason)
    notice = _("The lesson stands.") if stands else _("The lesson is struck out.")
    return go_on(came_from(request, "/"), notice)


DOORS: tuple[Door, ...] = (
    page("GET", "/programmes/{programme}/lms", _show, OVERSEERS),
    page("GET", "/programmes/{programme}/lms/difference", _difference, COORDINATORS),
    page("POST", "/programmes/{programme}/lms/synchronise", _synchronise, COORDINATORS),
    page("POST", "/programmes/{programme}/lms/items/{item}", _item, COORDINATORS),
    page("GET", "/programmes/{programme}/lms/{sync}", _one, COORDINATORS),
    page("POST", "/drop-outs/{drop_out}", _decide, DECIDERS),
    page("POST", "/nominations/{nomination}/lesson", _decide_lesson, COORDINATORS),
)
