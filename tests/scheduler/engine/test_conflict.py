"""What cannot be kept together: by example, and irreducible in any problem."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from scheduler.clock import iso
from scheduler.engine.conflict import find_conflict
from scheduler.engine.effort import Effort
from scheduler.engine.exact import is_feasible
from scheduler.problem import LinkKind, Pinned, Problem, Run
from scheduler.schedule import Conflict, Outcome, Schedule, Solution
from tests.scheduler import enumeration
from tests.scheduler.builders import (
    a_block,
    a_course,
    a_horizon,
    a_link,
    a_nomination,
    a_policy,
    a_problem,
    a_run,
    a_schedule,
    a_trainer,
    a_venue,
    an_official,
    day,
    held,
    pinned,
    solved,
)
from tests.scheduler.exact_model import ALL_CODES
from tests.scheduler.tiny import a_tiny_problem


def conflict(work_units: int = 500, **tables: Any) -> set[Conflict]:
    solution = solved(a_problem(**tables), work_units=work_units)
    assert solution.outcome is Outcome.INFEASIBLE
    assert solution.complete
    assert len(set(solution.conflict)) == len(solution.conflict)
    return set(solution.conflict)


def test_a_run_that_must_be_held_at_a_closed_venue() -> None:
    must = pinned(held=True, start="2016-03-07", venue="hall")
    assert conflict(
        runs=[a_run(pinned=must)],
        venues=[a_venue("hall", closed=[("2016-03-09", "2016-03-09")]), a_venue("room")],
    ) == {
        Conflict("H1", "PIN_HELD", run="r1"),
        Conflict("H1", "PIN_START", run="r1"),
        Conflict("H1", "PIN_VENUE", run="r1"),
        Conflict("H2", "VENUE_CLOSED"),
    }


def test_two_runs_that_want_one_trainer_on_one_day() -> None:
    must = pinned(held=True, start="2016-03-07", trainers=[("b", "t1")])
    assert conflict(
        venues=[a_venue("hall", parallel_runs=2)],
        courses=[a_course(blocks=(a_block("b"),))],
        runs=[a_run("r1", pinned=must), a_run("r2", pinned=must), a_run("r3")],
    ) == {
        *(
            Conflict("H1", code, run=run)
            for code in ("PIN_HELD", "PIN_START")
            for run in ("r1", "r2")
        ),
        *(Conflict("H1", "PIN_TRAINER", run=run, block="b", trainer="t1") for run in ("r1", "r2")),
        Conflict("H3", "TRAINER_DOUBLE"),
    }


def test_two_of_very_many_pinned_runs_that_want_one_hall() -> None:
    """Each of fifty has its own days, but x and y: a part of the whole is enough to see it."""
    dates = [iso(day("2016-03-07") + 4 * n) for n in range(50)]
    runs = [a_run(f"r{n}", pinned=pinned(held=True, start=date)) for n, date in enumerate(dates)]
    late = pinned(held=True, start="2016-11-07")
    assert conflict(
        work_units=20_000,
        runs=[*runs, a_run("x", pinned=late), a_run("y", pinned=late)],
        officials=[an_official(f"o{n}") for n in range(60)],
        nominations=[a_nomination(f"n{n}", f"o{n}") for n in range(60)],
    ) == {
        *(Conflict("H1", code, run=run) for code in ("PIN_HELD", "PIN_START") for run in "xy"),
        Conflict("H2", "VENUE_FULL"),
    }


def test_a_seat_in_a_run_that_must_not_be_held() -> None:
    assert conflict(
        runs=[a_run(pinned=pinned(held=False))],
        nominations=[a_nomination("n1", pinned_run="r1"), a_nomination("n2", "o2")],
    ) == {
        Conflict("H1", "PIN_HELD", run="r1"),
        Conflict("H4", "SEAT_PINNED", run="r1", nomination="n1"),
    }


def test_a_link_to_a_run_that_must_not_be_held() -> None:
    assert conflict(
        runs=[a_run("r1", pinned=pinned(held=True)), a_run("r2", pinned=pinned(held=False))],
        links=[a_link(LinkKind.ONLY_IF)],
    ) == {
        Conflict("H1", "PIN_HELD", run="r1"),
        Conflict("H1", "PIN_HELD", run="r2"),
        Conflict("H6", "ONLY_IF"),
    }


def test_a_run_that_must_be_held_when_it_is_too_late() -> None:
    assert conflict(
        horizon=a_horizon(frozen_until="2016-03-01"),
        policy=a_policy(min_notice_days=10),
        runs=[a_run(pinned=pinned(held=True, start="2016-03-11"))],
    ) == {
        Conflict("H1", "PIN_HELD", run="r1"),
        Conflict("H1", "PIN_START", run="r1"),
        Conflict("H8", "TOO_LATE"),
    }


def test_a_fact_whose_last_block_nobody_can_teach() -> None:
    fact = held("r1", "2016-03-07", trainers=[("b1", "t1"), ("b2", "t1")])
    assert conflict(
        horizon=a_horizon(frozen_until="2016-03-07"),
        courses=[a_course(blocks=(a_block("b1", 0, 0), a_block("b2", 1, 2)))],
        trainers=[a_trainer("t1", unavailable=[("2016-03-09", "2016-03-09")])],
        baseline=a_schedule(fact),
    ) == {
        Conflict("H3", "TRAINER_COUNT"),
        Conflict("H3", "TRAINER_UNAVAILABLE"),
        Conflict("H8", "PAST_CHANGED", run="r1"),
    }


def test_a_run_that_must_be_held_outside_the_horizon() -> None:
    """Days outside count for nobody's `max_days`, so that t1 could take the run but for it."""
    assert conflict(
        courses=[a_course(days=3, blocks=(a_block("b"),))],
        runs=[a_run(pinned=pinned(held=True, start="2016-12-31"))],
        trainers=[
            a_trainer("t1", max_days=1),
            a_trainer("t2", unavailable=[("2016-12-31", "2017-01-02")]),
        ],
    ) == {
        Conflict("H1", "PIN_HELD", run="r1"),
        Conflict("H1", "PIN_START", run="r1"),
        Conflict("H1", "HORIZON"),
    }


# --- irreducible in any problem


def only(problem: Problem, parts: Sequence[Conflict]) -> Problem:
    """The problem with no pins and facts but these."""
    facts = {p.run for p in parts if p.code == "PAST_CHANGED"}
    wishes = {p.nomination for p in parts if p.code == "SEAT_PINNED"}
    baseline = problem.baseline
    if baseline is not None:
        kept = (r for r in baseline.runs if r.id in facts or r.id not in problem.frozen)
        baseline = Schedule(tuple(kept))
    return replace(
        problem,
        runs=tuple(with_pins(run, [p for p in parts if p.run == run.id]) for run in problem.runs),
        nominations=tuple(
            n if n.id in wishes else replace(n, pinned_run=None) for n in problem.nominations
        ),
        baseline=baseline,
    )


def with_pins(run: Run, parts: Sequence[Conflict]) -> Run:
    codes = {p.code for p in parts}
    taught = {(p.block, p.trainer) for p in parts if p.code == "PIN_TRAINER"}
    given = run.pinned
    return replace(
        run,
        pinned=Pinned(
            given.held if "PIN_HELD" in codes else None,
            given.start if "PIN_START" in codes else None,
            given.venue if "PIN_VENUE" in codes else None,
            given.language if "PIN_LANGUAGE" in codes else None,
            tuple(p for p in given.trainers if p in taught),
        ),
    )


EFFORT = Effort(60.0, 20.0, workers=1, seed=0, stop=threading.Event())
PINS = {"PIN_HELD", "PIN_START", "PIN_VENUE", "PIN_LANGUAGE", "PIN_TRAINER", "SEAT_PINNED"}
"""Clauses that bind only what is pinned: they are left out with the pins themselves."""


def can_be_kept(problem: Problem, parts: Sequence[Conflict]) -> bool:
    """Whether some schedule keeps these pins, facts and rules, whatever it does with the others."""
    codes = PINS | {p.code for p in parts}
    feasible = is_feasible(only(problem, parts), EFFORT, ALL_CODES - codes)
    assert feasible is not None
    return feasible


def assert_irreducible(problem: Problem, solution: Solution) -> None:
    """None of the conflict can be left out, and its pins alone make brute force find nothing."""
    assert solution.complete
    assert enumeration.best(only(problem, solution.conflict)) == (None, None)
    assert not can_be_kept(problem, solution.conflict)
    for part in solution.conflict:
        assert can_be_kept(problem, [p for p in solution.conflict if p != part]), part


def infeasible_problems(first: int, count: int) -> list[Problem]:
    found = []
    seed = first
    while len(found) < count:
        problem = a_tiny_problem(Random(seed), always=["pins"])
        if enumeration.best(problem)[0] is None:
            found.append(problem)
        seed += 1
    return found


def test_a_conflict_is_irreducible() -> None:
    for problem in infeasible_problems(0, 8):
        assert_irreducible(problem, solved(problem))


@pytest.mark.long
def test_many_conflicts_are_irreducible() -> None:
    for problem in infeasible_problems(10_000, 300):
        assert_irreducible(problem, solved(problem))


def test_where_the_time_is_over_the_conflict_is_not_complete() -> None:
    problem = a_problem(runs=[a_run("r1", pinned=pinned(held=False)), a_run("r2")])
    found = find_conflict(problem, EFFORT, lambda: 0.0)
    assert not found.complete
    assert Conflict("H1", "PIN_HELD", run="r1") in found.conflict
    assert {part.code for part in found.conflict} > ALL_CODES - PINS
