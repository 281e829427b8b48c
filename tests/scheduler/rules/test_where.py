from __future__ import annotations

from scheduler.schedule import Violation
from tests.scheduler.builders import (
    a_course,
    a_horizon,
    a_problem,
    a_run,
    a_schedule,
    a_venue,
    codes,
    day,
    held,
    violations,
)


def test_a_run_is_held_at_an_allowed_venue() -> None:
    problem = a_problem(
        venues=[a_venue("hall"), a_venue("room")], runs=[a_run("r1", venues=("room",)), a_run("r2")]
    )
    assert codes(problem, held("r1", venue="room"), held("r2", venue="hall", seats=["n3"])) == []
    assert violations(problem, held("r1", venue="hall")) == [
        Violation("H2", "VENUE_NOT_ALLOWED", run="r1", venue="hall")
    ]


def test_a_venue_has_the_facilities_of_the_course() -> None:
    problem = a_problem(
        venues=[a_venue("hall", facilities=("lab",)), a_venue("range", facilities=("boat", "lab"))],
        courses=[a_course(facilities=("lab", "boat"))],
    )
    assert codes(problem, held(venue="range")) == []
    assert violations(problem, held(venue="hall")) == [
        Violation("H2", "VENUE_FACILITY", run="r1", venue="hall")
    ]


def test_a_venue_has_its_seats_and_trainers_need_none() -> None:
    problem = a_problem(venues=[a_venue(capacity=2)])
    assert codes(problem, held(seats=["n1", "n2"])) == []
    assert violations(problem, held(seats=["n1", "n2", "n3"])) == [
        Violation("H2", "VENUE_CAPACITY", run="r1", venue="hall", limit=2, actual=3)
    ]


def test_nothing_is_held_at_a_closed_venue() -> None:
    closed = [("2016-03-10", "2016-03-20"), ("2016-03-09", "2016-03-09")]
    problem = a_problem(venues=[a_venue(closed=closed)])
    assert codes(problem, held(start="2016-03-06")) == []
    assert violations(problem, held(start="2016-03-08")) == [
        Violation("H2", "VENUE_CLOSED", run="r1", venue="hall", day=day("2016-03-09"))
    ]
    assert codes(problem, held(start="2016-03-21")) == []


def test_one_run_is_held_at_a_venue_at_a_time() -> None:
    problem = a_problem(runs=[a_run("r1"), a_run("r2")])
    first = held("r1", "2016-03-07", seats=["n1"])
    assert codes(problem, first, held("r2", "2016-03-10", seats=["n2"])) == []
    assert violations(problem, first, held("r2", "2016-03-08", seats=["n2"])) == [
        Violation("H2", "VENUE_FULL", run="r2", venue="hall", day=day(d), limit=1, actual=2)
        for d in ("2016-03-08", "2016-03-09")
    ]


def test_a_venue_may_hold_several_runs_at_once() -> None:
    runs = [a_run("r1"), a_run("r2"), a_run("r3")]
    at_once = [held(run.id, "2016-03-07", seats=[f"n{run.id[1]}"]) for run in runs]
    problem = a_problem(venues=[a_venue(parallel_runs=2)], runs=runs)
    assert codes(problem, *at_once[:2]) == []
    assert codes(problem, *at_once) == ["VENUE_FULL"] * 3


def test_a_venue_without_room_for_any_run_is_full() -> None:
    problem = a_problem(venues=[a_venue(parallel_runs=0)], courses=[a_course(days=1)])
    assert violations(problem, held()) == [
        Violation(
            "H2", "VENUE_FULL", run="r1", venue="hall", day=day("2016-03-07"), limit=0, actual=1
        )
    ]


def test_a_venue_that_the_problem_lacks_is_unknown() -> None:
    assert violations(a_problem(), held(venue="gone")) == [
        Violation("H2", "UNKNOWN_VENUE", run="r1", venue="gone")
    ]


def test_facts_may_share_a_closed_venue_but_use_it_up() -> None:
    facts = [held("r1", "2016-03-07", seats=["n1"]), held("r2", "2016-03-07", seats=["n2", "n3"])]
    problem = a_problem(
        horizon=a_horizon(frozen_until="2016-03-07"),
        venues=[a_venue(capacity=1, closed=[("2016-03-08", "2016-03-08")])],
        courses=[a_course(facilities=("lab",))],
        runs=[a_run("r1", venues=()), a_run("r2"), a_run("r3")],
        baseline=a_schedule(*facts),
    )
    assert violations(problem, *facts) == []
    found = codes(problem, *facts, held("r3", "2016-03-09", seats=[]))
    assert found.count("VENUE_FULL") == 1
