"""Venues: the list, and one with its facilities, the days on which it is closed, its holidays."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from catalogue.actions.close_venue import close_venue
from catalogue.actions.reopen_venue import reopen_venue
from catalogue.db import reading
from catalogue.queries.organisations import organisations
from catalogue.queries.venues import (
    ClosedDays,
    VenueFilter,
    VenueLine,
    venue,
    venue_days,
    venues,
)
from catalogue.viewer import Viewer
from lms_bridge.doors import COORDINATORS, Door, page, viewer_of
from lms_bridge.threads import in_thread
from lms_bridge.web.forms import query_of
from lms_bridge.web.language import _
from lms_bridge.web.lists import addresses, paging_of
from lms_bridge.web.page import render
from lms_bridge.web.spans import Entry, take_days


async def _list(request: web.Request) -> web.Response:
    asked = query_of(request).texts
    wanted = VenueFilter(text=asked.get("text") or None, facility=asked.get("facility") or None)
    found = await in_thread(venues, viewer_of(request), wanted, paging_of(request, "name"))
    return await render(
        request, "venues.html", venues=found, asked=asked, address=addresses(request)
    )


@dataclass(frozen=True, slots=True)
class _One:
    line: VenueLine
    days: ClosedDays
    host: str


@reading
def _read(viewer: Viewer, id: str) -> _One:
    line = venue(viewer, id)
    members = {member.id: member.name for member in organisations(viewer).members}
    return _One(line, venue_days(viewer, id), members.get(line.member or "", line.member or ""))


async def _show(request: web.Request) -> web.Response:
    return await _page(request, Entry())


async def _page(request: web.Request, entry: Entry) -> web.Response:
    one = await in_thread(_read, viewer_of(request), request.match_info["venue"])
    status = 422 if entry.faults else 200
    return await render(request, "venue.html", status=status, one=one, entry=entry)


async def _close(request: web.Request) -> web.Response:
    id = request.match_info["venue"]
    return await take_days(
        request,
        lambda viewer, start, end, reason: close_venue(viewer, id, start, end, reason),
        _page,
        (f"/venues/{id}", _("It is noted. Plan again if a run is concerned.")),
        is_reasoned=True,
    )


async def _reopen(request: web.Request) -> web.Response:
    id = request.match_info["venue"]
    return await take_days(
        request,
        lambda viewer, start, end, _reason: reopen_venue(viewer, id, start, end),
        _page,
        (f"/venues/{id}", _("The venue is open again on these days.")),
        is_reasoned=False,
    )


DOORS: tuple[Door, ...] = (
    page("GET", "/venues", _list, COORDINATORS),
    page("GET", "/venues/{venue}", _show, COORDINATORS),
    page("POST", "/venues/{venue}/close", _close, COORDINATORS),
    page("POST", "/venues/{venue}/reopen", _reopen, COORDINATORS),
)
