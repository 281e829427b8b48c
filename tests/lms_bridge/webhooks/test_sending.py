"""A message is signed so that the standard's own library takes it, and limits are kept."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from standardwebhooks import Webhook, WebhookVerificationError

from catalogue.webhooks import fresh_signing_secret
from lms_bridge.webhooks.sending import AT_ONCE, MOST_BODY_BYTES, Sender, signed

BODY = json.dumps({"type": "seat.offered", "data": {"nomination": "ü"}})
OLD, NEW, OTHER = (fresh_signing_secret() for _ in range(3))
OWN = {"127.0.0.1"}


@pytest.fixture
async def url() -> AsyncIterator[str]:
    """Run a receiver that answers as its path says."""

    async def hook(request: web.Request) -> web.Response:
        return web.Response(
            status=int(request.match_info["status"]),
            text="said " * 1000,
            headers={"Location": "http://169.254.169.254/"},
        )

    app = web.Application()
    app.router.add_post("/{status}", hook)
    async with TestServer(app, host="127.0.0.1") as server:
        yield str(server.make_url("")).rstrip("/")


def test_library_takes_what_is_signed_with_either_secret() -> None:
    headers = signed("msg_1", BODY, (NEW, OLD), datetime.now(UTC))
    for secret in (NEW, OLD):
        assert Webhook(secret).verify(BODY, headers) == json.loads(BODY)


@pytest.mark.parametrize("what", ["body", "id", "secret", "late"])
def test_library_refuses_what_is_not(what: str) -> None:
    at = datetime.now(UTC) - timedelta(minutes=6 if what == "late" else 0)
    headers = signed("msg_1", BODY, (OTHER if what == "secret" else NEW,), at)
    if what == "id":
        headers["webhook-id"] = "msg_2"
    with pytest.raises(WebhookVerificationError):
        Webhook(NEW).verify(BODY + " " if what == "body" else BODY, headers)


@pytest.mark.parametrize(
    ("status", "is_delivered", "is_gone"),
    [(200, True, False), (204, True, False), (302, False, False), (410, False, True)],
)
async def test_answer_says_whether_it_was_taken(
    url: str, status: int, is_delivered: bool, is_gone: bool
) -> None:
    sent = await Sender(OWN).send(f"{url}/{status}", "msg_1", BODY, (NEW,))
    assert (sent.is_delivered, sent.is_gone) == (is_delivered, is_gone)
    assert sent.said.startswith(str(status))
    assert len(sent.said) < 400


async def test_answer_is_kept_as_a_text_whatever_its_bytes_are() -> None:
    async def hook(_request: web.Request) -> web.Response:
        return web.Response(status=500, body=b"\xff\x00 broken \x1b[31m")

    app = web.Application()
    app.router.add_post("/", hook)
    async with TestServer(app, host="127.0.0.1") as server:
        sent = await Sender(OWN).send(str(server.make_url("/")), "msg_1", BODY, (NEW,))
    assert sent.said == "500 \ufffd broken [31m"  # PostgreSQL keeps no NUL


async def test_nothing_is_sent_over_the_fence_or_over_the_limit(url: str) -> None:
    sent = await Sender(()).send(f"{url}/200", "msg_1", BODY, (NEW,))
    assert not sent.is_delivered
    large = await Sender(OWN).send(f"{url}/200", "msg_1", "a" * (MOST_BODY_BYTES + 1), (NEW,))
    assert large.said == "the message has 20001 bytes"


async def test_receiver_that_is_slow_keeps_no_other_waiting() -> None:
    arrived, may_go_on = [], asyncio.Event()

    async def slow(request: web.Request) -> web.Response:
        arrived.append(request.headers["webhook-id"])
        await may_go_on.wait()
        return web.Response()

    async def quick(_request: web.Request) -> web.Response:
        return web.Response()

    app, sender = web.Application(), Sender(OWN)
    app.router.add_post("/slow", slow)
    app.router.add_post("/quick", quick)
    async with TestServer(app, host="127.0.0.1") as server:
        there = str(server.make_url("")).rstrip("/")
        held = [
            asyncio.create_task(sender.send(f"{there}/slow", f"msg_{number}", BODY, (NEW,)))
            for number in range(3 * AT_ONCE)
        ]
        while len(arrived) < AT_ONCE:
            await asyncio.sleep(0.01)
        sent = await sender.send(f"{there}/quick", "msg_1", BODY, (NEW,))
        assert (sent.is_delivered, len(arrived)) == (True, AT_ONCE)
        may_go_on.set()
        assert all(each.is_delivered for each in await asyncio.gather(*held))


async def test_receiver_that_is_not_there_is_told_of() -> None:
    sent = await Sender(OWN).send("http://127.0.0.1:9/", "msg_1", BODY, (NEW,))
    assert not sent.is_delivered
    assert "127.0.0.1:9" in sent.said
