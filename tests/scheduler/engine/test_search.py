"""The fast search's own books against the rules and goals, and its bound against brute force."""

from __future__ import annotations

from random import Random

import pytest

from bench.problems import VARIANTS, make
from scheduler.check import check
from scheduler.engine.search import Search
from scheduler.goals.changes import changed_runs
from scheduler.problem import Problem
from scheduler.reading import Reading
from scheduler.schedule import Schedule
from tests.scheduler import enumeration
from tests.scheduler.builders import a_course, a_problem, a_venue
from tests.scheduler.tiny import a_tiny_problem


def assert_books_are_right(search: Search) -> None:
    """A schedule that is called valid is, and what is counted step by step is its score."""
    schedule = search.schedule()
    verdict = check(search.problem, schedule)
    assert search.is_valid is not bool(verdict.violations), verdict.violations
    if verdict.score is None:
        return
    changed = len(changed_runs(Reading(search.problem, schedule)))
    counted = (0, changed, verdict.score.changes, verdict.score.total)
    assert search.rank == (counted if search.changes_first else (0, verdict.score.total))


@pytest.mark.parametrize("seed", range(100))
def test_the_search_counts_as_the_checker_does(seed: int) -> None:
    problem = a_tiny_problem(Random(seed))
    search = Search(problem, seed, changes_first=seed % 2 == 1)
    search.construct()
    assert_books_are_right(search)
    for heat in (0.0, search.warmth, search.warmth, 0.0):
        search.improve(40, heat)
        assert_books_are_right(search)
    search.top_up()
    assert_books_are_right(search)


@pytest.mark.parametrize("seed", range(100))
def test_a_snapshot_is_come_back_to(seed: int) -> None:
    problem = a_tiny_problem(Random(seed))
    search = Search(problem, seed)
    search.construct()
    rows, rank, schedule = search.snapshot(), search.rank, search.schedule()
    search.improve(60, search.warmth)
    search.restore(rows)
    assert (search.rank, search.schedule()) == (rank, schedule)
    assert_books_are_right(search)


@pytest.mark.parametrize("variant", sorted(set(VARIANTS) - {"repair"}))
def test_construction_alone_holds_what_must_be_held(variant: str) -> None:
    for size, seed in (("S", 1), ("S", 2), ("S", 3), ("M", 1)):
        problem, _ = make(size, seed, variant)
        search = Search(problem, 0)
        search.construct()
        schedule = search.schedule()
        verdict = check(problem, schedule)
        assert verdict.score is not None, verdict.violations
        assert verdict.score.required_unheld == 0


def as_sets(schedule: Schedule) -> set[tuple[object, ...]]:
    return {
        (r.id, r.start, r.venue, r.language, frozenset(r.trainers), frozenset(r.seats))
        for r in schedule.runs
    }


def best_problems(count: int) -> list[tuple[Problem, int, Schedule]]:
    """Feasible problems with their smallest totals and best schedules."""
    found = []
    for seed in range(3 * count):
        problem = a_tiny_problem(Random(seed))
        total, schedule = enumeration.best(problem)
        if total is not None and schedule is not None:
            found.append((problem, total, schedule))
    return found[:count]


def test_a_valid_schedule_is_adopted_whole() -> None:
    for problem, total, schedule in best_problems(100):
        search = Search(problem, 0)
        search.adopt(schedule)
        assert as_sets(search.schedule()) == as_sets(schedule)
        assert search.rank == (0, total)


def test_the_bound_of_every_step_is_below_the_best_total() -> None:
    rose = 0
    for problem, total, _ in best_problems(100):
        bound = Search(problem, 0).bound()
        floor = bound.best
        for _ in range(40):
            bound.step(total)
            assert floor <= bound.best <= total
        rose += bound.best > floor
    assert rose > 30


def test_the_same_seed_and_steps_give_the_same_schedules() -> None:
    for seed in range(20):
        problem = a_tiny_problem(Random(seed))
        found = []
        for _ in range(2):
            search = Search(problem, 7)
            search.construct(jitter=0.1)
            search.improve(50, search.warmth)
            found.append((search.rank, search.schedule()))
        assert found[0] == found[1]


def test_a_course_without_a_limit_of_seats_takes_no_more_room_than_it_has_nominations() -> None:
    most = 2**31 - 1
    problem = a_problem(courses=(a_course(max_seats=most),), venues=(a_venue(capacity=most),))
    search = Search(problem, 0)
    search.construct()
    assert search.st.seats.shape[1] == len(problem.nominations)
    assert check(problem, search.schedule()).score is not None
