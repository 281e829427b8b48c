from __future__ import annotations

from scheduler.schedule import Violation
from tests.scheduler.builders import (
    a_course,
    a_horizon,
    a_problem,
    a_run,
    a_schedule,
    codes,
    held,
    violations,
)


def test_a_held_run_has_enough_seats_and_not_too_many() -> None:
    problem = a_problem(courses=[a_course(min_seats=2, max_seats=2)])
    assert codes(problem, held(seats=["n1", "n2"])) == []
    assert violations(problem, held(seats=["n1"])) == [
        Violation("H5", "SEATS_MIN", run="r1", limit=2, actual=1)
    ]
    assert violations(problem, held(seats=["n1", "n2", "n3"])) == [
        Violation("H5", "SEATS_MAX", run="r1", limit=2, actual=3)
    ]


def test_a_member_has_at_most_so_many_seats_in_a_run() -> None:
    problem = a_problem(courses=[a_course(max_seats_per_member=1)])
    assert codes(problem, held(seats=["n1", "n2"])) == []
    assert violations(problem, held(seats=["n1", "n3"])) == [
        Violation("H5", "MEMBER_LIMIT", run="r1", member="fji", limit=1, actual=2)
    ]


def test_a_limit_of_nobody_is_a_limit() -> None:
    problem = a_problem(courses=[a_course(max_seats_per_member=0)])
    assert codes(problem, held(seats=["n1"])) == ["MEMBER_LIMIT"]


def test_a_held_run_has_officials_of_enough_members() -> None:
    problem = a_problem(courses=[a_course(min_members=2)])
    assert codes(problem, held(seats=["n1", "n2"])) == []
    assert violations(problem, held(seats=["n1", "n3"])) == [
        Violation("H5", "MEMBERS_MIN", run="r1", limit=2, actual=1)
    ]


def test_unknown_nominations_fill_no_seats() -> None:
    problem = a_problem(courses=[a_course(min_seats=2)])
    assert codes(problem, held(seats=["n1", "gone"])) == ["UNKNOWN_NOMINATION", "SEATS_MIN"]


def test_the_cohort_of_a_fact_is_as_it_is() -> None:
    for seats in (["n1"], ["n1", "n2", "n3"]):
        fact = held(seats=seats)
        problem = a_problem(
            horizon=a_horizon(frozen_until="2016-03-07"),
            courses=[a_course(min_seats=2, max_seats=2, max_seats_per_member=1, min_members=3)],
            baseline=a_schedule(fact),
            runs=[a_run("r1"), a_run("r2")],
        )
        assert violations(problem, fact) == []
        assert codes(problem, fact, held("r2", "2016-04-04", seats=[])) == [
            "SEATS_MIN",
            "MEMBERS_MIN",
        ]
