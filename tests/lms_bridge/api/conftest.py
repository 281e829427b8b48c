"""REST of a running bridge."""

from __future__ import annotations

import pytest

from tests.lms_bridge.api.rest import Rest
from tests.lms_bridge.bridge import Bridge


@pytest.fixture
def rest(bridge: Bridge) -> Rest:
    """Give REST of a bridge whose catalogue is as in the beginning."""
    return Rest(bridge)
