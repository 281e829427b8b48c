"""Exact neighbourhoods: what comes back is valid and no worse."""

from __future__ import annotations

import threading

from bench.problems import make
from scheduler.check import check
from scheduler.engine.effort import Effort
from scheduler.engine.polish import Polish, can_polish

EFFORT = Effort(seconds=60.0, deterministic=0.5, workers=1, seed=0, stop=threading.Event())


def test_polishing_gives_valid_schedules_that_are_no_worse() -> None:
    problem, schedule = make("TINY", 2)
    polish, total = Polish(problem, seed=0), check(problem, schedule).score
    for _ in range(4):
        better = polish.step(schedule, EFFORT)
        if better is None:
            continue
        score = check(problem, better).score
        assert score is not None
        assert total is not None
        assert score.total <= total.total
        schedule, total = better, score


def test_a_years_programme_is_too_large_to_be_polished() -> None:
    assert can_polish(make("S", 1).problem)
    assert not can_polish(make("M", 1).problem)
