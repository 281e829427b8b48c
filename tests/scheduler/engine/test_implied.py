from __future__ import annotations

from typing import Any

from scheduler.engine.implied import Implied, implied
from scheduler.problem import LinkKind, Problem
from scheduler.schedule import Outcome
from tests.scheduler.builders import (
    a_course,
    a_horizon,
    a_link,
    a_nomination,
    a_problem,
    a_run,
    a_schedule,
    a_venue,
    held,
    pinned,
    solved,
)


def pinned_to_r1(**tables: Any) -> Problem:
    """Three runs of law, war and sea; o1 wishes all of them, and the first in r1."""
    usual = {
        "courses": [a_course("law"), a_course("war"), a_course("sea")],
        "runs": [a_run("r1", "law"), a_run("r2", "war"), a_run("r3", "sea")],
        "nominations": [
            a_nomination("n1", course="law", pinned_run="r1"),
            a_nomination("m1", course="war"),
            a_nomination("s1", course="sea"),
        ],
    }
    return a_problem(**(usual | tables))


def test_a_seat_needs_its_run() -> None:
    assert implied(pinned_to_r1()) == Implied(frozenset({"r1"}), {"n1": "r1"})


def test_a_held_run_needs_those_without_which_it_may_not_be() -> None:
    links = [a_link(LinkKind.ONLY_IF, "r1", "r2"), a_link(LinkKind.ONLY_IF, "r2", "r3")]
    assert implied(pinned_to_r1(links=links)) == Implied(
        frozenset({"r1", "r2", "r3"}), {"n1": "r1"}
    )


def test_a_seat_needs_a_seat_in_what_comes_before() -> None:
    courses = [a_course("law", prerequisites=("war",)), a_course("war"), a_course("sea")]
    assert implied(pinned_to_r1(courses=courses)) == Implied(
        frozenset({"r1"}), {"n1": "r1", "m1": None}
    )


def test_a_cohort_goes_together() -> None:
    runs = [a_run("r1", "law"), a_run("r2", "war", pinned=pinned(held=True)), a_run("r3", "sea")]
    links = [a_link(LinkKind.SAME_COHORT, "r2", "r1")]
    assert implied(pinned_to_r1(runs=runs, links=links)) == Implied(
        frozenset({"r1", "r2"}), {"n1": "r1", "m1": "r2"}
    )


def test_what_is_fact_implies_nothing() -> None:
    fact = held("r1", "2016-03-07")
    past = {"horizon": a_horizon(frozen_until="2016-03-07"), "baseline": a_schedule(fact)}
    assert implied(pinned_to_r1(**past)) == Implied(frozenset(), {})


def test_a_cohort_of_two_runs_of_one_course_is_a_contradiction_and_comes_to_an_end() -> None:
    """A nomination has one seat, so that nobody can be in both."""
    problem = a_problem(
        venues=[a_venue("hall", parallel_runs=2)],
        runs=[a_run("r1"), a_run("r2", pinned=pinned(held=True))],
        nominations=[a_nomination("n1", pinned_run="r1"), a_nomination("n2", "o2")],
        links=[a_link(LinkKind.SAME_COHORT)],
    )
    assert implied(problem).runs == {"r1", "r2"}
    assert solved(problem).outcome is Outcome.INFEASIBLE
