"""Requests go to public addresses, and to the hosts that an operator names, within limits."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from lms_bridge.fence import Fence, Fenced, FencedResolver, Unanswered, check_url

OWN = Fence({"127.0.0.1"}, timeout_seconds=2)


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/hook",
        "https://10.0.0.1/hook",
        "https://192.168.1.1:8443/hook",
        "https://169.254.169.254/latest/meta-data",
        "https://100.64.0.1/",
        "https://0.0.0.0/",
        "https://224.0.0.1/",
        "https://[::1]/hook",
        "https://[fd00::1]/hook",
        "https://[::ffff:10.0.0.1]/hook",
        "https://[64:ff9b::7f00:1]/hook",
        "https://[2002:7f00:1::]/hook",
        "https://[::127.0.0.1]/hook",
        "https://[::ffff:0:127.0.0.1]/hook",
        "https://[64:ff9b:1::7f00:1]/hook",
        "https://[fec0::1]/hook",
        "http://example.org/hook",
        "ftp://example.org/hook",
        "https://user:secret@example.org/",
        "https://example.org/#part",
        "https:///hook",
        "https://exam ple.org/hook",
        "https://example.org:99999/",
        "hook",
        "",
        "https://example.org/" + "a" * 2000,
    ],
)
def test_private_and_strange_addresses_are_refused(url: str) -> None:
    with pytest.raises(Fenced):
        check_url(url, ())


def test_public_addresses_and_named_hosts_are_not() -> None:
    assert str(check_url("https://example.org/hook?of=us", ())) == "https://example.org/hook?of=us"
    assert check_url("https://1.1.1.1/hook", ()).host == "1.1.1.1"
    assert check_url("http://intranet:8080/hook", {"intranet"}).port == 8080
    assert check_url("http://127.0.0.1:9/hook", {"127.0.0.1"}).port == 9


async def test_name_that_stands_for_a_private_address_is_refused() -> None:
    with pytest.raises(Fenced):
        await FencedResolver(()).resolve("localhost", 80)
    assert await FencedResolver({"localhost"}).resolve("localhost", 80)


@pytest.mark.parametrize(
    "host", ["localhost", "127.1", "0x7f000001", "2130706433", "0", "0177.0.0.1"]
)
async def test_no_way_of_writing_this_machine_is_let_through(host: str) -> None:
    with pytest.raises((Fenced, Unanswered), match=r"private network|canonical"):
        await Fence().get(f"https://{host}/")


@pytest.fixture
async def url() -> AsyncIterator[str]:
    """Run a host that leads on, answers without end, or never."""

    async def answer(request: web.Request) -> web.StreamResponse:
        match request.match_info["how"]:
            case "inwards":
                raise web.HTTPFound("http://169.254.169.254/latest/meta-data")
            case "round":
                raise web.HTTPFound("/round")
            case "once":
                raise web.HTTPFound("/said")
            case "elsewhere":
                raise web.HTTPFound(f"http://127.0.0.2:{request.url.port}/said")
            case "packed":
                body = gzip.compress(bytes(50 * 2**20))
                return web.Response(body=body, headers={"Content-Encoding": "gzip"})
            case "said":
                return web.Response(text=request.headers.get("Authorization", "nothing"))
        response = web.StreamResponse()
        await response.prepare(request)
        is_slow = request.match_info["how"] == "slow"
        while not request.transport.is_closing():  # type: ignore[union-attr]
            await response.write(b"." if is_slow else bytes(2**16))
            await asyncio.sleep(0.1 if is_slow else 0)
        return response

    app = web.Application()
    app.router.add_get("/{how}", answer)
    async with TestServer(app, host="0.0.0.0", port=0) as server:
        yield f"http://127.0.0.1:{server.port}"


async def test_redirect_is_held_against_the_same_rules(url: str) -> None:
    for how in ("inwards", "elsewhere"):
        with pytest.raises(Fenced):
            await OWN.get(f"{url}/{how}")
    with pytest.raises(Fenced, match="3 redirects"):
        await OWN.get(f"{url}/round")


async def test_headers_follow_to_the_same_host_alone(url: str) -> None:
    secret = {"Authorization": "Bearer secret"}
    assert (await OWN.get(f"{url}/once", secret)).body == b"Bearer secret"
    both = Fence({"127.0.0.1", "127.0.0.2"})
    assert (await both.get(f"{url}/elsewhere", secret)).body == b"nothing"


async def test_answer_without_end_and_answer_that_never_ends(url: str) -> None:
    with pytest.raises(Fenced, match="more than 1000 bytes"):
        await OWN.get(f"{url}/endless", most_bytes=1000)
    with pytest.raises(Unanswered, match="in 2 seconds"):
        await OWN.get(f"{url}/slow")


async def test_packed_answer_is_not_unpacked(url: str) -> None:
    assert len((await OWN.get(f"{url}/packed")).body) < 2**17
