"""A client of one real planner."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from lms_bridge.planner.client import Planner, planner_at


@pytest.fixture
async def planner(planner_address: str) -> AsyncIterator[Planner]:
    async with planner_at(planner_address) as planner:
        yield planner
