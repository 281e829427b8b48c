"""How long a connector waits."""

from __future__ import annotations

from lms_bridge.connectors.patience import Patience, asked_to_wait_seconds, retry_after_seconds


def test_retry_after_seconds_reads_both_forms() -> None:
    assert retry_after_seconds("7") == 7
    assert retry_after_seconds("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    assert retry_after_seconds("soon") == 0
    assert retry_after_seconds("") == 0


def test_what_is_away_is_asked_again_before_it_expects_to_be_back() -> None:
    assert asked_to_wait_seconds(503, "300") == 40
    assert asked_to_wait_seconds(503, "7") == 7
    assert asked_to_wait_seconds(429, "300") == 300


def test_patience_waits_longer_each_time_and_not_in_step() -> None:
    patience = Patience(first_wait_seconds=1)

    waits = [[patience.wait_seconds(attempt) for _ in range(20)] for attempt in range(4)]

    for attempt, some in enumerate(waits):
        assert all(2**attempt / 2 <= seconds <= 2**attempt for seconds in some)
        assert len(set(some)) > 1
