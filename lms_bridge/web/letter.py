"""A letter of invitation, as a page to print."""

from __future__ import annotations

from aiohttp import web

from catalogue.queries.invitation import invitation
from lms_bridge.doors import MEMBERS, SEATED, Door, page, viewer_of
from lms_bridge.roster import place_of
from lms_bridge.threads import in_thread
from lms_bridge.web.page import render


async def _show(request: web.Request) -> web.Response:
    letter = await in_thread(invitation, viewer_of(request), request.match_info["nomination"])
    place = place_of(letter.venue, letter.city)
    return await render(
        request, "letter.html", programme=letter.programme, letter=letter, place=place
    )


DOORS: tuple[Door, ...] = (
    page("GET", "/nominations/{nomination}/letter", _show, MEMBERS | SEATED),
)
