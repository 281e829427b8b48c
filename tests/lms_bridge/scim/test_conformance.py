"""scim2-tester, a program that shares nothing with this project, against a running bridge."""

from __future__ import annotations

import asyncio

import pytest
from httpx2 import Client
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import Status, check_server

from lms_bridge.oauth.scopes import SCIM
from lms_bridge.scim.model import ROOT
from tests.lms_bridge.bridge import Bridge

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_the_tester_finds_nothing_and_skips_nothing(bridge: Bridge) -> None:
    def found() -> list[tuple[Status, str]]:
        url = str(bridge.client.make_url(ROOT))
        with Client(base_url=url, headers=bridge.signed({SCIM}), timeout=60) as client:
            results = check_server(SyncSCIMClient(client))
        return [(result.status, f"{result.title}: {result.reason}") for result in results]

    results = await asyncio.to_thread(found)
    assert [result for result in results if result[0] is not Status.SUCCESS] == []
    assert len(results) > 40
