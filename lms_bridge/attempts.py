"""Secrets are not tried out: an address from which too many failed must wait.

Counted are sign-ins and tokens that were refused, by the address that sent them; whoever is signed
in or has a good token is not kept out by others at the same address. Each bridge counts for itself.
"""

from __future__ import annotations

import time
from collections import OrderedDict

from aiohttp import web

from catalogue.errors import NotSignedIn
from lms_bridge.doors import Handler
from lms_bridge.errors import SignInRefused, TooManyAttempts
from lms_bridge.proxies import address_of

WINDOW_SECONDS = 60
MOST_ADDRESSES = 10_000
_TRIED_AT = ("/sign-in/", "/oauth2/", "/openid/", "/events/")


class Attempts:
    """How many attempts failed, by address, in a window of time."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._failed: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def check(self, address: str) -> None:
        """Go on only where few failed. Raises TooManyAttempts."""
        ends_at, count = self._failed.get(address, (0.0, 0))
        left = ends_at - time.monotonic()
        if self._most and count >= self._most and left > 0:
            raise TooManyAttempts(round(left) or 1)

    def fail(self, address: str) -> None:
        """Note that an attempt failed; addresses that failed longest ago are forgotten first."""
        now = time.monotonic()
        ends_at, count = self._failed.pop(address, (0.0, 0))
        if ends_at <= now:
            ends_at, count = now + WINDOW_SECONDS, 0
        self._failed[address] = ends_at, count + 1
        if len(self._failed) > MOST_ADDRESSES:
            self._failed.popitem(last=False)


ATTEMPTS: web.AppKey[Attempts] = web.AppKey("attempts", Attempts)


@web.middleware
async def limit_attempts(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Count attempts that fail. Raises TooManyAttempts."""
    if "Authorization" not in request.headers and not request.path.startswith(_TRIED_AT):
        return await handler(request)
    attempts, address = request.config_dict[ATTEMPTS], address_of(request)
    if request.path.startswith(_TRIED_AT):
        attempts.check(address)
    try:
        response = await handler(request)
    except (NotSignedIn, SignInRefused):
        attempts.check(address)
        attempts.fail(address)
        raise
    if response.status == web.HTTPUnauthorized.status_code:
        attempts.fail(address)
    return response
