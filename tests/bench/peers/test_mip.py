"""HiGHS, CP-SAT and the planner prove the same optimum, or that there is none."""

from __future__ import annotations

import threading
from random import Random

import pytest

from bench.peers.mip import Mip, solve
from bench.problems import make
from scheduler.check import check
from scheduler.engine.effort import Effort
from scheduler.engine.exact import solve as solve_exactly
from scheduler.engine.solve import solve as plan
from scheduler.problem import Problem
from scheduler.request import Limits, Objective, Request
from scheduler.schedule import Outcome
from scheduler.warm import Nobody
from tests.scheduler.tiny import a_tiny_problem

SECONDS = 120.0


def by_highs(problem: Problem) -> int | None:
    schedule, bound = solve(Mip(problem), seconds=SECONDS)
    if schedule is None:
        return None
    score = check(problem, schedule).score
    assert score is not None
    assert score.total == bound
    return score.total


def by_cp_sat(problem: Problem) -> int | None:
    effort = Effort(SECONDS, float("inf"), 1, 0, threading.Event())
    result = solve_exactly(problem, Objective.TOTAL, effort)
    assert result.is_proved
    return result.bound


def by_us(problem: Problem) -> int | None:
    request = Request(problem, "", limits=Limits(seconds=SECONDS))
    solution = plan(request, Nobody(), threading.Event())
    if solution.outcome is Outcome.INFEASIBLE:
        return None
    assert solution.outcome is Outcome.OPTIMAL
    assert solution.score is not None
    return solution.score.total


@pytest.mark.parametrize("seed", range(20))
def test_three_solvers_agree_on_tiny_problems(seed: int) -> None:
    problem = a_tiny_problem(Random(7_000 + seed))
    assert by_us(problem) == by_cp_sat(problem) == by_highs(problem)


@pytest.mark.parametrize("seed", [1])
def test_three_solvers_agree_on_a_season(seed: int) -> None:
    problem, _ = make("TINY", seed)
    assert by_us(problem) == by_cp_sat(problem) == by_highs(problem)
