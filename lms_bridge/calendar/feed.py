"""The door of a feed: whoever knows its address may read it."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from aiohttp import web

from catalogue.actions.follow_feed import follow_feed, mark_of_feed
from lms_bridge.calendar.writing import written
from lms_bridge.doors import Door, Kind
from lms_bridge.threads import in_thread


@lru_cache(maxsize=64)  # programs ask each hour, whatever happened
def _at(secret: str, _: object) -> bytes:
    return written(follow_feed(secret))


def _read(secret: str) -> bytes:
    return _at(secret, mark_of_feed(secret))


async def _feed(request: web.Request) -> web.Response:
    body = await in_thread(_read, request.match_info["secret"])
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if tag in request.headers.get("If-None-Match", ""):
        return web.Response(status=304, headers=headers)
    return web.Response(body=body, content_type="text/calendar", charset="utf-8", headers=headers)


DOORS: tuple[Door, ...] = (Door("GET", "/calendar/{secret}.ics", _feed, None, Kind.API),)
