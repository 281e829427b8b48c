"""Too many attempts that fail keep an address out for a while; nobody else, and no forged address."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from catalogue.actions.make_link import make_link
from catalogue.actions.make_token import make_token
from catalogue.actions.sign_in import sign_in
from lms_bridge.oauth.granting import TOKEN_PATH
from lms_bridge.oauth.pace import BURST, Pace
from lms_bridge.threads import in_thread
from tests.catalogue.builders import SYSTEM
from tests.lms_bridge.bridge import Bridge, Template, a_bridge

pytestmark = pytest.mark.asyncio(loop_scope="module")

MOST = 3
BAD = {"Authorization": "Bearer made-up"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def strict(
    tmp_path_factory: pytest.TempPathFactory, template: Template, planner_address: str
) -> AsyncIterator[Bridge]:
    """Run a bridge behind a proxy on this machine that lets few attempts fail."""
    about = {"attempts_per_minute": MOST, "trusted_proxies": "127.0.0.1, 10.0.0.9"}
    folder = tmp_path_factory.mktemp("strict")
    async with a_bridge(folder, template, planner_address, **about) as bridge:
        yield bridge


async def tried(bridge: Bridge, forwarded: str, **headers: str) -> int:
    sent = {**BAD, **headers, "X-Forwarded-For": forwarded}
    return (await bridge.ask(None, "GET", "/api/v1/me", headers=sent)).status


async def test_address_waits_after_too_many_and_others_do_not(strict: Bridge) -> None:
    assert [await tried(strict, "203.0.113.1") for _ in range(MOST + 1)] == [401] * MOST + [429]
    sent = {**BAD, "X-Forwarded-For": "203.0.113.1"}
    answer = await strict.ask(None, "GET", "/api/v1/me", headers=sent)
    assert (await answer.json())["reason"] == "TOO_MANY_ATTEMPTS"
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert await tried(strict, "203.0.113.2") == 401
    there = {"X-Forwarded-For": "203.0.113.1"}
    link = await strict.ask(None, "GET", "/sign-in/x", headers=there)
    assert link.status == 429
    token = await strict.ask(None, "POST", TOKEN_PATH, headers=there)
    assert (token.status, (await token.json())["error"]) == (429, "temporarily_unavailable")


async def test_who_is_signed_in_is_not_kept_out_by_others_at_the_address(strict: Bridge) -> None:
    session = await in_thread(lambda: sign_in(make_link(SYSTEM, "IDN-focal")))
    for _ in range(MOST + 1):
        await tried(strict, "203.0.113.3")
    _, token = await in_thread(make_token, SYSTEM, "IDN-focal", "a program's")
    for signed_in in ({"Cookie": f"session={session}"}, {"Authorization": f"Bearer {token}"}):
        headers = signed_in | {"X-Forwarded-For": "203.0.113.3"}
        assert (await strict.ask(None, "GET", "/api/v1/me", headers=headers)).status == 200


async def test_forged_address_helps_nobody(strict: Bridge) -> None:
    """The last address that no trusted proxy stands for counts, whatever stands before it."""
    for number in range(MOST):
        assert await tried(strict, f"198.51.100.{number}, 203.0.113.4, 10.0.0.9") == 401
    assert await tried(strict, "198.51.100.99, 203.0.113.4") == 429


async def test_addresses_of_one_network_count_as_one(strict: Bridge) -> None:
    for number in range(MOST):
        assert await tried(strict, f"2001:db8:0:1::{number}") == 401
    assert await tried(strict, "2001:db8:0:1:ffff::9") == 429
    assert await tried(strict, "2001:db8:0:2::9") == 401


async def test_tokens_are_counted_by_the_address_that_a_trusted_proxy_tells(
    strict: Bridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lms_bridge.oauth.routes._pace", Pace(lambda: 0.0))  # time stands still

    async def asked(forwarded: str) -> int:
        headers = {"X-Forwarded-For": forwarded}
        return (await strict.ask(None, "POST", TOKEN_PATH, headers=headers)).status

    assert {await asked("203.0.113.5") for _ in range(BURST)} == {400}  # it is no form
    assert (await asked("203.0.113.5"), await asked("203.0.113.6")) == (429, 400)
