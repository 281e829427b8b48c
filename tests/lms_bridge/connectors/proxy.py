"""A proxy between the connector and a real Kolibri, which does to requests what networks do."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from aiohttp import ClientSession, DummyCookieJar, web
from aiohttp.test_utils import TestServer

PASSED_ON = ("Cookie", "Content-Type", "X-CSRFToken", "Accept", "Referer")


@dataclass
class Proxy:
    """`faults` meet the next requests of their method and beginning of a path, one each."""

    client: ClientSession
    target: str
    url: str = ""
    faults: list[tuple[str, str, Fault]] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    weather: Weather | None = None
    others: asyncio.Condition = field(default_factory=asyncio.Condition)

    def fail(self, method: str, path: str, *faults: Fault) -> None:
        self.faults += [(method, path, fault) for fault in faults]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        line = f"{request.method} {request.path}"
        self.requests.append(line)
        for waiting in self.faults:
            method, path, fault = waiting
            if line.startswith(f"{method} {path}"):
                self.faults.remove(waiting)
                return await fault(self, request)
        fault = self.weather.next() if self.weather else None
        return await (fault(self, request) if fault else self.forward(request))

    async def forward(self, request: web.Request, method: str = "", path: str = "") -> web.Response:
        headers = {name: request.headers[name] for name in PASSED_ON if name in request.headers}
        url = self.target + (path or request.path_qs)
        async with self.client.request(
            method or request.method, url, data=await request.read(), headers=headers
        ) as answer:
            response = web.Response(body=await answer.read(), status=answer.status)
            response.headers["Content-Type"] = answer.headers.get("Content-Type", "text/plain")
            for cookie in answer.headers.getall("Set-Cookie", []):
                response.headers.add("Set-Cookie", cookie)
        async with self.others:
            self.others.notify_all()
        return response


Fault = Callable[[Proxy, web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def proxy_to(url: str) -> AsyncIterator[Proxy]:
    async with ClientSession(cookie_jar=DummyCookieJar()) as client:
        proxy = Proxy(client, url)
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", proxy.handle)
        async with TestServer(app) as server:
            proxy.url = str(server.make_url("")).rstrip("/")
            yield proxy


async def drop_before(proxy: Proxy, request: web.Request) -> web.StreamResponse:
    """Lose the request."""
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def drop_after(proxy: Proxy, request: web.Request) -> web.StreamResponse:
    """Lose the answer."""
    await proxy.forward(request)
    return await drop_before(proxy, request)


async def half(proxy: Proxy, request: web.Request) -> web.StreamResponse:
    """Lose the second half of the answer."""
    whole = await proxy.forward(request)
    body = whole.body
    assert isinstance(body, bytes)
    response = web.StreamResponse(headers={"Content-Length": str(len(body))})
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    return await drop_before(proxy, request)


async def twice(proxy: Proxy, request: web.Request) -> web.StreamResponse:
    """Deliver the request twice."""
    await proxy.forward(request)
    return await proxy.forward(request)


async def signed_out(proxy: Proxy, request: web.Request) -> web.StreamResponse:
    """Let Kolibri forget the session, then deliver the request."""
    await proxy.forward(request, "DELETE", "/api/auth/session/current/")
    return await proxy.forward(request)


async def late(proxy: Proxy, request: web.Request) -> web.StreamResponse:
    """Deliver the request a little later."""
    await asyncio.sleep(0.05)
    return await proxy.forward(request)


async def after_another(proxy: Proxy, request: web.Request) -> web.StreamResponse:
    """Let another request that is on its way overtake this one, if there is any."""
    with suppress(TimeoutError):
        async with asyncio.timeout(0.1), proxy.others:
            await proxy.others.wait()
    return await proxy.forward(request)


def answer(status: int, body: str = "", kind: str = "text/html", **headers: str) -> Fault:
    """Answer in Kolibri's place."""

    async def fault(proxy: Proxy, request: web.Request) -> web.StreamResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(status=status, text=body, content_type=kind, headers=named)

    return fault


STORM: dict[str, Fault] = {
    "lost before it was delivered": drop_before,
    "lost after it was delivered": drop_after,
    "late": late,
    "delivered twice": twice,
    "half an answer": half,
    "overtaken": after_another,
    "signed out": signed_out,
    "403": answer(403, "<h1>Forbidden</h1>"),
    "429": answer(429, "", Retry_After="0"),
    "500": answer(500, "<h1>Server Error</h1>"),
    "503": answer(503, "<h1>Maintenance</h1>", Retry_After="0"),
    "a page": answer(200, "<html>Please sign in</html>"),
    "an empty list": answer(200, "[]", "application/json"),
}
"""All that can become of a request, by its name in figures."""


@dataclass
class Weather:
    """Faults that meet a `share` of all requests, by chance; `met` counts them."""

    chance: random.Random
    share: float
    storm: dict[str, Fault] = field(default_factory=lambda: STORM)
    met: Counter[str] = field(default_factory=Counter)

    def next(self) -> Fault | None:
        if self.chance.random() >= self.share:
            return None
        name = self.chance.choice(sorted(self.storm))
        self.met[name] += 1
        return self.storm[name]
