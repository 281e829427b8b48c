"""What a goal measures on a schedule is what its term comes to on the exact model."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from scheduler.check import check
from scheduler.engine.exact import GOALS, model_of
from scheduler.goals import changes
from scheduler.problem import Problem
from scheduler.reading import Reading
from scheduler.schedule import Schedule
from scheduler.variables import Variables
from tests.scheduler.exact_model import ALL_CODES, fix
from tests.scheduler.random_schedules import a_random_schedule
from tests.scheduler.tiny import a_tiny_problem


def fixed(problem: Problem, schedule: Schedule) -> Variables:
    """The exact model without rules, of which the schedule is the only solution."""
    variables = model_of(problem, ALL_CODES)
    assert fix(variables, schedule)
    return variables


def least(variables: Variables, term: Any) -> int:
    variables.cp.minimize(term)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(variables.cp) == cp_model.OPTIMAL
    return round(solver.objective_value)


def a_case(seed: int) -> tuple[Problem, Schedule]:
    """A problem with all that is priced, and a schedule in which nobody is seated twice."""
    rng = Random(seed)
    problem = a_tiny_problem(rng, always=["baseline", "targets"])
    schedule = a_random_schedule(rng, problem)
    assume("SEAT_TWICE" not in {v.code for v in check(problem, schedule).violations})
    return problem, schedule


@pytest.mark.parametrize("goal", GOALS, ids=lambda goal: goal.__name__.rpartition(".")[2])
@settings(max_examples=60)
@given(seed=st.integers(0, 2**32))
def test_both_faces_of_a_goal_agree(goal, seed: int) -> None:
    problem, schedule = a_case(seed)
    variables = fixed(problem, schedule)
    assert least(variables, goal.term(variables)) == goal.measure(Reading(problem, schedule))


@settings(max_examples=60)
@given(seed=st.integers(0, 2**32))
def test_both_counts_of_changed_runs_agree(seed: int) -> None:
    problem, schedule = a_case(seed)
    variables = fixed(problem, schedule)
    counted = len(changes.changed_runs(Reading(problem, schedule)))
    assert least(variables, changes.changed_count(variables)) == counted


def test_every_goal_is_at_stake() -> None:
    """The cases above differ in every term, so that none agrees by being nothing."""
    values: dict[str, set[int]] = {}
    for seed in range(60):
        rng = Random(seed)
        problem = a_tiny_problem(rng, always=["baseline", "targets"])
        reading = Reading(problem, a_random_schedule(rng, problem))
        for goal in GOALS:
            values.setdefault(goal.__name__, set()).add(goal.measure(reading))
    assert all(len(seen) > 2 for seen in values.values()), values
