"""OneRoster of a running bridge."""

from __future__ import annotations

import pytest

from tests.lms_bridge.bridge import Bridge
from tests.lms_bridge.oneroster.asked import OneRoster


@pytest.fixture
def oneroster(bridge: Bridge) -> OneRoster:
    """Give OneRoster of a bridge whose catalogue is as in the beginning."""
    return OneRoster(bridge)
