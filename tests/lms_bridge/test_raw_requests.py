"""Requests that no browser and no client sends: each gets a clear answer, and the bridge goes on."""

from __future__ import annotations

import asyncio
import gzip

import pytest

from catalogue.actions.make_link import make_link
from catalogue.actions.sign_in import sign_in
from lms_bridge.app import MOST_BYTES
from lms_bridge.oneroster.addresses import CSV, ROSTERING
from lms_bridge.oneroster.sheets import FILE
from lms_bridge.threads import in_thread
from tests.catalogue.builders import SYSTEM
from tests.lms_bridge.bridge import Bridge

pytestmark = pytest.mark.asyncio(loop_scope="module")

HOST = b"Host: 127.0.0.1"
BAD = b"\xff\xfe"
PATIENCE_SECONDS = 30


async def sent(bridge: Bridge, first: bytes, *lines: bytes, body: bytes = b"") -> int:
    """Send bytes, and give the status of the answer; 0 where the connection was closed."""
    address = bridge.client.make_url("/")
    reader, writer = await asyncio.open_connection(address.host, address.port)
    writer.write(b"\r\n".join([first, HOST, *lines, b"Connection: close", b"", b""]) + body)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await writer.drain()
            told = await reader.readline()
    except ConnectionError:
        told = b""
    finally:
        writer.close()
    return int(told.split()[1]) if told else 0


def get(path: bytes = b"/") -> bytes:
    return b"GET " + path + b" HTTP/1.1"


def post(path: bytes) -> bytes:
    return b"POST " + path + b" HTTP/1.1"


FORM = b"Content-Type: application/x-www-form-urlencoded"

REQUESTS: dict[str, tuple[tuple[bytes, ...], set[int]]] = {
    "session of no text": ((get(), b"Cookie: session=" + BAD), {200}),
    "token of no text": ((get(b"/api/v1/me"), b"Authorization: Bearer " + BAD), {400}),
    "token for a machine": ((get(b"/metrics"), b"Authorization: Bearer " + BAD), {400}),
    "client of no text": (
        (post(b"/oauth2/token"), b"Authorization: Basic " + BAD, b"Content-Length: 0"),
        {400, 401},
    ),
    "language of no text": ((get(), b"Accept-Language: " + BAD), {200}),
    "notice of no text": ((get(), b"Cookie: notice=" + BAD + b"%ff"), {200}),
    "forwarded for no text": ((get(), b"X-Forwarded-For: " + BAD), {200}),
    "origin of no address": (
        (post(b"/sign-in/x"), b"Origin: http://[", b"Content-Length: 0"),
        {401, 403},
    ),
    "came from no address": (
        (post(b"/language"), b"Referer: http://[", FORM, b"Content-Length: 0"),
        {303},
    ),
    "host of no text": ((get(), b"Host: " + BAD), {400, 401}),
    "path of no text": ((get(b"/sign-in/%ff%fe"),), {401}),
    "null in a path": ((get(b"/sign-in/%00"),), {401}),
    "query of no text": ((get(b"/openid/back?code=%ff&state=%00"),), {404}),
    "out of the static files": ((get(b"/static/../../../etc/passwd"),), {404}),
    "out of them, written otherwise": ((get(b"/static/%2e%2e/%2e%2e/settings.py"),), {404}),
    "out of them with a slash written": ((get(b"/static/..%2f..%2fsettings.py"),), {404}),
    "null in a static file": ((get(b"/static/%00"),), {404}),
    "another's address": ((get(b"http://169.254.169.254/latest"),), {400, 404}),
    "tunnel": ((b"CONNECT 127.0.0.1:22 HTTP/1.1",), {400, 404, 405}),
    "trace": ((b"TRACE / HTTP/1.1", b"Cookie: session=x"), {405}),
    "two lengths": ((post(b"/language"), b"Content-Length: 1", b"Content-Length: 9"), {400}),
    "length and parts": (
        (post(b"/language"), b"Content-Length: 4", b"Transfer-Encoding: chunked"),
        {400},
    ),
    "length that is none": ((post(b"/language"), b"Content-Length: +5"), {400}),
    "header line that goes on": ((get(), b"X-A: b", b" c: d"), {400, 401}),
    "space before a colon": ((get(), b"X-A : b"), {400}),
    "header without end": ((get(), b"X-A: " + b"a" * 2_000_000), {0, 400}),
    "headers without end": ((get(), *[b"X-%d: a" % n for n in range(40_000)]), {0, 400, 401}),
    "cookies without end": ((get(), b"Cookie: " + b"a=b; " * 1500), {200}),
    "no version": ((b"GET /",), {200}),
    "parts that are none": (
        (
            post(b"/language"),
            b"Content-Type: multipart/form-data; boundary=" + b"x" * 200,
            b"Content-Length: 0",
        ),
        {400},
    ),
    "letters of no alphabet": (
        (post(b"/language"), FORM + b"; charset=nonsense", b"Content-Length: 0"),
        {303, 400},
    ),
}


@pytest.mark.parametrize("name", REQUESTS)
async def test_request_that_nobody_means_is_answered_in_order(bridge: Bridge, name: str) -> None:
    lines, statuses = REQUESTS[name]
    assert await sent(bridge, *lines) in statuses
    assert await sent(bridge, get(b"/readyz")) == 200


async def test_client_of_no_text_that_asks_for_a_token_is_nobody(bridge: Bridge) -> None:
    body = b"grant_type=client_credentials"
    lines = (b"Authorization: Basic " + BAD, FORM, b"Content-Length: %d" % len(body))
    assert await sent(bridge, post(b"/oauth2/token"), *lines, body=body) == 401


@pytest.mark.parametrize(
    "line",
    [
        b"X-CSRF-Token: " + BAD,
        b"Idempotency-Key: " + BAD,
        b"If-Match: " + BAD,
        b"Content-Type: text/" + BAD,
    ],
)
async def test_header_of_no_text_on_a_change_is_refused(bridge: Bridge, line: bytes) -> None:
    """Also where it comes with a good session, or a good token."""
    session = await in_thread(lambda: sign_in(make_link(SYSTEM, "IDN-focal")))
    entry = b'{"agency": "IDN-IMM", "city": "jakarta", "family_name": "New"}'
    usual = (b"Content-Length: %d" % len(entry), b"Content-Type: application/json", line)
    for who in (
        b"Cookie: session=" + session.encode(),
        b"Authorization: Bearer " + bridge.template.secrets["IDN-focal"].encode(),
    ):
        status = await sent(bridge, post(b"/api/v1/officials"), who, *usual, body=entry)
        assert status in {201, 400, 403, 412, 415}


async def test_what_is_packed_is_bounded_as_it_unpacks(bridge: Bridge) -> None:
    body = gzip.compress(b" " * (4 * MOST_BYTES))
    token = b"Authorization: Bearer " + bridge.template.secrets["coordinator"].encode()
    status = await sent(
        bridge,
        post(b"/api/v1/programmes/small/tables/officials:import"),
        token,
        b"Content-Type: text/csv",
        b"Content-Encoding: gzip",
        b"Content-Length: %d" % len(body),
        body=body,
    )
    assert status in {400, 413}


@pytest.mark.parametrize("way", [b"gzip", b"deflate", b"br"])
@pytest.mark.parametrize(
    "path", [b"/api/v1/officials", b"/language", b"/oauth2/token", b"/sign-in/x"]
)
async def test_what_is_not_packed_as_it_says_is_refused(
    bridge: Bridge, path: bytes, way: bytes
) -> None:
    """Whoever sends it, also who is nobody."""
    token = b"Authorization: Bearer " + bridge.template.secrets["coordinator"].encode()
    lines = (token, FORM, b"Content-Encoding: " + way, b"Content-Length: 5")
    assert await sent(bridge, post(path), *lines, body=b"\x06plum") in {400, 401, 415}
    assert await sent(bridge, post(path), *lines[1:], body=b"\x06plum") in {400, 401}


READ = (
    ("/readyz", ""),
    ("/officials", "coordinator"),
    ("/api/v1/officials/IDN-0001", "coordinator"),
    (f"{ROSTERING}/users?limit=1", "a system"),
    (f"{CSV}/{FILE}", "a system"),
)


@pytest.mark.parametrize(("path", "reader"), READ)
async def test_head_tells_what_get_would_and_gives_nothing(
    path: str, reader: str, bridge: Bridge
) -> None:
    headers = bridge.signed() if reader == "a system" else {}
    person = reader if reader in bridge.template.secrets else None
    got = await bridge.ask(person, "GET", path, headers=headers)
    head = await bridge.ask(person, "HEAD", path, headers=headers)
    assert (got.status, head.status, head.content_type) == (200, 200, got.content_type)
    assert head.headers.get("ETag") == got.headers.get("ETag")
    assert (
        head.headers.get("Content-Length", got.headers["Content-Length"])
        == (got.headers["Content-Length"])
    )
    assert await head.read() == b""


async def test_head_opens_no_door_that_get_does_not(bridge: Bridge) -> None:
    for path in ("/api/v1/officials", f"{ROSTERING}/users"):
        assert (await bridge.ask(None, "HEAD", path)).status == 401
    other = await bridge.ask(None, "HEAD", "/oauth2/token")
    assert (other.status, other.headers["Allow"]) == (405, "POST")
    wrong = await bridge.ask("coordinator", "PATCH", "/api/v1/officials")
    assert set(wrong.headers["Allow"].split(",")) == {"GET", "HEAD", "POST"}
