"""Bridges that say that they live, by clocks that may be wrong."""

from __future__ import annotations

from catalogue.actions.stay_alive import stay_alive
from tests.catalogue.builders import SYSTEM

DAY_SECONDS = 24 * 3600.0


def test_a_bridge_is_dead_after_its_time_and_taken_over_once(database: str) -> None:
    assert stay_alive(SYSTEM, "one", 0.0) == []
    assert stay_alive(SYSTEM, "other", 30.0) == ["one"]
    assert stay_alive(SYSTEM, "other", 30.0) == []


def test_what_was_said_by_a_clock_that_was_ahead_counts_as_if_it_were_said_now(
    database: str,
) -> None:
    stay_alive(SYSTEM, "ahead", DAY_SECONDS)
    assert stay_alive(SYSTEM, "other", 0.0) == []
    assert stay_alive(SYSTEM, "other", 0.0) == ["ahead"]
