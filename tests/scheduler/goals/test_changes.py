"""What a plan that people rely on costs to change; every weight is a power of two."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scheduler.check import check
from scheduler.goals.changes import changed_runs
from scheduler.problem import Problem
from scheduler.reading import Reading
from scheduler.schedule import ScheduledRun
from tests.scheduler.builders import (
    a_block,
    a_course,
    a_horizon,
    a_policy,
    a_problem,
    a_run,
    a_schedule,
    a_venue,
    day,
    duties,
    held,
    score,
)

WEIGHTS = {
    "run_cancelled": 1,
    "moved_date": 2,
    "moved_date_per_week": 4,
    "moved_venue": 64,
    "moved_language": 128,
    "swapped_trainer": 256,
    "moved_official": 1024,
}
CANCELLED, MOVED, WEEK, VENUE, LANGUAGE, TRAINER, OFFICIAL = WEIGHTS.values()
PROMISED = held("r1", "2016-06-06", trainers=[("b1", "t1"), ("b2", "t2")], seats=["n1", "n2"])


def promised(*entries: ScheduledRun, **tables: Any) -> Problem:
    """A run of two blocks in one of two halls, in English or French, as it was promised."""
    usual = {
        "policy": a_policy(WEIGHTS),
        "courses": [
            a_course(
                languages=("en", "fr"),
                blocks=(a_block("b1", 0, 0), a_block("b2", 1, 2)),
            )
        ],
        "venues": [a_venue("hall"), a_venue("room")],
        "baseline": a_schedule(*(entries or (PROMISED,))),
    }
    problem = a_problem(**(usual | tables))
    everybody = [replace(o, languages=("en", "fr")) for o in problem.officials]
    teachers = [replace(t, languages=("en", "fr")) for t in problem.trainers]
    return replace(problem, officials=tuple(everybody), trainers=tuple(teachers))


def test_a_promise_that_is_kept_costs_nothing() -> None:
    assert score(promised(), PROMISED).changes == 0
    turned = replace(PROMISED, seats=PROMISED.seats[::-1], trainers=PROMISED.trainers[::-1])
    assert score(promised(), turned).changes == 0


def test_a_run_and_seats_that_were_not_promised_cost_nothing() -> None:
    problem = promised(runs=[a_run("r1"), a_run("r2")])
    new = held("r2", "2016-08-01", trainers=[("b1", "t1"), ("b2", "t1")], seats=["n3"])
    assert score(problem, PROMISED, new).changes == 0
    assert score(problem, replace(PROMISED, seats=("n1", "n2", "n3"))).changes == 0


def test_nothing_costs_without_a_baseline() -> None:
    assert score(promised(baseline=None)).changes == 0


def test_a_cancelled_run_costs_with_all_its_seats() -> None:
    assert score(promised()).changes == 1000 * (CANCELLED + 2 * OFFICIAL)


@pytest.mark.parametrize(
    ("start", "weeks"),
    [
        ("2016-06-07", 1),
        ("2016-06-13", 1),
        ("2016-06-14", 2),
        ("2016-05-30", 1),
        ("2016-05-29", 2),
        ("2016-07-04", 4),
    ],
)
def test_another_start_costs_by_the_weeks_begun(start: str, weeks: int) -> None:
    moved = replace(PROMISED, start=day(start))
    assert score(promised(), moved).changes == 1000 * (MOVED + WEEK * weeks)


def test_another_venue_language_trainer_and_seat_cost() -> None:
    for change, price in (
        ({"venue": "room"}, VENUE),
        ({"language": "fr"}, LANGUAGE),
        ({"trainers": duties([("b1", "t3"), ("b2", "t2")])}, TRAINER),
        ({"trainers": duties([("b1", "t2"), ("b2", "t1")])}, 2 * TRAINER),
        ({"seats": ("n1",)}, OFFICIAL),
        ({"seats": ("n1", "n3")}, OFFICIAL),
    ):
        assert score(promised(), replace(PROMISED, **change)).changes == 1000 * price
    everything = held("r1", "2016-06-07", "room", "fr", [("b1", "t3"), ("b2", "t3")], seats=["n3"])
    assert score(promised(), everything).changes == 1000 * (
        MOVED + WEEK + VENUE + LANGUAGE + 2 * TRAINER + 2 * OFFICIAL
    )


def test_a_seat_in_another_run_is_a_moved_seat() -> None:
    problem = promised(runs=[a_run("r1"), a_run("r2")])
    other = held("r2", "2016-08-01", trainers=[("b1", "t1"), ("b2", "t1")], seats=["n1"])
    moved = score(problem, replace(PROMISED, seats=("n2",)), other)
    assert moved.changes == 1000 * OFFICIAL


def test_what_is_gone_counts_nothing() -> None:
    gone = held(
        "r1", "2016-06-06", "gone", "th",
        [("b1", "gone"), ("gone", "t1"), ("b2", "t2")], ["n1", "gone"],
    )  # fmt: skip
    problem = promised(gone, replace(PROMISED, id="gone"))
    kept = held("r1", "2016-06-06", trainers=[("b1", "t1"), ("b2", "t2")], seats=["n1"])
    assert score(problem, kept).changes == 0
    assert score(problem).changes == 1000 * (CANCELLED + OFFICIAL)


NOTICE = a_policy(WEIGHTS, notice_days=30, notice_factor=3)


def at_notice(until: str | None, start: str) -> int:
    """What moving the run from 6 June to a start costs, where so much is past."""
    problem = promised(horizon=a_horizon(frozen_until=until), policy=NOTICE)
    return score(problem, replace(PROMISED, start=day(start))).changes


def test_changes_at_short_notice_cost_a_multiple() -> None:
    plain = 1000 * (MOVED + WEEK)
    assert at_notice("2016-05-07", "2016-06-07") == 3 * plain  # the promise is 30 days ahead
    assert at_notice("2016-05-06", "2016-06-07") == plain
    assert at_notice("2016-05-06", "2016-06-05") == 3 * plain  # the new start is 30 days ahead
    assert at_notice("2016-05-05", "2016-06-05") == plain
    assert at_notice(None, "2016-06-05") == plain


def test_the_factor_multiplies_all_terms_of_a_run_held_or_not() -> None:
    problem = promised(horizon=a_horizon(frozen_until="2016-05-07"), policy=NOTICE)
    assert score(problem).changes == 3000 * (CANCELLED + 2 * OFFICIAL)
    other = replace(PROMISED, venue="room", seats=("n1",))
    assert score(problem, other).changes == 3000 * (VENUE + OFFICIAL)


def test_a_factor_that_is_absent_is_1() -> None:
    policy = a_policy(WEIGHTS, notice_days=30)
    problem = promised(horizon=a_horizon(frozen_until="2016-05-07"), policy=policy)
    assert score(problem).changes == 1000 * (CANCELLED + 2 * OFFICIAL)


def test_a_run_is_changed_by_its_place_and_its_trainers_and_not_by_its_seats() -> None:
    problem = promised()
    for change, count in (
        ({}, 0),
        ({"seats": ("n3",)}, 0),
        ({"start": day("2016-06-07")}, 1),
        ({"venue": "room", "language": "fr"}, 1),
        ({"language": "fr"}, 1),
        ({"trainers": duties([("b1", "t1"), ("b2", "t1")])}, 1),
    ):
        schedule = a_schedule(replace(PROMISED, **change))
        assert check(problem, schedule).violations == ()
        assert len(changed_runs(Reading(problem, schedule))) == count
    assert changed_runs(Reading(problem, a_schedule())) == {"r1"}


def test_a_run_whose_trainer_or_venue_is_gone_is_changed_but_not_for_a_gone_block() -> None:
    kept = held("r1", "2016-06-06", trainers=[("b1", "t1"), ("b2", "t2")])
    for before, count in (
        (replace(kept, trainers=duties([("b1", "gone"), ("b2", "t2")])), 1),
        (replace(kept, venue="gone"), 1),
        (replace(kept, trainers=(*kept.trainers, *duties([("gone", "t1")]))), 0),
        (replace(kept, id="gone"), 0),
    ):
        reading = Reading(promised(before), a_schedule(kept))
        assert len(changed_runs(reading)) == count
