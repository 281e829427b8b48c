"""What is left of a problem: valid as it stands, and what is found there is so in the whole."""

from __future__ import annotations

import random
import threading

import pytest

from bench.problems import make
from scheduler.check import check
from scheduler.domains import domain
from scheduler.engine import exact
from scheduler.engine.effort import Effort
from scheduler.engine.remainder import remainder, standing, with_seats
from scheduler.problem import LinkKind, Problem
from scheduler.request import Objective
from scheduler.schedule import Schedule

EFFORT = Effort(seconds=60.0, deterministic=2.0, workers=1, seed=0, stop=threading.Event())


def total_of(problem: Problem, schedule: Schedule) -> int:
    verdict = check(problem, schedule)
    assert not verdict.violations
    assert verdict.score is not None
    return verdict.score.total


def some_runs(problem: Problem, chance: random.Random, count: int) -> set[str]:
    """Draw runs that are not past, with the whole of their cohorts."""
    free = {r.id for r in chance.sample(problem.runs, count)} - set(problem.frozen)
    for _ in range(3):
        for link in problem.links:
            if link.kind is LinkKind.SAME_COHORT and {link.first, link.second} & free:
                free |= {link.first, link.second}
    return free if not free & set(problem.frozen) else set()


@pytest.mark.parametrize(
    ("variant", "seed"),
    [("plain", 1), ("tight-trainers", 2), ("languages", 1), ("repair", 1)],
)
@pytest.mark.parametrize("with_others", [False, True])
def test_a_part_that_is_better_makes_the_whole_better_by_as_much(
    variant: str, seed: int, with_others: bool
) -> None:
    problem, schedule = make("S", seed, variant)
    chance = random.Random(seed)
    free = some_runs(problem, chance, 3)
    may = {id: domain(problem, problem.run[id]) for id in sorted(free)}
    if with_others:
        may = with_seats(problem, schedule, may)
    part = remainder(problem, schedule, may, chance)
    before, after = total_of(problem, schedule), total_of(part.problem, part.schedule)
    found = exact.solve(part.problem, Objective.TOTAL, EFFORT, part.schedule, may=part.may).schedule
    assert found is not None
    gained = before - total_of(problem, part.whole(found))
    assert gained == after - total_of(part.problem, found) >= 0


def test_the_seats_of_a_courses_other_runs_and_of_cohorts_with_them_are_free_too() -> None:
    problem, schedule = make("S", 1)
    link = next(link for link in problem.links if link.kind is LinkKind.SAME_COHORT)
    free = {link.first: domain(problem, problem.run[link.first])}
    may = with_seats(problem, schedule, free)
    held = {entry.id: entry for entry in schedule.runs}
    assert may[link.first] == free[link.first]
    assert may[link.second] == standing(problem, held[link.second])
    course = problem.run[link.first].course
    assert {id for id in held if problem.run[id].course == course} <= may.keys()


def test_what_stays_leaves_its_seats_alone_free() -> None:
    problem, schedule = make("S", 1)
    entry = schedule.runs[0]
    may = {entry.id: standing(problem, entry)}
    chance = random.Random(0)
    part = remainder(problem, schedule, may, chance)
    found = exact.solve(part.problem, Objective.TOTAL, EFFORT, part.schedule, may=part.may).schedule
    assert found is not None
    (again,) = found.runs
    assert (again.start, again.venue, again.language) == (entry.start, entry.venue, entry.language)
    assert {*again.trainers} == {*entry.trainers}
