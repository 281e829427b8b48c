"""Whoever sends a request by drops does not hold a connection for ever."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from lms_bridge.dawdling import BODY_SECONDS, DAWDLERS, HEAD_SECONDS, Dawdlers, time_requests

HEAD = b"POST /%s HTTP/1.1\r\nHost: here\r\nContent-Length: 9\r\n\r\n"


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("sent", "after_seconds", "is_closed"),
    [
        (b"", HEAD_SECONDS + 1, True),
        (b"", HEAD_SECONDS - 1, False),
        (b"GET / HTTP/1.1\r\nHost: here\r\n", HEAD_SECONDS + 1, True),
        (HEAD % b"read" + b"few", BODY_SECONDS + 1, True),
        (HEAD % b"read" + b"few", BODY_SECONDS - 1, False),
        (HEAD % b"work" + b"all of it", 10 * BODY_SECONDS, False),  # it is we who take long
    ],
)
async def test_a_connection_is_closed_where_its_request_does_not_come(
    sent: bytes, after_seconds: float, is_closed: bool
) -> None:
    clock, asked, done = Clock(), asyncio.Event(), asyncio.Event()

    async def read(request: web.Request) -> web.Response:
        asked.set()
        await request.read()
        return web.Response()

    async def work(request: web.Request) -> web.Response:
        await request.read()
        asked.set()
        await done.wait()
        return web.Response()

    app = web.Application(middlewares=[time_requests])
    app[DAWDLERS] = dawdlers = Dawdlers(clock)
    app.router.add_post("/read", read)
    app.router.add_post("/work", work)
    async with TestServer(app) as server:
        assert server.runner
        serving = server.runner.server
        assert isinstance(serving, web.Server)
        reader, writer = await asyncio.open_connection(server.host, server.port)
        writer.write(sent)
        while not serving.connections:
            await asyncio.sleep(0)
        if sent.startswith(b"POST"):
            await asked.wait()
        assert dawdlers.sweep(serving) == 0
        clock.now += after_seconds
        assert dawdlers.sweep(serving) == is_closed
        if is_closed:
            with suppress(ConnectionError):
                assert await reader.read() == b""
        done.set()
        writer.close()
