"""Lists of an LMS, page after page: not without end, not in circles, and not elsewhere."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any, Final
from urllib.parse import urljoin

from catalogue.queries.lti import Platform
from lms_bridge.framing import is_web_address, origin_of
from lms_bridge.lti.errors import Unfetchable
from lms_bridge.lti.tokens import Tokens

MOST_PAGES: Final = 200
MOST_BYTES_OF_A_PAGE: Final = 16 * 2**20
SECONDS_FOR_A_PAGE: Final = 60
_NEXT = re.compile(r"<([^>]*)>\s*;[^,]*\brel=[\"“]?next\b", re.IGNORECASE)
"""A Moodle writes typographic quotes at times."""


async def pages(
    tokens: Tokens, platform: Platform, scope: str, url: str, accept: str
) -> AsyncIterator[Any]:
    """Read a list's pages. Raises Unfetchable where one does not come, or they do not end."""
    seen: set[str] = set()
    address: str | None = url
    while address:
        if address in seen or len(seen) >= MOST_PAGES:
            raise Unfetchable("the pages of the list go round in circles, or do not end")
        if not is_web_address(address) or origin_of(address) != origin_of(url):
            raise Unfetchable("the next page of the list is on another host")
        seen.add(address)
        answer = await tokens.ask(
            platform,
            [scope],
            "GET",
            address,
            accept=accept,
            most_bytes=MOST_BYTES_OF_A_PAGE,
            timeout_seconds=SECONDS_FOR_A_PAGE,
        )
        if not answer.is_ok:
            raise Unfetchable(f"{answer.url} answered {answer.status}")
        yield answer.json()
        found = _NEXT.search(answer.headers.get("Link", ""))
        address = _joined(address, found[1]) if found else None


def _joined(address: str, found: str) -> str:
    try:
        return urljoin(address, found)
    except ValueError:
        raise Unfetchable("the next page of the list is at no address") from None
