"""Nothing in these tests waits for the compiler, whose time would count as a search's."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session", autouse=True)
def ready(warm: None) -> None:
    """The search's functions are compiled."""
