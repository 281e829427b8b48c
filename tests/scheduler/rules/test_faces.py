"""What a rule's violations face lists is what its exact face forbids."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.check import RULES, check
from scheduler.reading import Reading
from tests.scheduler.exact_model import ALL_CODES, CODES, assert_faces_agree, is_allowed
from tests.scheduler.random_schedules import a_random_schedule
from tests.scheduler.tiny import COMPLICATIONS, a_tiny_problem

SEEDS = st.integers(0, 2**32)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.RULE)
@settings(max_examples=50)
@given(seed=SEEDS)
def test_both_faces_of_a_rule_agree(rule, seed: int) -> None:
    rng = Random(seed)
    problem = a_tiny_problem(rng)
    schedule = a_random_schedule(rng, problem)
    listed = list(rule.violations(Reading(problem, schedule)))
    assert is_allowed(problem, schedule, CODES[rule.RULE]) is not bool(listed), listed


@pytest.mark.parametrize("complication", COMPLICATIONS)
@settings(max_examples=15)
@given(seed=SEEDS)
def test_both_faces_of_each_clause_agree(complication: str, seed: int) -> None:
    rng = Random(seed)
    problem = a_tiny_problem(rng, always=[complication])
    assert_faces_agree(problem, a_random_schedule(rng, problem))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3000))
def test_both_faces_of_each_clause_agree_in_many_problems(seed: int) -> None:
    rng = Random(seed)
    problem = a_tiny_problem(rng, always=["travel", "blocks", "past"][: seed % 4])
    assert_faces_agree(problem, a_random_schedule(rng, problem))


def test_random_schedules_break_every_clause_and_none() -> None:
    broken: set[str] = set()
    valid = 0
    for seed in range(600):
        rng = Random(seed)
        problem = a_tiny_problem(rng)
        codes = {v.code for v in check(problem, a_random_schedule(rng, problem)).violations}
        broken |= codes
        valid += not codes
    assert broken == ALL_CODES
    assert valid > 100
