"""How little a repair can change: the bounds against brute force, and what they are worth."""

from __future__ import annotations

import threading
from functools import cache
from random import Random

import pytest

from bench.damage import KINDS
from bench.problems import make
from scheduler.check import check
from scheduler.engine.best import Best
from scheduler.engine.effort import Effort
from scheduler.engine.repair import Repair
from scheduler.engine.search import Search
from scheduler.goals.changes import changed_runs
from scheduler.problem import Problem
from scheduler.reading import Reading
from scheduler.request import Objective, Request
from scheduler.schedule import Change, Level, Schedule, ScheduledRun, Solution
from tests.scheduler import enumeration
from tests.scheduler.builders import (
    Audience,
    a_block,
    a_course,
    a_nomination,
    a_policy,
    a_problem,
    a_run,
    a_schedule,
    a_trainer,
    a_venue,
    an_official,
    held,
    solved,
)
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


def test_the_fewest_changes_are_nearly_always_proved() -> None:
    problems = [a_tiny_problem(Random(seed), always=["baseline"]) for seed in range(60)]
    assert sum(map(assert_bounded, problems, [0] * 60)) > 45


# --- by kind of damage, on a programme of size S


@cache
def repaired(kind: str) -> tuple[Problem, Solution]:
    problem = make("S", 1, "repair", kind).problem
    return problem, solved(problem, objective=Objective.CHANGES_FIRST, work_units=1500)


@pytest.mark.parametrize("kind", KINDS)
def test_a_repair_of_every_kind_of_damage_is_proved_to_change_the_fewest_runs(kind: str) -> None:
    problem, solution = repaired(kind)
    assert solution.schedule is not None
    assert check(problem, solution.schedule).violations == ()
    changed, changes, total = solution.levels
    assert changed.value == changed.bound
    assert changed.value == enumeration.changed_runs(problem, solution.schedule)
    assert changes.bound is not None
    assert changes.bound <= changes.value
    assert total.bound is not None
    assert total.bound <= total.value


@pytest.mark.parametrize("kind", KINDS)
def test_a_repair_says_of_every_change_whether_it_was_forced(kind: str) -> None:
    problem, solution = repaired(kind)
    assert solution.schedule is not None
    runs = [change for change in solution.changes if change.nomination is None]
    reading = Reading(problem, solution.schedule)
    assert {change.run for change in runs} == changed_runs(reading)
    for change in runs:
        assert change.forced
        assert set(change.codes) <= broken_alone(problem, change.run)


def broken_alone(problem: Problem, run: str) -> set[str]:
    """The clauses that a promise breaks with nothing else held but facts."""
    assert problem.baseline is not None
    kept = {run, *problem.frozen}
    alone = Schedule(tuple(entry for entry in problem.baseline.runs if entry.id in kept))
    return {v.code for v in check(problem, alone).violations if v.run == run}


def test_a_closed_venue_changes_what_was_in_it_and_nothing_else() -> None:
    problem, solution = repaired("closed-venue")
    assert problem.baseline is not None
    broken = {
        entry.id
        for entry in problem.baseline.runs
        if entry.id not in problem.frozen and "VENUE_CLOSED" in broken_alone(problem, entry.id)
    }
    assert broken
    assert {change.run for change in solution.changes if change.nomination is None} == broken


def test_late_nominations_change_no_run() -> None:
    _, solution = repaired("late")
    assert solution.levels[0] == Level("changed_runs", 0, 0)


# --- by example


def promise(run: str, start: str, trainer: str = "t1", seats: tuple[str, ...] = ()) -> ScheduledRun:
    return held(run, start, trainers=[("b", trainer)], seats=seats)


def test_a_broken_run_takes_nobody_from_a_later_one() -> None:
    """r1 has lost its trainer, and t2 is the cheapest other, but was promised to r2 that day."""
    problem = a_problem(
        venues=[a_venue("hall", parallel_runs=2)],
        courses=[a_course(blocks=(a_block("b"),), min_seats=1)],
        runs=[a_run("r1"), a_run("r2")],
        trainers=[a_trainer("t2"), a_trainer("t3", day_fee_usd=500)],
        nominations=[a_nomination("n1"), a_nomination("n2", "o2")],
        policy=a_policy({"unseated": 10, "moved_date": 50, "run_cancelled": 500}),
        baseline=a_schedule(
            promise("r1", "2016-03-07", "t1", seats=("n1",)),
            promise("r2", "2016-03-08", "t2", seats=("n2",)),
        ),
    )
    solution = solved(problem, objective=Objective.CHANGES_FIRST)
    assert solution.schedule is not None
    teaches = {entry.id: entry.trainers[0].trainer for entry in solution.schedule.runs}
    assert teaches == {"r1": "t3", "r2": "t2"}
    assert solution.changes == (
        Change("r1", forced=True, codes=("UNKNOWN_TRAINER", "TRAINER_COUNT")),
    )


def test_of_two_promises_that_exclude_each_other_one_is_changed_and_neither_was_forced() -> None:
    problem = a_problem(
        venues=[a_venue("hall", parallel_runs=1)],
        courses=[a_course(min_seats=1)],
        runs=[a_run("r1", required=True), a_run("r2", required=True)],
        nominations=[a_nomination("n1"), a_nomination("n2", "o2")],
        baseline=a_schedule(
            held("r1", "2016-03-07", seats=["n1"]), held("r2", "2016-03-08", seats=["n2"])
        ),
    )
    solution = solved(problem, objective=Objective.CHANGES_FIRST)
    assert solution.levels[0] == Level("changed_runs", 1, 1)
    (change,) = solution.changes
    assert (change.forced, change.codes) == (False, ("VENUE_FULL",))


def test_a_seat_that_its_official_cannot_take_any_more_is_a_forced_change() -> None:
    away = [("2016-03-07", "2016-03-09")]
    problem = a_problem(
        courses=[a_course(min_seats=1)],
        runs=[a_run("r1")],
        officials=[an_official("o1", unavailable=away), an_official("o2")],
        nominations=[a_nomination("n1", "o1"), a_nomination("n2", "o2")],
        baseline=a_schedule(held("r1", "2016-03-07", seats=["n1", "n2"])),
    )
    solution = solved(problem, objective=Objective.CHANGES_FIRST)
    assert solution.levels[0] == Level("changed_runs", 0, 0)
    assert solution.changes == (Change("r1", "n1", forced=True, codes=("SEAT_UNAVAILABLE",)),)
