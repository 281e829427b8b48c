"""What a run costs, in US dollars: a course of five days in Suva, where a day costs 100 to live."""

from __future__ import annotations

from typing import Any

from scheduler.problem import Problem, Travel
from tests.scheduler.builders import (
    a_block,
    a_course,
    a_funder,
    a_horizon,
    a_nomination,
    a_policy,
    a_problem,
    a_run,
    a_schedule,
    a_trainer,
    a_venue,
    an_official,
    held,
    score,
)


def priced(weight: int = 1, **tables: Any) -> Problem:
    """With a weight of 1, thousandths are dollars."""
    usual = {
        "policy": a_policy({"cost_per_thousand_usd": weight}),
        "courses": [a_course(days=5)],
        "travel": [Travel("suv", "jkt", 1, 700)],
    }
    return a_problem(**(usual | tables))


def test_a_hall_costs_its_rate_for_every_day() -> None:
    venues = [a_venue("hall", day_rate_usd=30)]
    assert score(priced(venues=venues), held()).cost == 5 * 30


def test_the_weight_is_for_a_thousand_dollars() -> None:
    venues = [a_venue("hall", day_rate_usd=30)]
    assert score(priced(8, venues=venues), held()).cost == 8 * 5 * 30


def test_an_official_from_elsewhere_travels_both_ways_and_lives_there() -> None:
    assert score(priced(), held(seats=["n1", "n3"])).cost == 0  # both live in Suva
    assert score(priced(), held(seats=["n1", "n2"])).cost == 2 * 700 + 5 * 100


def test_the_per_diem_is_that_of_the_city_of_the_run() -> None:
    problem = priced(venues=[a_venue("jkt", "jkt")])
    assert score(problem, held(venue="jkt", seats=["n1"])).cost == 2 * 700 + 5 * 50


def test_a_trainer_has_a_fee_for_block_days_and_lives_there_between_them() -> None:
    problem = priced(
        courses=[a_course(days=5, blocks=(a_block("b1", 0, 0), a_block("b2", 2, 3)))],
        trainers=[a_trainer("t1", day_fee_usd=40), a_trainer("t3", city="jkt", day_fee_usd=40)],
    )
    at_home = held(trainers=[("b1", "t1"), ("b2", "t1")])
    assert score(problem, at_home).cost == 3 * 40
    both = held(trainers=[("b1", "t3"), ("b2", "t3")])
    assert score(problem, both).cost == 3 * 40 + 2 * 700 + 4 * 100  # there from day 0 to day 3
    one = held(trainers=[("b1", "t1"), ("b2", "t3")])
    assert score(problem, one).cost == 40 + 2 * 40 + 2 * 700 + 2 * 100


def test_all_held_runs_cost_whoever_pays() -> None:
    problem = priced(
        venues=[a_venue("hall", day_rate_usd=30)],
        courses=[a_course("law", days=5, funder="fund"), a_course("war", days=2)],
        runs=[a_run("r1", "law"), a_run("r2", "war")],
        nominations=[a_nomination("n1"), a_nomination("m1", course="war")],
        funders=[a_funder("fund")],
    )
    second = held("r2", "2016-05-02", seats=["m1"])
    assert score(problem, held("r1"), second).cost == 5 * 30 + 2 * 30


def test_an_official_whom_a_fact_seats_twice_costs_once_and_a_missing_way_nothing() -> None:
    fact = held(seats=["n1", "m1", "n2"])
    problem = priced(
        courses=[a_course("law", days=5), a_course("war")],
        officials=[an_official("o1", city="jkt"), an_official("o2", city="bkk")],
        nominations=[
            a_nomination("n1"),
            a_nomination("m1", course="war"),
            a_nomination("n2", "o2"),
        ],
        horizon=a_horizon(frozen_until="2016-03-07"),
        baseline=a_schedule(fact),
    )
    assert score(problem, fact).cost == (2 * 700 + 5 * 100) + 5 * 100
