"""Each rule alone: what its violations face lists is what its exact face forbids."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from scheduler.engine.exact import model_of
from scheduler.problem import Problem
from scheduler.reading import Reading
from scheduler.rules import budget, cohort, links, past, when, where, who_learns, who_teaches
from scheduler.schedule import Schedule
from tests.scheduler.exact_model import ALL_CODES, CODES, fix
from tests.scheduler.random_schedules import a_random_schedule
from tests.scheduler.tiny import a_tiny_problem

RULES = (when, where, who_teaches, who_learns, cohort, links, budget, past)


def is_allowed(problem: Problem, schedule: Schedule, codes: frozenset[str]) -> bool:
    """Whether the exact model with these clauses alone has the schedule."""
    variables = model_of(problem, ALL_CODES - codes)
    if not fix(variables, schedule):
        return False
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    status = solver.solve(variables.cp)
    assert status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
    return status == cp_model.OPTIMAL


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.RULE)
@given(seed=st.integers(0, 2**32))
def test_both_faces_of_a_rule_agree(rule, seed: int) -> None:
    rng = Random(seed)
    problem = a_tiny_problem(rng)
    schedule = a_random_schedule(rng, problem)
    listed = list(rule.violations(Reading(problem, schedule)))
    assert is_allowed(problem, schedule, CODES[rule.RULE]) is not bool(listed), listed
