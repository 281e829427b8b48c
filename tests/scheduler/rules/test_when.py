from __future__ import annotations

from typing import Any

import pytest

from scheduler.problem import Problem
from scheduler.schedule import ScheduledRun, Violation
from tests.scheduler.builders import (
    a_block,
    a_course,
    a_horizon,
    a_nomination,
    a_problem,
    a_run,
    a_schedule,
    a_venue,
    an_official,
    codes,
    day,
    held,
    pinned,
    violations,
)


def test_a_run_in_its_window_breaks_nothing() -> None:
    problem = a_problem(runs=[a_run(earliest="2016-03-07", latest="2016-03-09")])
    for start in ("2016-03-07", "2016-03-08", "2016-03-09"):
        assert violations(problem, held(start=start)) == []


def test_a_run_before_its_earliest_start_is_early() -> None:
    problem = a_problem(runs=[a_run(earliest="2016-03-07")])
    assert violations(problem, held(start="2016-03-06")) == [
        Violation("H1", "EARLY", run="r1", day=day("2016-03-06"))
    ]


def test_a_run_after_its_latest_start_is_late() -> None:
    problem = a_problem(runs=[a_run(latest="2016-03-07")])
    assert violations(problem, held(start="2016-03-08")) == [
        Violation("H1", "LATE", run="r1", day=day("2016-03-08"))
    ]


def test_a_window_that_is_absent_is_the_horizon() -> None:
    problem = a_problem(horizon=a_horizon("2016-03-01", "2016-03-31"))
    assert codes(problem, held(start="2016-02-29")) == ["EARLY", "HORIZON"]
    assert codes(problem, held(start="2016-03-01")) == []
    assert codes(problem, held(start="2016-03-29")) == []
    assert codes(problem, held(start="2016-03-30")) == ["HORIZON"]
    assert codes(problem, held(start="2016-04-01")) == ["LATE", "HORIZON"]


def test_all_days_lie_inside_the_horizon_whatever_the_window_says() -> None:
    problem = a_problem(
        horizon=a_horizon("2016-03-01", "2016-03-31"),
        runs=[a_run(earliest="2016-02-01", latest="2016-04-30")],
    )
    assert violations(problem, held(start="2016-02-29")) == [
        Violation("H1", "HORIZON", run="r1", day=day("2016-02-29"))
    ]
    assert codes(problem, held(start="2016-03-30")) == ["HORIZON"]


def test_a_run_starts_on_a_weekday_of_its_course() -> None:
    problem = a_problem(courses=[a_course(start_weekdays=(1, 7))])
    assert codes(problem, held(start="2016-03-06")) == []  # a Sunday
    assert codes(problem, held(start="2016-03-07")) == []
    assert violations(problem, held(start="2016-03-08")) == [
        Violation("H1", "WEEKDAY", run="r1", day=day("2016-03-08"))
    ]


def test_a_language_that_the_course_lacks_is_not_offered() -> None:
    problem = a_problem(
        officials=[an_official(languages=("en", "fr"))], nominations=[a_nomination()]
    )
    assert violations(problem, held(language="fr")) == [
        Violation("H1", "LANGUAGE_NOT_OFFERED", run="r1")
    ]


def test_materials_exist_from_a_day_on() -> None:
    problem = a_problem(courses=[a_course(languages=[("en", "2016-03-08")])])
    assert violations(problem, held(start="2016-03-07")) == [
        Violation("H1", "LANGUAGE_NOT_OFFERED", run="r1")
    ]
    assert codes(problem, held(start="2016-03-08")) == []


def test_a_run_that_is_pinned_must_be_held_or_must_not_be() -> None:
    forced = a_problem(runs=[a_run(pinned=pinned(held=True))])
    assert violations(forced) == [Violation("H1", "PIN_HELD", run="r1")]
    assert violations(forced, held()) == []
    forbidden = a_problem(runs=[a_run(pinned=pinned(held=False))])
    assert violations(forbidden) == []
    assert violations(forbidden, held()) == [Violation("H1", "PIN_HELD", run="r1")]


def a_pinned_problem(**pins: Any) -> Problem:
    """A run with one block that may be anywhere and in English or French, but for its pins."""
    return a_problem(
        venues=[a_venue("hall"), a_venue("other")],
        courses=[a_course(languages=("en", "fr"), blocks=(a_block("b"),))],
        runs=[a_run(pinned=pinned(**pins))],
    )


@pytest.mark.parametrize(
    ("pin", "violation"),
    [
        ({"start": "2016-03-06"}, Violation("H1", "PIN_START", run="r1")),
        ({"start": "2016-03-08"}, Violation("H1", "PIN_START", run="r1")),
        ({"venue": "other"}, Violation("H1", "PIN_VENUE", run="r1")),
        ({"language": "fr"}, Violation("H1", "PIN_LANGUAGE", run="r1")),
        (
            {"trainers": [("b", "t2")]},
            Violation("H1", "PIN_TRAINER", run="r1", block="b", trainer="t2"),
        ),
    ],
)
def test_a_pin_binds_where_its_run_is_held(pin: dict[str, Any], violation: Violation) -> None:
    problem = a_pinned_problem(**pin)
    assert violations(problem) == []
    assert violations(problem, held(trainers=[("b", "t1")])) == [violation]


def test_a_run_that_is_as_pinned_breaks_nothing() -> None:
    pins = {"start": "2016-03-07", "venue": "hall", "language": "en", "trainers": [("b", "t1")]}
    problem = a_pinned_problem(held=True, **pins)
    assert violations(problem, held(trainers=[("b", "t1")])) == []


def test_others_may_join_a_pinned_trainer() -> None:
    problem = a_problem(
        courses=[a_course(blocks=(a_block("b", trainer_count=2),))],
        runs=[a_run(pinned=pinned(trainers=[("b", "t2")]))],
    )
    assert codes(problem, held(trainers=[("b", "t1"), ("b", "t2")])) == []
    assert codes(problem, held(trainers=[("b", "t1"), ("b", "t3")])) == ["PIN_TRAINER"]


def test_a_run_that_the_problem_lacks_is_unknown() -> None:
    assert violations(a_problem(), held("gone")) == [Violation("H1", "UNKNOWN_RUN", run="gone")]


def test_a_run_is_scheduled_once() -> None:
    assert violations(a_problem(), held(), held(start="2016-05-02")) == [
        Violation("H1", "REPEATED_RUN", run="r1")
    ]


def a_past_problem(**tables: object) -> tuple[Problem, ScheduledRun]:
    """r1 began on the last past day; its block b1 is over, b2 is not."""
    blocks = (a_block("b1", 0, 0), a_block("b2", 1, 2))
    fact = held("r1", "2016-03-07", trainers=[("b1", "t1"), ("b2", "t1")])
    usual = {
        "horizon": a_horizon(frozen_until="2016-03-07"),
        "courses": [a_course(blocks=blocks)],
        "baseline": a_schedule(fact),
    }
    return a_problem(**(usual | tables)), fact


def test_a_fact_may_lie_outside_its_window() -> None:
    run = a_run(
        earliest="2016-06-01", latest="2016-06-01", pinned=pinned(held=False, start="2016-06-01")
    )
    problem, fact = a_past_problem(
        runs=[run],
        courses=[
            a_course(
                start_weekdays=(7,),
                languages=("fr",),
                blocks=(a_block("b1", 0, 0), a_block("b2", 1, 2)),
            )
        ],
        horizon=a_horizon("2016-03-08", "2016-12-31", frozen_until="2016-03-07"),
    )
    assert violations(problem, fact) == []


def test_a_pinned_trainer_binds_in_blocks_that_are_not_over() -> None:
    pins = pinned(trainers=[("b1", "t2"), ("b2", "t2")])
    problem, fact = a_past_problem(runs=[a_run(pinned=pins)])
    assert violations(problem, fact) == [
        Violation("H1", "PIN_TRAINER", run="r1", block="b2", trainer="t2")
    ]
