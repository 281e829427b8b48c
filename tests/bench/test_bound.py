"""The bound by itself: it rises, and never above the total."""

from __future__ import annotations

from bench.bound import rise
from bench.problems import make
from scheduler.check import check


def test_the_bound_rises_and_stays_below_the_total() -> None:
    problem, schedule = make("TINY", 1)
    score = check(problem, schedule).score
    assert score is not None
    bounds = [point.bound for point in rise(problem, score.total, 2.0)]
    assert bounds == sorted(bounds)
    assert 0 < bounds[-1] <= score.total
