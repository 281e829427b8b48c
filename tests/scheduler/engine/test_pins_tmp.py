"""The fast search's own books against the rules and goals, and its bound against brute force."""

from __future__ import annotations

from random import Random

import pytest

from bench.problems import VARIANTS, make
from scheduler.check import check
from scheduler.engine.search import Search
from scheduler.goals.changes import changed_runs
from scheduler.problem import Member, Problem
from scheduler.reading import Reading
from scheduler.schedule import Schedule
from tests.scheduler import enumeration
from tests.scheduler.builders import (
    a_course,
    a_nomination,
    a_problem,
    a_run,
    a_trainer,
    a_venue,
    an_official,
)
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


def test_the_language_of_a_pinned_seat_is_found_among_members_who_send_many() -> None:
    """French is spoken by many officials of two members, of whom two each may come, and by one."""
    of = {"fji": 8, "idn": 8, "mys": 1}
    french = [
        an_official(f"{member}{i}", member, languages=("fr",))
        for member, count in of.items()
        for i in range(count)
    ]
    english = [an_official(f"en{i}", f"m{i % 10}") for i in range(40)]
    problem = a_problem(
        members=[Member(id) for id in (*of, *(f"m{i}" for i in range(10)))],
        courses=[
            a_course(languages=("en", "fr"), min_seats=5, max_seats=6, max_seats_per_member=2),
        ],
        trainers=[a_trainer("t1", languages=("en", "fr"))],
        officials=[*french, *english],
        nominations=[
            *(a_nomination(o.id, o.id, priority=4 if o.member != "mys" else 1) for o in french[1:]),
            *(a_nomination(o.id, o.id, priority=5) for o in english),
            a_nomination("pinned", "fji0", priority=1, pinned_run="r1"),
        ],
    )
    search = Search(problem, 0)
    search.construct()
    assert search.is_valid
    assert search.schedule().runs[0].language == "fr"


def test_who_is_pinned_to_a_run_comes_before_those_who_must_have_any_run_of_the_course() -> None:
    problem = a_problem(
        courses=[
            a_course("war", languages=("en", "fr")),
            a_course("sea", prerequisites=("war",)),
        ],
        runs=[
            a_run("r1", "war", latest="2016-03-01"),
            a_run("r2", "war", latest="2016-06-30"),
            a_run("r3", "sea"),
        ],
        trainers=[a_trainer("t1", languages=("en", "fr")), a_trainer("t2")],
        officials=[
            an_official("o1", languages=("fr",)),
            an_official("o2"),
            an_official("o3"),
        ],
        nominations=[
            a_nomination("w1", "o1", "war", pinned_run="r1"),
            a_nomination("w2", "o2", "war"),
            a_nomination("w3", "o3", "war"),
            a_nomination("s2", "o2", "sea", pinned_run="r3"),
            a_nomination("s3", "o3", "sea", pinned_run="r3"),
        ],
    )
    search = Search(problem, 0)
    search.construct()
    assert search.is_valid
    assert search.schedule().runs[0].language == "fr"


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
