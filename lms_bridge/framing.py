"""Whose frame may show a page, and where its forms may go: what browsers are told of it."""

from __future__ import annotations

from typing import Final

from aiohttp import web
from yarl import URL

FROM_ANYWHERE: Final = "*"
"""A page of words alone may stand in any frame: who is refused must be able to read why."""


def is_in_frame(request: web.Request) -> bool:
    """Say whether the page is to stand in a frame, as the browser tells."""
    return request.headers.get("Sec-Fetch-Dest", "") in {"iframe", "frame"}


def policy_within(ancestors: str = "'none'", form_action: str = "'self'") -> str:
    """Write the policy of a page: scripts and style of ours alone, nothing inline."""
    return (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        f"form-action {form_action}; frame-ancestors {ancestors}"
    )


def origin_of(address: str) -> str:
    """Give the scheme, host and port of an address, as browsers tell where a page is from."""
    return str(URL(address).origin())


def is_web_address(address: str) -> bool:
    """Say whether it is an address on the web, with a host."""
    try:
        url = URL(address)
    except ValueError:
        return False
    return url.scheme in {"http", "https"} and bool(url.host)


def keep_in_frames(response: web.StreamResponse) -> None:
    """Let what a page wants a browser to keep be kept in the frame of another site, too."""
    wanted = list(response.cookies.items())
    response.cookies.clear()
    for name, cookie in wanted:
        seconds = int(cookie["max-age"] or 0)
        set_framed_cookie(response, name, cookie.coded_value, seconds, cookie["path"])


def set_framed_cookie(
    response: web.StreamResponse, name: str, value: str, seconds: int, path: str = "/"
) -> None:
    """Let a browser keep something in the frame of another site, for that site alone (CHIPS).

    Python writes `Partitioned` from 3.14 on. Name and value are of letters, digits and hyphens.
    """
    response.headers.add(
        "Set-Cookie",
        f"{name}={value}; Max-Age={seconds}; Path={path}; HttpOnly; Secure; SameSite=None; "
        "Partitioned",
    )
