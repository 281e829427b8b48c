"""How little a repair can change: the bounds against brute force, and what they are worth."""

from __future__ import annotations

import threading
from random import Random

import pytest

from scheduler.engine.best import Best
from scheduler.engine.exact import Effort
from scheduler.engine.repair import Repair
from scheduler.engine.search import Search
from scheduler.problem import Problem
from scheduler.request import Objective, Request
from tests.scheduler import enumeration
from tests.scheduler.builders import Audience
from tests.scheduler.tiny import a_tiny_problem


def an_effort() -> Effort:
    return Effort(seconds=60.0, deterministic=20.0, workers=1, seed=0, stop=threading.Event())


def proved(problem: Problem, moves: int = 0) -> tuple[Repair, Best]:
    """The bounds beside a search of so many moves, without the exact model."""
    assert problem.baseline is not None
    search = Search(problem, 0, changes_first=True)
    best = Best(Request(problem, "", Objective.CHANGES_FIRST), Audience())
    search.mend(problem.baseline)
    search.construct()
    if moves:
        search.improve(moves)
    if search.is_valid:
        best.offer(search.schedule())
    repair = Repair(search, best, an_effort)
    repair.prove()
    return repair, best


def assert_bounded(problem: Problem, moves: int) -> bool:
    """No repair is below the bounds; the second holds where the first is reached."""
    least = enumeration.best_changes_first(problem)
    if least is None:
        return False
    repair, best = proved(problem, moves)
    fewest = repair.bounds["changed_runs"]
    assert fewest <= least[0]
    if best.rank is not None and best.rank[0] == least[0]:
        assert repair.bounds["changes"] <= least[1]
    return fewest == least[0]


@pytest.mark.parametrize("seed", range(100))
def test_no_repair_is_below_its_bounds(seed: int) -> None:
    assert_bounded(a_tiny_problem(Random(seed), always=["baseline"]), moves=20 * (seed % 2))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 2100))
def test_no_repair_of_many_is_below_its_bounds(seed: int) -> None:
    assert_bounded(a_tiny_problem(Random(seed), always=["baseline"]), moves=20 * (seed % 2))
