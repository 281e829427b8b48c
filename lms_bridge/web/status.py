"""How the work goes, on one page: what runs, what waits, what failed."""

from __future__ import annotations

from aiohttp import web

from catalogue.queries.operations import operations
from lms_bridge.doors import COORDINATORS, Door, page, viewer_of
from lms_bridge.threads import in_thread
from lms_bridge.web.page import parts_of, render


async def _show(request: web.Request) -> web.Response:
    parts = parts_of(request)
    return await render(
        request,
        "status.html",
        found=await in_thread(operations, viewer_of(request)),
        has_planner=await parts.planner.is_serving(),
        lms=parts.lms,
    )


DOORS: tuple[Door, ...] = (page("GET", "/status", _show, COORDINATORS),)
