"""The page on which receivers of events are added, renewed and removed."""

from __future__ import annotations

import re

import pytest

from catalogue.queries.webhooks import receivers
from lms_bridge.threads import in_thread
from tests.catalogue.builders import SYSTEM
from tests.lms_bridge.bridge import Bridge

pytestmark = pytest.mark.asyncio(loop_scope="module")

URL = "https://example.org/events"


async def test_a_receiver_is_added_renewed_asked_again_and_removed(bridge: Bridge) -> None:
    form = {"url": URL, "type": "run.moved"}
    text = await (await bridge.ask("admin", "POST", "/receivers", data=form)).text()
    (secret,) = re.findall(r"once\.</strong></p><p><code>(whsec_.+?)</code>", text)
    (line,) = [each for each in await in_thread(receivers, SYSTEM) if each.url == URL]
    assert line.types == ("run.moved",)
    there = f"/receivers/{line.id}"
    assert secret not in await (await bridge.ask("admin", "GET", "/receivers")).text()
    text = await (await bridge.ask("admin", "POST", f"{there}/rotate")).text()
    (fresh,) = re.findall(r"once\.</strong></p><p><code>(whsec_.+?)</code>", text)
    assert fresh != secret
    since = {"since": "2015-01-01"}
    assert (await bridge.ask("admin", "POST", f"{there}/replay", data=since)).status == 303
    assert (await bridge.ask("admin", "POST", f"{there}/replay", data={"since": "?"})).status == 422
    assert (await bridge.ask("admin", "POST", f"{there}/remove")).status == 303
    assert URL not in await (await bridge.ask("admin", "GET", "/receivers")).text()


async def test_no_event_goes_into_the_house(bridge: Bridge) -> None:
    form = {"url": "https://127.0.0.1/events"}
    assert (await bridge.ask("admin", "POST", "/receivers", data=form)).status == 422
