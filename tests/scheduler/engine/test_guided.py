"""Many runs at once where prices point: valid, no worse, and better where few at once are not."""

from __future__ import annotations

import threading

import pytest

from bench.problems import make
from scheduler.check import check
from scheduler.domains import Domain
from scheduler.engine import exact
from scheduler.engine.bound import Bound
from scheduler.engine.effort import Effort
from scheduler.engine.guided import Guided
from scheduler.engine.search import Search
from scheduler.problem import Problem
from scheduler.request import Objective
from scheduler.schedule import Schedule

EFFORT = Effort(seconds=60.0, deterministic=0.3, workers=1, seed=0, stop=threading.Event())


def total_of(problem: Problem, schedule: Schedule) -> int:
    score = check(problem, schedule).score
    assert score is not None
    return score.total


def settled(problem: Problem, total: int) -> Bound:
    bound = Search(problem, 0).bound()
    while not bound.is_settling:
        bound.step(total)
    return bound


@pytest.mark.parametrize("variant", ["plain", "repair"])
def test_what_prices_point_to_is_valid_and_no_worse(variant: str) -> None:
    problem, schedule = make("TINY", 2, variant)
    total = total_of(problem, schedule)
    guided = Guided(problem, settled(problem, total), seed=0)
    for _ in range(3):
        better = guided.step(schedule, EFFORT)
        if better is not None:
            assert total_of(problem, better) <= total
            schedule, total = better, total_of(problem, better)


def test_prices_lead_away_from_a_planted_schedule() -> None:
    """It is valid and neither cheap nor full: most runs may do better elsewhere."""
    problem, schedule = make("TINY", 1)
    total = total_of(problem, schedule)
    better = Guided(problem, settled(problem, total), seed=0).step(schedule, EFFORT)
    assert better is not None
    assert total_of(problem, better) < total


def test_a_narrowed_domain_is_kept() -> None:
    problem, schedule = make("TINY", 1)
    entry = schedule.runs[0]
    course = problem.course[problem.run[entry.id].course]
    may = {entry.id: Domain((entry.start,), (problem.venue[entry.venue],), course.languages)}
    found = exact.solve(problem, Objective.TOTAL, EFFORT, schedule, may=may).schedule
    assert found is not None
    for one in found.runs:
        if one.id == entry.id:
            assert (one.start, one.venue) == (entry.start, entry.venue)
