"""A proxy between the connector and a real Kolibri, which does to requests what networks do."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
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
        return await self.forward(request)

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


def answer(status: int, body: str = "", kind: str = "text/html", **headers: str) -> Fault:
    """Answer in Kolibri's place."""

    async def fault(proxy: Proxy, request: web.Request) -> web.StreamResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(status=status, text=body, content_type=kind, headers=named)

    return fault
