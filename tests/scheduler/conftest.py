"""What the planner's tests share: machine code that is compiled once."""

from __future__ import annotations

import pytest

from scheduler.warm import warm_up


@pytest.fixture(scope="session")
def warm() -> None:
    """Every compiled function is loaded, or compiled once."""
    warm_up()
