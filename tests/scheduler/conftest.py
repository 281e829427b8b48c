"""What the planner's tests share: machine code that is compiled once, and examples without haste."""

from __future__ import annotations

import pytest
from hypothesis import settings

from scheduler.warm import warm_up

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def warm() -> None:
    """Every compiled function is loaded, or compiled once."""
    warm_up()
