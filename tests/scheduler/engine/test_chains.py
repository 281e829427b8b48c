"""Pinned seats are given with what they hang on, from a schedule in which nothing is held."""

from __future__ import annotations

import threading

from scheduler.check import check
from scheduler.engine.chains import Chains
from scheduler.engine.effort import Effort
from scheduler.engine.search import Search
from scheduler.problem import Problem
from tests.scheduler.builders import (
    a_block,
    a_course,
    a_nomination,
    a_problem,
    a_run,
    a_schedule,
    a_trainer,
    an_official,
    held,
)

EFFORT = Effort(seconds=60.0, deterministic=1.0, workers=1, seed=0, stop=threading.Event())


def linked_up(search: Search) -> int:
    """Give the pinned seats that are lacking; say in how many steps."""
    chains, steps = Chains(search, seed=0), 0
    while chains.step(EFFORT):
        steps += 1
        assert steps < 10
    assert search.is_valid
    assert not check(search.problem, search.schedule()).violations
    return steps


def war_in_french(**tables: object) -> Problem:
    """o1 is pinned to sea, for which war is needed, and understands French alone."""
    usual = {
        "courses": [
            a_course("war", languages=("en", "fr"), min_seats=2, blocks=(a_block(),)),
            a_course("sea", prerequisites=("war",), languages=("en", "fr")),
        ],
        "runs": [a_run("r1", "war", latest="2016-06-30"), a_run("r2", "sea")],
        "trainers": [a_trainer("t1", languages=("fr",)), a_trainer("t2")],
        "officials": [
            an_official("o1", languages=("fr",)),
            an_official("o2", languages=("en", "fr")),
            an_official("o3"),
            an_official("o4"),
        ],
        "nominations": [
            *(a_nomination(f"w{i}", f"o{i}", "war") for i in range(1, 5)),
            a_nomination("s1", "o1", "sea", pinned_run="r2"),
        ],
    }
    return a_problem(**(usual | tables))


def test_a_seat_comes_with_those_that_it_needs() -> None:
    assert linked_up(Search(war_in_french(), 0)) >= 1


def test_a_run_that_has_the_only_trainer_gives_way() -> None:
    """Whoever teaches in French is in the law run of the only week in which war may be held."""
    usual = war_in_french()
    problem = war_in_french(
        courses=[*usual.courses, a_course("law", languages=("fr",), blocks=(a_block(),))],
        runs=[
            a_run("r1", "war", earliest="2016-03-07", latest="2016-03-08"),
            a_run("r2", "sea"),
            a_run("r3", "law"),
        ],
        nominations=[*usual.nominations, a_nomination("l2", "o2", "law")],
    )
    search = Search(problem, 0)
    there = held("r3", "2016-03-07", language="fr", trainers=[("b", "t1")], seats=("l2",))
    search.adopt(a_schedule(there))
    assert not search.is_valid
    linked_up(search)
    assert {"r1", "r2"} <= {entry.id for entry in search.schedule().runs}


def test_where_no_pinned_seat_is_lacking_there_is_nothing_to_do() -> None:
    search = Search(a_problem(), 0)
    assert not Chains(search, seed=0).step(EFFORT)
