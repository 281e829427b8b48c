"""People spelled twice are made one; and all that is known about somebody is given to take away."""

from __future__ import annotations

import json

from aiohttp import web

from catalogue.actions.export_person import export_person
from catalogue.actions.merge_people import merge_people
from catalogue.queries.duplicates import duplicates
from lms_bridge.doors import COORDINATORS, FOCAL_POINTS, MEMBERS, Door, page, viewer_of
from lms_bridge.threads import in_thread
from lms_bridge.web.acting import act
from lms_bridge.web.forms import form_of
from lms_bridge.web.language import _
from lms_bridge.web.page import go_on, render


async def _list(request: web.Request) -> web.Response:
    viewer = viewer_of(request)
    pairs = await in_thread(duplicates, viewer)
    return await render(
        request, "duplicates.html", pairs=pairs, may_merge=viewer.has(*COORDINATORS)
    )


async def _merge(request: web.Request) -> web.Response:
    form = await form_of(request)
    kept, other = form.text("kept"), form.text("other")
    reason = form.text("reason", required=False, longest=2000)
    form.check()
    await act(request, merge_people, kept, other, reason)
    return go_on("/people/duplicates", _("They are one person now: %(id)s.") % {"id": kept})


async def _export(request: web.Request) -> web.Response:
    person = request.match_info["person"]
    found = await act(request, export_person, person)
    return web.Response(
        body=json.dumps(found, ensure_ascii=False, indent=2, default=str).encode(),
        content_type="application/json",
        headers={
            "Content-Disposition": f'attachment; filename="{person}.json"',
            "Cache-Control": "no-store",
        },
    )


DOORS: tuple[Door, ...] = (
    page("GET", "/people/duplicates", _list, COORDINATORS | FOCAL_POINTS),
    page("POST", "/people/merge", _merge, COORDINATORS),
    page("POST", "/people/{person}/export", _export, MEMBERS),
)
