"""Receivers hear of what happened, also when they fail at first, and again when that is asked."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from standardwebhooks import Webhook

from catalogue.actions.webhook_deliveries import replay
from catalogue.actions.webhook_receivers import add_receiver, remove_receiver, rotate_secret
from catalogue.db import reading
from catalogue.outbox import waiting
from catalogue.queries.webhooks import DeliveryLine, deliveries, receivers
from catalogue.webhooks import Delivery, DeliveryState, EventType
from lms_bridge.parts import Parts
from lms_bridge.threads import in_thread
from tests.catalogue.builders import SYSTEM, a_nomination, a_published_plan, a_world, planned
from tests.lms_bridge.workflows.conftest import Running

SEAT = "IDN-001.induction"
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass
class Receiver:
    """Somebody who receives; `answers` are the statuses of the next answers, then 204."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    received: list[tuple[dict[str, str], str]] = field(default_factory=list)

    async def hook(self, request: web.Request) -> web.Response:
        self.received.append((dict(request.headers), await request.text()))
        return web.Response(status=self.answers.pop(0) if self.answers else 204)

    def types(self) -> list[str]:
        return sorted(json.loads(body)["type"] for _, body in self.received)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    made = Receiver()
    app = web.Application()
    app.router.add_post("/", made.hook)
    async with TestServer(app, host="127.0.0.1") as server:
        made.url = str(server.make_url("/"))
        yield made


@pytest.fixture
def world(catalogue: str) -> None:
    a_world()
    a_nomination("IDN-001")


async def at_rest(parts: Parts) -> None:
    parts.jobs.nudge()
    async with asyncio.timeout(60):
        while await in_thread(waiting) or await parts.jobs.is_busy():
            await asyncio.sleep(0.01)


async def lines(id: str) -> list[DeliveryLine]:
    return list(await in_thread(deliveries, SYSTEM, id))


async def test_receiver_hears_signed_what_it_wants(
    world: None, at_work: Running, planner_address: str, receiver: Receiver
) -> None:
    id, secret = await in_thread(add_receiver, SYSTEM, receiver.url, [EventType.SEAT_OFFERED])
    async with at_work(planner_address) as parts:
        await in_thread(a_published_plan, planned(seats=[SEAT]))
        await at_rest(parts)
    ((headers, body),) = receiver.received
    said: Any = Webhook(secret).verify(body, headers)
    assert said["type"] == "seat.offered"
    assert said["data"] == {"nomination": SEAT, "run": "induction-1", "why": "published"}
    (line,) = await lines(id)
    assert (line.state, line.tries, line.said) == (DeliveryState.DELIVERED, 1, "204")


async def test_message_is_tried_until_it_is_taken(
    world: None, at_work: Running, planner_address: str, receiver: Receiver
) -> None:
    id, _ = await in_thread(add_receiver, SYSTEM, receiver.url, [EventType.PLAN_PUBLISHED])
    receiver.answers = [500, 302, 429]
    async with at_work(planner_address) as parts:
        await in_thread(a_published_plan, planned())
        await at_rest(parts)
    (line,) = await lines(id)
    assert (line.state, line.tries) == (DeliveryState.DELIVERED, 4)
    assert len({headers["webhook-id"] for headers, _ in receiver.received}) == 1


async def test_message_that_nobody_takes_fails_and_is_sent_again_when_asked(
    world: None, at_work: Running, planner_address: str, receiver: Receiver
) -> None:
    id, _ = await in_thread(add_receiver, SYSTEM, receiver.url)
    receiver.answers = [503] * 18
    async with at_work(planner_address) as parts:
        await in_thread(a_published_plan, planned(seats=[SEAT]))
        await at_rest(parts)
        assert {line.state for line in await lines(id)} == {DeliveryState.FAILED}
        assert len(receiver.received) == 18
        before = {headers["webhook-id"] for headers, _ in receiver.received}
        receiver.received.clear()
        assert await in_thread(replay, SYSTEM, id, LONG_AGO) == 2
        await at_rest(parts)
    assert {headers["webhook-id"] for headers, _ in receiver.received} == before
    assert receiver.types() == ["plan.published", "seat.offered"]
    assert {line.state for line in await lines(id)} == {DeliveryState.DELIVERED}


async def test_message_waits_through_an_end_and_a_start(
    world: None, at_work: Running, planner_address: str, receiver: Receiver
) -> None:
    id, _ = await in_thread(add_receiver, SYSTEM, receiver.url, [EventType.PLAN_PUBLISHED])
    await in_thread(a_published_plan, planned())
    async with at_work(planner_address):
        pass
    async with at_work(planner_address) as parts:
        await at_rest(parts)
    (line,) = await lines(id)
    assert line.state == DeliveryState.DELIVERED
    assert {headers["webhook-id"] for headers, _ in receiver.received} == {line.message}


async def test_both_secrets_sign_for_a_day(
    world: None, at_work: Running, planner_address: str, receiver: Receiver
) -> None:
    id, old = await in_thread(add_receiver, SYSTEM, receiver.url, [EventType.PLAN_PUBLISHED])
    new = await in_thread(rotate_secret, SYSTEM, id)
    async with at_work(planner_address) as parts:
        await in_thread(a_published_plan, planned())
        await at_rest(parts)
    ((headers, body),) = receiver.received
    for secret in (old, new):
        Webhook(secret).verify(body, headers)


async def test_receiver_that_is_gone_or_removed_hears_no_more(
    world: None, at_work: Running, planner_address: str, receiver: Receiver
) -> None:
    receiver.answers = [410]
    await in_thread(add_receiver, SYSTEM, receiver.url, [EventType.PLAN_PUBLISHED])
    async with at_work(planner_address) as parts:
        await in_thread(a_published_plan, planned())
        await at_rest(parts)
        assert await in_thread(receivers, SYSTEM) == ()
        id, _ = await in_thread(add_receiver, SYSTEM, receiver.url)
        await in_thread(remove_receiver, SYSTEM, id)
        await in_thread(a_published_plan, planned())
        await at_rest(parts)
    assert len(receiver.received) == 1

    @reading
    def made() -> int:
        return Delivery.select().count()

    assert await in_thread(made) == 1
