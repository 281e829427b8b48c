"""All seats of courses given anew: valid, no worse, and the best while the runs stay."""

from __future__ import annotations

import threading
from dataclasses import replace
from random import Random

import pytest

from bench.problems import VARIANTS, make
from scheduler.check import check
from scheduler.engine import exact
from scheduler.engine.effort import Effort
from scheduler.engine.search import Search
from scheduler.engine.seating import Seating
from scheduler.problem import LinkKind, Pinned, Problem
from scheduler.request import Objective
from scheduler.schedule import Schedule
from tests.scheduler.builders import (
    a_course,
    a_horizon,
    a_link,
    a_nomination,
    a_problem,
    a_run,
    a_schedule,
    held,
)
from tests.scheduler.tiny import a_tiny_problem

EFFORT = Effort(seconds=60.0, deterministic=5.0, workers=1, seed=0, stop=threading.Event())


def begun(problem: Problem) -> tuple[Search, Seating]:
    """A search that stands at its first schedule, and what gives its seats anew."""
    search = Search(problem, 0)
    search.construct()
    return search, Seating(search.inst, (search.plain, search.st.masks), 0)


def refined(search: Search, seating: Seating) -> Schedule:
    """What becomes of the standing schedule in one step."""
    if (better := seating.step(search.snapshot(), EFFORT)) is not None:
        search.restore(better)
    return search.schedule()


def with_runs_pinned(problem: Problem, schedule: Schedule) -> Problem:
    """The problem of the seats alone."""
    entries = {entry.id: entry for entry in schedule.runs}
    runs = []
    for run in problem.runs:
        entry = entries.get(run.id)
        pins = Pinned(held=False)
        if entry is not None:
            pins = Pinned(True, entry.start, entry.venue, entry.language, entry.trainers)
        runs.append(run if run.id in problem.frozen else replace(run, pinned=pins))
    return replace(problem, runs=tuple(runs))


@pytest.mark.parametrize(
    "always",
    [[], ["baseline"], ["cohorts"], ["cohorts", "baseline", "past"], ["prerequisites", "rest"]],
)
@pytest.mark.parametrize("seed", range(25))
def test_no_seats_are_better_while_the_runs_stay(seed: int, always: list[str]) -> None:
    problem = a_tiny_problem(Random(seed), always=always)
    search, seating = begun(problem)
    standing = search.schedule()
    if check(problem, standing).score is None:
        pytest.skip("no schedule was found at once")
    score = check(problem, refined(search, seating)).score
    best = exact.solve(with_runs_pinned(problem, standing), Objective.TOTAL, EFFORT, standing)
    assert score is not None
    assert score.total == best.bound


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_programmes_seats_get_better_and_its_runs_stay(variant: str) -> None:
    problem, _ = make("S", 1, variant)
    search, seating = begun(problem)
    before = search.schedule()
    after = refined(search, seating)
    first, second = check(problem, before).score, check(problem, after).score
    assert first is not None
    assert second is not None
    assert second.total < first.total
    for old, new in zip(before.runs, after.runs, strict=True):
        assert replace(new, seats=()) == replace(old, seats=())


def test_what_has_the_best_seats_is_not_tried_again() -> None:
    search, seating = begun(make("TINY", 2).problem)
    rows = search.snapshot()
    better = seating.step(rows, EFFORT)
    assert seating.is_done(rows if better is None else better)


def test_who_learned_together_in_the_past_stays_together() -> None:
    first, later = held("r1", seats=("n1", "n2")), held("r2", "2016-06-06", seats=("n3", "n4"))
    problem = a_problem(
        horizon=a_horizon(frozen_until="2016-03-31"),
        courses=[a_course("law"), a_course("more"), a_course("other", max_seats=1)],
        runs=[a_run("r1", "law"), a_run("r2", "more"), a_run("r3", "other")],
        links=[a_link(LinkKind.SAME_COHORT)],
        nominations=[
            *(a_nomination("n1", "o1", "law"), a_nomination("n2", "o2", "law")),
            *(a_nomination("n3", "o1", "more"), a_nomination("n4", "o2", "more")),
            *(a_nomination("n5", "o1", "other", 1), a_nomination("n6", "o3", "other", 5)),
            a_nomination("n7", "o3", "more", 5),
        ],
        baseline=a_schedule(first),
    )
    search = Search(problem, 0)
    search.adopt(a_schedule(first, later, held("r3", "2016-09-05", seats=("n5",))))
    seating = Seating(search.inst, (search.plain, search.st.masks), 0)
    after = {entry.id: set(entry.seats) for entry in refined(search, seating).runs}
    assert after == {"r1": {"n1", "n2"}, "r2": {"n3", "n4"}, "r3": {"n6"}}
