from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from scheduler.problem import LinkKind, Problem
from scheduler.schedule import ScheduledRun, Violation
from tests.scheduler.builders import (
    a_course,
    a_horizon,
    a_link,
    a_nomination,
    a_problem,
    a_run,
    a_schedule,
    a_venue,
    codes,
    held,
    violations,
)
from tests.scheduler.exact_model import assert_faces_agree


def linked(kind: LinkKind, **gaps: int) -> Problem:
    """Two runs of three days, of two courses, each in a hall of its own."""
    return a_problem(**tables(kind, **gaps))


def tables(kind: LinkKind, **gaps: int) -> dict[str, Any]:
    return {
        "venues": [a_venue("hall"), a_venue("room")],
        "courses": [a_course("law"), a_course("war")],
        "runs": [a_run("r1", "law"), a_run("r2", "war")],
        "nominations": [
            a_nomination("n1", "o1", "law"),
            a_nomination("n2", "o2", "law"),
            a_nomination("m1", "o1", "war"),
            a_nomination("m2", "o2", "war"),
        ],
        "links": [a_link(kind, **gaps)],
    }


def first(start: str = "2016-03-07", seats: Sequence[str] = ("n1",)) -> ScheduledRun:
    return held("r1", start, "hall", seats=seats)


def second(start: str, seats: Sequence[str] = ("m2",)) -> ScheduledRun:
    return held("r2", start, "room", seats=seats)


BEFORE, SAME_START, APART, ONLY_IF, SAME_COHORT = (
    LinkKind.BEFORE,
    LinkKind.SAME_START,
    LinkKind.APART,
    LinkKind.ONLY_IF,
    LinkKind.SAME_COHORT,
)


def test_one_run_ends_before_the_other_starts() -> None:
    problem = linked(BEFORE)
    assert codes(problem, first(), second("2016-03-10")) == []
    assert violations(problem, first(), second("2016-03-09")) == [
        Violation("H6", "BEFORE", run="r1", other_run="r2", link=0)
    ]
    assert codes(problem, first(), second("2016-03-01")) == ["BEFORE"]


def test_so_many_days_are_free_between() -> None:
    problem = linked(BEFORE, min_gap_days=2, max_gap_days=4)
    assert codes(problem, first(), second("2016-03-11")) == ["BEFORE"]  # one day is free
    assert codes(problem, first(), second("2016-03-12")) == []
    assert codes(problem, first(), second("2016-03-14")) == []
    assert codes(problem, first(), second("2016-03-15")) == ["BEFORE"]


def test_two_runs_start_on_the_same_day() -> None:
    problem = linked(SAME_START)
    assert codes(problem, first(), second("2016-03-07")) == []
    assert violations(problem, first(), second("2016-03-08")) == [
        Violation("H6", "SAME_START", run="r1", other_run="r2", link=0)
    ]


def test_two_runs_are_apart_in_either_order() -> None:
    problem = linked(APART, min_gap_days=2)
    for start in ("2016-03-12", "2016-03-02"):
        assert codes(problem, first(), second(start)) == []
    for start in ("2016-03-11", "2016-03-08", "2016-03-07", "2016-03-03"):
        assert violations(problem, first(), second(start)) == [
            Violation("H6", "APART", run="r1", other_run="r2", link=0)
        ]


def test_a_link_binds_only_where_both_are_held() -> None:
    for kind in (BEFORE, SAME_START, APART, SAME_COHORT):
        problem = linked(kind)
        assert codes(problem, first()) == []
        assert codes(problem, second("2016-03-07")) == []


def test_one_run_is_held_only_if_the_other_is() -> None:
    problem = linked(ONLY_IF)
    assert violations(problem, first()) == [
        Violation("H6", "ONLY_IF", run="r1", other_run="r2", link=0)
    ]
    assert codes(problem, second("2016-03-01")) == []
    assert codes(problem, first(), second("2016-03-01")) == []


def test_the_same_officials_have_seats_in_both() -> None:
    problem = linked(SAME_COHORT)
    together = second("2016-04-04", seats=["m2", "m1"])
    assert codes(problem, first(seats=["n1", "n2"]), together) == []
    for seats in (["n1"], ["n2"]):
        assert violations(problem, first(seats=seats), together) == [
            Violation("H6", "SAME_COHORT", run="r1", other_run="r2", link=0)
        ]
    fewer = second("2016-04-04", seats=["m1"])
    assert codes(problem, first(seats=["n1", "n2"]), fewer) == ["SAME_COHORT"]


def test_a_violation_names_its_link() -> None:
    problem = a_problem(
        **tables(BEFORE)
        | {"links": [a_link(APART), a_link(BEFORE, "r2", "r1"), a_link(SAME_START)]}
    )
    assert violations(problem, first(), second("2016-03-11")) == [
        Violation("H6", "BEFORE", run="r2", other_run="r1", link=1),
        Violation("H6", "SAME_START", run="r1", other_run="r2", link=2),
    ]


@pytest.mark.parametrize("kind", LinkKind)
def test_a_link_between_facts_is_not_tested(kind: LinkKind) -> None:
    facts = [first("2016-03-07"), second("2016-03-06")]
    past = {"horizon": a_horizon(frozen_until="2016-03-07"), "baseline": a_schedule(*facts)}
    assert violations(a_problem(**tables(kind) | past), *facts) == []


def test_a_fact_may_be_held_without_the_run_that_it_needs() -> None:
    fact = first("2016-03-07")
    past = {"horizon": a_horizon(frozen_until="2016-03-07"), "baseline": a_schedule(fact)}
    assert violations(a_problem(**tables(ONLY_IF) | past), fact) == []


def test_a_link_binds_a_run_to_a_fact() -> None:
    fact = first("2016-03-07")
    past = {"horizon": a_horizon(frozen_until="2016-03-07"), "baseline": a_schedule(fact)}
    problem = a_problem(**tables(BEFORE, min_gap_days=1) | past)
    assert codes(problem, fact, second("2016-03-10")) == ["BEFORE"]
    assert codes(problem, fact, second("2016-03-11")) == []


def test_an_official_whom_a_fact_seats_twice_is_one_official() -> None:
    fact = first("2016-03-07", seats=["n1", "m1"])
    usual = tables(SAME_COHORT)
    law, war = usual["courses"]
    third = {
        "courses": [law, war, a_course("sea")],
        "runs": [a_run("r1", "law"), a_run("r2", "sea")],
        "nominations": [*usual["nominations"], a_nomination("s1", "o1", "sea")],
        "horizon": a_horizon(frozen_until="2016-03-07"),
        "baseline": a_schedule(fact),
    }
    problem = a_problem(**usual | third)
    together = second("2016-04-04", seats=["s1"])
    assert codes(problem, fact, together) == []
    assert_faces_agree(problem, a_schedule(fact, together))
