"""The trail: who changed what, when and why."""

from __future__ import annotations

from aiohttp import web

from catalogue.queries.trail import trail
from catalogue.viewer import Role
from lms_bridge.doors import COORDINATORS, Door, page, viewer_of
from lms_bridge.threads import in_thread
from lms_bridge.web.forms import query_of
from lms_bridge.web.lists import addresses, paging_of
from lms_bridge.web.page import render


async def _list(request: web.Request) -> web.Response:
    asked = query_of(request).texts
    kind, thing = asked.get("kind") or None, asked.get("thing") or None
    lines = await in_thread(trail, viewer_of(request), kind, thing, paging_of(request, "-number"))
    return await render(request, "trail.html", trail=lines, asked=asked, address=addresses(request))


DOORS: tuple[Door, ...] = (page("GET", "/trail", _list, COORDINATORS | {Role.FOCAL_POINT}),)
