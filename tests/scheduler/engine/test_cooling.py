"""Heat over the share of the limits that is used."""

from __future__ import annotations

from itertools import pairwise

from scheduler.engine.cooling import FALL, SETTLE, Cooling


def heats(cooling: Cooling, moves: int) -> list[float]:
    return [cooling.heat(share / 1000, moves * share // 1000) for share in range(1000)]


def test_nothing_worse_is_accepted_at_first_and_at_last() -> None:
    found = heats(Cooling(runs=100), 10_000)
    assert set(found[: int(1000 * FALL)]) == {0.0}
    assert set(found[int(1000 * SETTLE) :]) == {0.0}


def test_a_large_problem_is_cooled_once() -> None:
    found = heats(Cooling(runs=1000), 10_000)[int(1000 * FALL) :]
    assert found == sorted(found, reverse=True)
    assert max(found) == 1.0


def test_a_small_problem_is_warmed_again_and_again() -> None:
    found = heats(Cooling(runs=10), 24_000)
    assert sum(later > earlier for earlier, later in pairwise(found)) == 3
