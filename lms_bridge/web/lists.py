"""Lists page by page: the address of the next page keeps what was asked for."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from aiohttp import web

from catalogue.queries.paging import Paging

SIZE = 50


def paging_of(request: web.Request, sort: str = "") -> Paging:
    """Read which page is wanted."""
    return Paging(request.query.get("token", ""), SIZE, request.query.get("sort", sort))


def addresses(request: web.Request) -> Callable[..., str]:
    """Give a function that makes this address with other values; empty ones are left out."""

    def address(**changed: str) -> str:
        kept = {name: value for name, value in request.query.items() if name != "token"}
        wanted = {name: value for name, value in (kept | changed).items() if value}
        return "?" + urlencode(wanted)

    return address
