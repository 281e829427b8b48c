"""Connections that dawdle are closed: a request must come whole in its time.

aiohttp waits without end for the rest of a head or a body. A proxy before the bridge does not, but
without one some thousands who send a byte now and then would take all that a process may hold open.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from aiohttp import web

from lms_bridge.doors import Handler

HEAD_SECONDS = 90.0
"""How long a connection may be open without a request; longer than one is kept for the next."""

BODY_SECONDS = 60.0
LEAST_BYTES_PER_SECOND = 1000
"""How fast a body must come, at least in its beginning, once `BODY_SECONDS` are over."""

_BEGINNING_BYTES = 2**16  # more than that waits where nobody reads it: that would be our doing
_EVERY_SECONDS = 10.0


class Dawdlers:
    """Knows since when each connection is busy with a request, or waits for one."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Measure by a clock of seconds."""
        self._clock = clock
        self._busy: dict[object, tuple[web.BaseRequest, float]] = {}
        self._idle: dict[object, float] = {}

    def begin(self, request: web.BaseRequest) -> None:
        """Note that a request's head is there."""
        self._busy[request.protocol] = request, self._clock()
        self._idle.pop(request.protocol, None)

    def end(self, request: web.BaseRequest) -> None:
        """Note that it was answered."""
        self._busy.pop(request.protocol, None)

    def sweep(self, server: web.Server) -> int:
        """Close the connections that dawdle, and give how many there were."""
        now, there = self._clock(), server.connections
        self._idle = {each: self._idle.get(each, now) for each in there if each not in self._busy}
        late = [each for each in there if self._is_late(each, now)]
        for each in late:
            if each.transport is not None:
                each.transport.abort()
        return len(late)

    def _is_late(self, connection: object, now: float) -> bool:
        if connection in self._idle:
            return now - self._idle[connection] > HEAD_SECONDS
        request, since = self._busy[connection]
        wanted = min((now - since - BODY_SECONDS) * LEAST_BYTES_PER_SECOND, _BEGINNING_BYTES)
        return not request.content.is_eof() and request.content.total_bytes < wanted


DAWDLERS: web.AppKey[Dawdlers] = web.AppKey("dawdlers", Dawdlers)


@web.middleware
async def time_requests(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Note when a request begins and ends."""
    dawdlers = request.config_dict[DAWDLERS]
    dawdlers.begin(request)
    try:
        return await handler(request)
    finally:
        dawdlers.end(request)


@asynccontextmanager
async def sweeping(dawdlers: Dawdlers, server: web.Server) -> AsyncIterator[None]:
    """Sweep now and then, as long as a server serves."""

    async def sweep() -> None:
        while True:
            await asyncio.sleep(_EVERY_SECONDS)
            dawdlers.sweep(server)

    task = asyncio.create_task(sweep())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
