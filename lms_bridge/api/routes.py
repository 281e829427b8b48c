"""Every door of REST, and its document."""

from __future__ import annotations

from functools import cache

from aiohttp import web

from lms_bridge.api import (
    access,
    by_hand,
    calls,
    certificates,
    clients,
    comparing,
    courses,
    feeds,
    files,
    funders,
    history,
    learning,
    lms,
    lti,
    messages,
    moves,
    nominations,
    officials,
    people,
    planning,
    programmes,
    repairs,
    reports,
    runs,
    scenarios,
    seats,
    tables,
    trail,
    trainers,
    venues,
    versions,
    webhooks,
)
from lms_bridge.api.document import OPENAPI_PATH, written
from lms_bridge.doors import Door, Kind

OPERATIONS: tuple[Door, ...] = (
    *programmes.DOORS,
    *runs.DOORS,
    *courses.DOORS,
    *venues.DOORS,
    *trainers.DOORS,
    *funders.DOORS,
    *officials.DOORS,
    *calls.DOORS,
    *nominations.DOORS,
    *moves.DOORS,
    *seats.DOORS,
    *scenarios.DOORS,
    *planning.DOORS,
    *repairs.DOORS,
    *comparing.DOORS,
    *by_hand.DOORS,
    *versions.DOORS,
    *lms.DOORS,
    *learning.DOORS,
    *access.DOORS,
    *certificates.DOORS,
    *feeds.DOORS,
    *webhooks.DOORS,
    *clients.DOORS,
    *lti.DOORS,
    *messages.DOORS,
    *trail.DOORS,
    *history.DOORS,
    *people.DOORS,
    *reports.DOORS,
    *tables.DOORS,
)


@cache
def _document() -> str:
    return written(OPERATIONS)


async def _openapi(request: web.Request) -> web.Response:
    """Give the document; everybody may read it."""
    return web.Response(text=_document(), content_type="application/json")


DOORS: tuple[Door, ...] = (
    Door("GET", OPENAPI_PATH, _openapi, None, Kind.API),
    *OPERATIONS,
    *files.DOORS,
)
