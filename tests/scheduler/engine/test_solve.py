"""Solves against brute force, which reads the contract by itself."""

from __future__ import annotations

import threading
from dataclasses import replace
from functools import cache
from random import Random
from typing import Any

import pytest

from bench.problems import VARIANTS, make
from scheduler.check import check
from scheduler.engine.exact import MOST_RUNS
from scheduler.engine.polish import can_polish
from scheduler.problem import Problem
from scheduler.request import Objective, Progress
from scheduler.schedule import Level, Outcome, Schedule, Solution
from tests.scheduler import enumeration
from tests.scheduler.builders import Audience, a_horizon, a_problem, a_run, pinned, solved
from tests.scheduler.tiny import a_tiny_problem

CHANGES_FIRST = Objective.CHANGES_FIRST


def assert_kept(problem: Problem, solution: Solution) -> None:
    """The schedule is valid by both readings, and costs what it is said to."""
    assert solution.schedule is not None
    verdict = check(problem, solution.schedule)
    assert verdict.violations == ()
    assert enumeration.is_valid(problem, solution.schedule) == set()
    assert solution.score == verdict.score == enumeration.score(problem, solution.schedule)


def assert_solved(problem: Problem) -> Outcome:
    """The answer is the best there is, and its bound and floor are right."""
    total, _ = enumeration.best(problem)
    solution = solved(problem)
    assert solution.floor == enumeration.floor(problem)
    if total is None:
        assert_infeasible(solution)
        return solution.outcome
    assert_kept(problem, solution)
    assert solution.score is not None
    assert solution.bound is not None
    assert solution.floor <= solution.bound <= total <= solution.score.total
    assert solution.outcome is Outcome.OPTIMAL
    assert (solution.score.total, solution.bound, solution.gap) == (total, total, 0.0)
    return solution.outcome


def assert_repaired(problem: Problem) -> None:
    """The fewest changed runs, the cheapest changes of those, the lowest total of those."""
    best = enumeration.best_changes_first(problem)
    solution = solved(problem, objective=CHANGES_FIRST)
    if best is None:
        assert_infeasible(solution)
        return
    assert_kept(problem, solution)
    assert solution.score is not None
    assert solution.schedule is not None
    assert enumeration.changed_runs(problem, solution.schedule) == best[0]
    assert (solution.score.changes, solution.score.total) == best[1:]
    lowest, _ = enumeration.best(problem)
    assert solution.bound is None or solution.bound <= lowest
    assert solution.levels == tuple(
        Level(name, value, value)
        for name, value in zip(("changed_runs", "changes", "total"), best, strict=True)
    )


def assert_infeasible(solution: Solution) -> None:
    assert solution.outcome is Outcome.INFEASIBLE
    assert solution.conflict
    assert (solution.schedule, solution.score, solution.bound) == (None, None, None)


@pytest.mark.parametrize("seed", range(200))
def test_a_tiny_problem_is_solved_to_the_best_there_is(seed: int) -> None:
    assert_solved(a_tiny_problem(Random(seed)))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(200, 2200))
def test_many_tiny_problems_are_solved_to_the_best_there_is(seed: int) -> None:
    assert_solved(a_tiny_problem(Random(seed)))


@pytest.mark.parametrize("seed", range(100))
def test_a_tiny_repair_changes_as_little_as_can_be(seed: int) -> None:
    assert_repaired(a_tiny_problem(Random(seed), always=["baseline"]))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 2100))
def test_many_tiny_repairs_change_as_little_as_can_be(seed: int) -> None:
    assert_repaired(a_tiny_problem(Random(seed), always=["baseline"]))


# --- larger problems, which are searched and not enumerated


@cache
def small(variant: str = "plain") -> tuple[Problem, Schedule]:
    """A programme of size S, and a schedule that it was built around."""
    return make("S", 1, variant)


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_small_programme_is_solved_better_than_it_was_planted(variant: str) -> None:
    problem, planted = small(variant)
    audience = Audience()
    solution = solved(problem, audience, work_units=1500)
    assert solution.schedule is not None
    assert solution.score == check(problem, solution.schedule).score
    assert solution.score is not None
    assert solution.bound is not None
    theirs = check(problem, planted).score
    assert theirs is not None
    assert solution.floor <= solution.bound <= solution.score.total < theirs.total
    assert_told_in_order(problem, audience, solution)


def assert_told_in_order(problem: Problem, audience: Audience, solution: Solution) -> None:
    """Each schedule that was told of is valid and better than the last, which is the answer."""
    totals = []
    for improvement in audience.improvements:
        verdict = check(problem, improvement.schedule)
        assert verdict.score == improvement.score
        assert improvement.bound is None or improvement.bound <= improvement.score.total
        assert improvement.floor == solution.floor
        totals.append(improvement.score.total)
    assert totals == sorted(set(totals), reverse=True)
    assert audience.improvements[-1].schedule == solution.schedule
    phases = [t.phase for t in audience.told if isinstance(t, Progress)]
    assert set(phases) <= {"reading", "constructing", "improving", "proving", "explaining"}


def test_a_small_repair_keeps_facts_and_changes_less_than_the_total_would() -> None:
    problem, _ = small("repair")
    assert problem.frozen
    changed = {}
    for objective in Objective:
        solution = solved(problem, objective=objective, work_units=1500)
        assert solution.schedule is not None
        assert check(problem, solution.schedule).violations == ()
        changed[objective] = enumeration.changed_runs(problem, solution.schedule)
        kept = {r.id: r.start for r in solution.schedule.runs if r.id in problem.frozen}
        assert kept == {id: fact.start for id, fact in problem.frozen.items()}
    assert changed[CHANGES_FIRST] < changed[Objective.TOTAL]


@pytest.mark.parametrize("objective", Objective)
def test_the_same_seed_and_work_units_give_the_same_schedule(objective: Objective) -> None:
    problem, _ = small()
    answers = [solved(problem, objective=objective, work_units=600, seed=5) for _ in range(2)]
    assert answers[0].schedule == answers[1].schedule
    assert answers[0].score == answers[1].score
    assert answers[0].seed == 5


def test_the_same_work_with_polishing_gives_the_same_schedule() -> None:
    problem, _ = small()
    assert can_polish(problem)
    answers = [solved(problem, work_units=30_000, seconds=600.0, seed=5) for _ in range(2)]
    assert answers[0].schedule == answers[1].schedule


def test_two_workers_find_a_valid_schedule_too() -> None:
    problem, _ = small()
    solution = solved(problem, work_units=600, workers=2)
    assert solution.schedule is not None
    assert solution.score == check(problem, solution.schedule).score


def test_a_schedule_to_begin_with_is_not_made_worse() -> None:
    problem, _ = small()
    good = solved(problem, work_units=3000)
    assert good.score is not None
    assert good.schedule is not None
    again = solved(problem, start=good.schedule, work_units=1)
    assert again.score is not None
    assert again.score.total <= good.score.total


def test_unknown_and_wrong_parts_of_a_schedule_to_begin_with_are_dropped() -> None:
    problem, planted = small()
    first, second, *rest = planted.runs
    start = Schedule((
        replace(first, venue="gone"),
        replace(second, seats=("gone", *second.seats, *second.seats)),
        replace(first, id="gone"),
        *rest,
        *rest,
    ))  # fmt: skip
    solution = solved(problem, start=start, work_units=1)
    assert solution.schedule is not None
    assert check(problem, solution.schedule).violations == ()


# --- how it ends


def test_a_search_that_is_stopped_gives_what_it_has() -> None:
    problem, _ = small()
    stop = threading.Event()
    stop.set()
    solution = solved(problem, stop=stop)
    assert solution.outcome is Outcome.FEASIBLE
    assert solution.schedule is not None
    assert check(problem, solution.schedule).violations == ()


def test_a_search_ends_where_the_gap_is_reached() -> None:
    problem, _ = small()
    solution = solved(problem, gap=1.0, work_units=10**9)
    assert solution.outcome is Outcome.FEASIBLE
    assert solution.gap is not None
    assert 0 < solution.gap <= 1


def test_a_contradiction_is_unknown_where_the_time_is_over_at_once() -> None:
    problem = a_problem(runs=[a_run(pinned=pinned(held=True, venue="hall", language="th"))])
    solution = solved(problem, seconds=1e-6)
    assert solution.outcome is Outcome.UNKNOWN
    assert (solution.schedule, solution.score) == (None, None)


def test_a_contradiction_in_a_large_programme_is_found() -> None:
    """Two runs that must be in one hall on one day, among too many to be proved as a whole."""
    must = pinned(held=True, start="2016-03-07")
    runs = [a_run(f"r{n}") for n in range(MOST_RUNS)]
    runs += [a_run("x", pinned=must), a_run("y", pinned=must)]
    solution = solved(a_problem(runs=runs), work_units=20_000)
    assert solution.outcome is Outcome.INFEASIBLE
    assert solution.complete
    assert {(p.code, p.run) for p in solution.conflict} == {
        *((code, run) for code in ("PIN_HELD", "PIN_START") for run in ("x", "y")),
        ("VENUE_FULL", None),
    }


NO_WISHES = {"officials": (), "nominations": ()}
NO_COURSES = {"courses": (), "runs": (), "nominations": ()}
NOTHING = {"cities": (), "travel": (), "venues": (), "trainers": (), "members": ()}


@pytest.mark.parametrize(
    ("empty", "total"),
    [
        ({"runs": ()}, 90_000),
        ({"venues": ()}, 90_000),
        ({"trainers": ()}, 1_700),
        (NO_WISHES, 0),
        (NO_WISHES | {"members": ()}, 0),
        (NO_WISHES | {"runs": ()}, 0),
        (NO_COURSES, 0),
        (NO_COURSES | NO_WISHES | NOTHING, 0),
        ({"runs": (), "venues": (), "trainers": ()}, 90_000),
    ],
    ids=lambda case: "-".join(case) if isinstance(case, dict) else "",
)
def test_a_programme_that_lacks_something_is_solved(empty: dict[str, Any], total: int) -> None:
    for workers in (1, 2):
        solution = solved(a_problem(**empty), workers=workers)
        assert solution.outcome is Outcome.OPTIMAL
        assert solution.score is not None
        assert solution.score.total == solution.bound == total


@pytest.mark.parametrize("year", ["0001", "9998"])
def test_the_calendars_first_and_last_years_can_be_planned(year: str) -> None:
    horizon = a_horizon(f"{year}-01-01", f"{year}-12-31")
    assert solved(a_problem(horizon=horizon)).outcome is Outcome.OPTIMAL
    must = [a_run(pinned=pinned(held=True, language="th"))]
    assert solved(a_problem(horizon=horizon, runs=must)).outcome is Outcome.INFEASIBLE
