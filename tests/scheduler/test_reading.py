"""What is kept of a run from one check to the next is what it would be found to be anew."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from scheduler.check import check
from scheduler.reading import Reading
from tests.scheduler.builders import MONDAY, a_problem, a_schedule, held
from tests.scheduler.random_schedules import a_random_schedule
from tests.scheduler.tiny import a_tiny_problem


def test_a_check_after_others_says_what_a_first_one_does() -> None:
    broken = 0
    for seed in range(40):
        rng = Random(seed)
        problem = a_tiny_problem(rng)
        for _ in range(6):
            schedule = a_random_schedule(rng, problem)
            verdict = check(problem, schedule)
            assert verdict == check(replace(problem), schedule)
            broken += bool(verdict.violations)
    assert 40 < broken < 200


def test_a_run_is_read_again_only_where_it_stands_otherwise() -> None:
    problem = a_problem()
    first, again, moved = (
        Reading(problem, a_schedule(held(start=start))).held["r1"]
        for start in (MONDAY, MONDAY, "2016-03-14")
    )
    assert first is again
    assert first is not moved
