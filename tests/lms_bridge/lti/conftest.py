"""The strict LMS, registered and tied to the small programme."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.lms_bridge.bridge import Bridge
from tests.lms_bridge.lti.strict import Strict, register


@pytest_asyncio.fixture(loop_scope="module")
async def strict(bridge: Bridge) -> AsyncIterator[Strict]:
    async with Strict().running() as running:
        await register(running)
        yield running
