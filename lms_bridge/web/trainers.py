"""Trainers: their skills, how much they teach, and days on which they cannot come."""

from __future__ import annotations

from aiohttp import web

from catalogue.actions.mark_unavailable import mark_unavailable
from catalogue.queries.trainers import TrainerFilter, trainers
from catalogue.viewer import Role
from lms_bridge.doors import COORDINATORS, TEACHERS, Door, page, viewer_of
from lms_bridge.threads import in_thread
from lms_bridge.web.acting import act
from lms_bridge.web.forms import form_of, query_of
from lms_bridge.web.language import _
from lms_bridge.web.lists import addresses, paging_of
from lms_bridge.web.page import came_from, go_on, render

LENDERS = COORDINATORS | {Role.FOCAL_POINT}


async def _list(request: web.Request) -> web.Response:
    asked = query_of(request).texts
    wanted = TrainerFilter(text=asked.get("text") or None, skill=asked.get("skill") or None)
    found = await in_thread(trainers, viewer_of(request), wanted, paging_of(request, "name"))
    return await render(
        request, "trainers.html", trainers=found, asked=asked, address=addresses(request)
    )


async def _unavailable(request: web.Request) -> web.Response:
    form = await form_of(request)
    trainer, start, end = form.text("trainer"), form.day("start"), form.day("end")
    reason = form.text("reason", required=False, longest=2000)
    form.check()
    await act(request, mark_unavailable, trainer, start, end, reason)
    return go_on(came_from(request, "/"), _("It is noted. Plan again if a run is concerned."))


DOORS: tuple[Door, ...] = (
    page("GET", "/trainers", _list, LENDERS),
    page("POST", "/unavailable", _unavailable, LENDERS | TEACHERS),
)
