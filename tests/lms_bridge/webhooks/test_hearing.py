"""An LMS tells by a signed event that there is something to look at; nobody else can, nor too often."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from catalogue.actions.take_hint import renew_hint_secret
from catalogue.db import changing
from catalogue.hints import HintSender
from catalogue.outbox import waiting
from catalogue.webhooks import fresh_signing_secret
from lms_bridge.threads import in_thread
from lms_bridge.webhooks.sending import signed
from tests.catalogue.builders import SYSTEM
from tests.lms_bridge.bridge import Bridge

pytestmark = pytest.mark.asyncio(loop_scope="module")

BODY = '{"type": "enrolment.ended", "data": {"everybody": true}}'


async def sent(
    bridge: Bridge, secret: str, event: str, body: str = BODY, *, minutes_ago: int = 0
) -> int:
    """Send an event and give the status of the answer."""
    at = datetime.now(UTC) - timedelta(minutes=minutes_ago)
    headers = signed(event, BODY, (secret,), at) | {"Content-Type": "application/json"}
    answer = await bridge.ask(None, "POST", "/events/kolibri", data=body, headers=headers)
    return int(answer.status)


def requested() -> list[dict[str, object]]:
    """What was left word of, for the relay."""
    return [letter.payload for letter in waiting() if letter.topic == "sync.requested"]


@changing
def _a_while_later() -> None:
    past = datetime.now(UTC) - timedelta(minutes=2)
    HintSender.update(heeded_at=past).execute()


async def test_a_signed_event_asks_for_a_look_once_and_says_nothing_more(bridge: Bridge) -> None:
    secret = await in_thread(renew_hint_secret, SYSTEM, "kolibri")
    before = len(await in_thread(requested))
    assert await sent(bridge, secret, "msg_1") == 202
    (letter,) = (await in_thread(requested))[before:]
    assert letter == {"lms": "kolibri"}
    assert await sent(bridge, secret, "msg_1") == 409
    assert await sent(bridge, secret, "msg_2") == 429
    await in_thread(_a_while_later)
    assert await sent(bridge, secret, "msg_1") == 409
    assert await sent(bridge, secret, "msg_2") == 202


async def test_what_is_not_signed_with_a_good_secret_or_long_ago_is_refused(bridge: Bridge) -> None:
    old = await in_thread(renew_hint_secret, SYSTEM, "kolibri")
    new = await in_thread(renew_hint_secret, SYSTEM, "kolibri")
    assert await sent(bridge, fresh_signing_secret(), "msg_1") == 401
    assert await sent(bridge, new, "msg_1", BODY.replace("true", "false")) == 401
    assert await sent(bridge, new, "msg_1", minutes_ago=6) == 401
    assert await sent(bridge, old, "msg_1") == 202
    answer = await bridge.ask(None, "POST", "/events/unknown", data=BODY)
    assert answer.status == 401
