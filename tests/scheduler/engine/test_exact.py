"""The exact model is written down only as long as somebody wants it."""

from __future__ import annotations

import threading
from dataclasses import replace

from bench.problems import make
from scheduler.engine.effort import Effort
from scheduler.engine.exact import Exact, is_feasible, solve
from scheduler.request import Objective


def an_effort(seconds: float, *, is_stopped: bool = False) -> Effort:
    stop = threading.Event()
    if is_stopped:
        stop.set()
    return Effort(seconds, deterministic=10.0, workers=1, seed=0, stop=stop)


def test_a_model_too_large_to_be_written_down_in_time_is_given_up() -> None:
    problem, _ = make("M", 1)
    assert is_feasible(problem, an_effort(seconds=0.1)) is None
    assert solve(problem, Objective.TOTAL, an_effort(seconds=0.1)) == Exact(None, None, False)


def test_a_model_is_given_up_where_a_stop_is_asked_for() -> None:
    problem, _ = make("M", 1)
    assert is_feasible(problem, an_effort(seconds=600.0, is_stopped=True)) is None


def test_a_brief_search_begins_before_long_looks_into_the_model() -> None:
    problem, planted = make("TINY", 1)
    effort = replace(an_effort(seconds=60.0), deterministic=0.02)
    assert solve(problem, Objective.TOTAL, effort, planted).schedule is None
    assert solve(problem, Objective.TOTAL, replace(effort, is_brief=True), planted).schedule
