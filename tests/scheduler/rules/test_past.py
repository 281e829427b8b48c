from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scheduler.problem import Problem
from scheduler.schedule import BlockTrainer, Violation
from tests.scheduler.builders import (
    a_block,
    a_course,
    a_horizon,
    a_policy,
    a_problem,
    a_run,
    a_schedule,
    a_venue,
    codes,
    day,
    held,
    violations,
)

# r1 began on the Monday; its first block is over, its second is not.
FACT = held("r1", "2016-03-07", trainers=[("b1", "t1"), ("b2", "t2")], seats=["n1", "n2"])
CHANGED = [Violation("H8", "PAST_CHANGED", run="r1")]


def a_past(**tables: Any) -> Problem:
    """Two runs, of which the first is a fact."""
    usual = {
        "horizon": a_horizon(frozen_until="2016-03-07"),
        "venues": [a_venue("hall"), a_venue("room")],
        "courses": [
            a_course(
                "law", languages=("en", "fr"), blocks=(a_block("b1", 0, 0), a_block("b2", 1, 2))
            )
        ],
        "runs": [a_run("r1"), a_run("r2")],
        "baseline": a_schedule(FACT),
    }
    return a_problem(**(usual | tables))


def past_faults(problem: Problem, *runs: Any) -> list[Violation]:
    return [v for v in violations(problem, *runs) if v.rule == "H8"]


def test_a_fact_that_is_kept_breaks_nothing() -> None:
    assert violations(a_past(), FACT) == []


def test_a_fact_that_is_not_held_is_changed() -> None:
    assert violations(a_past()) == CHANGED


@pytest.mark.parametrize(
    "change",
    [
        {"start": day("2016-03-06")},
        {"venue": "room"},
        {"venue": "gone"},
        {"language": "fr"},
        {"seats": ("n1",)},
        {"seats": ("n1", "n2", "n3")},
        {"seats": ("n1", "n2", "gone")},
        {"trainers": (BlockTrainer("b1", "t2"), BlockTrainer("b2", "t2"))},
        {"trainers": (BlockTrainer("b2", "t2"),)},
        {
            "trainers": (
                BlockTrainer("b1", "t1"),
                BlockTrainer("b1", "t3"),
                BlockTrainer("b2", "t2"),
            )
        },
    ],
)
def test_each_part_of_a_fact_is_kept(change: dict[str, Any]) -> None:
    assert past_faults(a_past(), replace(FACT, **change)) == CHANGED


def test_the_order_of_seats_and_trainers_is_nothing() -> None:
    turned = replace(FACT, seats=FACT.seats[::-1], trainers=FACT.trainers[::-1])
    assert violations(a_past(), turned) == []


def test_a_block_that_is_not_over_may_change_its_trainers() -> None:
    other = replace(FACT, trainers=(BlockTrainer("b1", "t1"), BlockTrainer("b2", "t1")))
    assert violations(a_past(), other) == []


def test_gone_seats_and_trainers_are_not_missed() -> None:
    fact = replace(
        FACT,
        seats=("n1", "gone"),
        trainers=(BlockTrainer("b1", "gone"), BlockTrainer("b2", "t2"), BlockTrainer("x", "t1")),
    )
    kept = replace(FACT, seats=("n1",), trainers=(BlockTrainer("b2", "t2"),))
    assert violations(a_past(baseline=a_schedule(fact)), kept) == []


def test_a_fact_may_begin_before_the_horizon() -> None:
    assert (
        violations(a_past(horizon=a_horizon("2016-03-08", frozen_until="2016-03-07")), FACT) == []
    )


def test_no_other_run_starts_by_the_last_past_day() -> None:
    trainers = [("b1", "t1"), ("b2", "t1")]
    for start, found in (("2016-03-03", True), ("2016-03-07", True), ("2016-03-08", False)):
        run = held("r2", start, "room", trainers=trainers, seats=["n3"])
        expected = [Violation("H8", "PAST_STARTED", run="r2", day=day(start))] if found else []
        assert past_faults(a_past(), FACT, run) == expected


def test_a_promise_for_later_may_not_start_in_the_past() -> None:
    promised = held("r2", "2016-04-04", "room", seats=["n3"])
    problem = a_past(baseline=a_schedule(FACT, promised))
    assert past_faults(problem, FACT, replace(promised, start=day("2016-03-06"))) == [
        Violation("H8", "PAST_STARTED", run="r2", day=day("2016-03-06"))
    ]


def test_nothing_new_starts_at_too_short_notice() -> None:
    problem = a_past(policy=a_policy(min_notice_days=7), courses=[a_course()])
    fact = replace(FACT, trainers=())
    for start, found in (("2016-03-10", True), ("2016-03-14", True), ("2016-03-15", False)):
        expected = [Violation("H8", "TOO_LATE", run="r2", day=day(start))] if found else []
        assert past_faults(problem, fact, held("r2", start, "room", seats=["n3"])) == expected


def test_what_was_promised_for_the_notice_may_stay_but_takes_no_new_seat() -> None:
    promised = held("r2", "2016-03-14", "room", seats=["n1", "n2"])
    problem = a_past(
        policy=a_policy(min_notice_days=7),
        courses=[a_course(min_seats=1)],
        baseline=a_schedule(promised),
    )
    assert codes(problem, promised) == []
    assert codes(problem, replace(promised, seats=("n2",))) == []
    assert codes(problem, replace(promised, venue="hall")) == []
    assert violations(problem, replace(promised, seats=("n1", "n3"))) == [
        Violation("H8", "TOO_LATE", run="r2", day=day("2016-03-14"), nomination="n3")
    ]
    assert violations(problem, replace(promised, start=day("2016-03-13"))) == [
        Violation("H8", "TOO_LATE", run="r2", day=day("2016-03-13"))
    ]


def test_nothing_is_past_without_a_last_past_day() -> None:
    problem = a_past(horizon=a_horizon(), policy=a_policy(min_notice_days=99))
    assert violations(problem) == []


def test_a_past_without_a_baseline_has_no_facts() -> None:
    assert violations(a_past(baseline=None)) == []
