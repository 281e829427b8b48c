"""Style, script and icon, each at an address that holds its digest, so that browsers may keep it.

The libraries are there once `make assets` has fetched them; without them the pages work unstyled.
"""

from __future__ import annotations

import gzip
import hashlib
import logging
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import brotli
from aiohttp import web

from lms_bridge.doors import Door, page

FOLDER = Path(__file__).parent / "static"
FILES = {
    "pico.css": "vendor/pico.min.css",
    "pages.css": "pages.css",
    "pages.js": "pages.js",
    "board.js": "board.js",
    "sheet.js": "sheet.js",
    "offline.js": "offline.js",
    "lti.js": "lti.js",
    "icon.svg": "icon.svg",
}
SHOWN_ELSEWHERE = "icon.svg"
"""What an LMS shows in pages of its own."""

STANDS_FOR = {"offline.js": "/programmes/"}
"""Scripts that answer for the server where there is no line, and for which addresses."""

_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_FOR_EVER = "public, max-age=31536000, immutable"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent: whole, and packed in the ways that browsers know, the best first."""

    type: str
    body: bytes
    packed: dict[str, bytes]
    digest: str


@cache
def assets() -> dict[str, Asset]:
    """Give the files that are there, by name."""
    found = {}
    for name, file in FILES.items():
        path = FOLDER / file
        if not path.exists():
            log.warning("%s is missing: the pages work without it; `make assets` fetches it", path)
            continue
        body = path.read_bytes()
        digest = hashlib.sha256(body).hexdigest()[:16]
        packed = {"br": brotli.compress(body, quality=11), "gzip": gzip.compress(body, 9, mtime=0)}
        found[name] = Asset(_TYPES[path.suffix], body, packed, digest)
    return found


def address(name: str) -> str:
    """Give the address of a file; nothing where it is missing."""
    asset = assets().get(name)
    return f"/static/{asset.digest}/{name}" if asset else ""


async def _send(request: web.Request) -> web.Response:
    name = request.match_info["name"]
    asset = assets().get(name)
    if asset is None:
        raise web.HTTPNotFound
    known = request.headers.get("Accept-Encoding", "")
    way = next((way for way in asset.packed if way in known), None)
    is_same = request.match_info["digest"] == asset.digest
    headers = {"Cache-Control": _FOR_EVER if is_same else "no-cache", "Vary": "Accept-Encoding"}
    if asset is assets().get(SHOWN_ELSEWHERE):
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if name in STANDS_FOR:
        headers["Service-Worker-Allowed"] = STANDS_FOR[name]
    if way:
        headers["Content-Encoding"] = way
    return web.Response(
        body=asset.packed[way] if way else asset.body,
        content_type=asset.type,
        charset="utf-8",
        headers=headers,
    )


DOORS: tuple[Door, ...] = (page("GET", "/static/{digest}/{name}", _send, None),)
