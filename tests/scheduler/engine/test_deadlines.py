"""By when a seat must be over that a pinned one needs."""

from __future__ import annotations

from scheduler.clock import parse
from scheduler.engine.instance import FAR
from scheduler.engine.search import Search
from scheduler.problem import Problem
from tests.scheduler.builders import a_course, a_nomination, a_problem, a_run

LATEST = "2016-03-02"


def sea_after_war_after_law() -> Problem:
    """Three days of law before two of war before sea, where one official is pinned."""
    return a_problem(
        courses=[
            a_course("law", days=3),
            a_course("war", days=2, prerequisites=("law",)),
            a_course("sea", prerequisites=("war",)),
        ],
        runs=[
            a_run("r1", "law"),
            a_run("r2", "war"),
            a_run("r3", "sea", latest=LATEST),
        ],
        nominations=[
            a_nomination("n1", course="law"),
            a_nomination("n2", course="war"),
            a_nomination("n3", course="sea", pinned_run="r3"),
        ],
    )


def test_what_a_pinned_seat_needs_is_over_before_its_last_start() -> None:
    inst = Search(sea_after_war_after_law(), 0).inst
    last = parse(LATEST) - inst.day0
    assert inst.nom_by.tolist() == [last - 1 - 2, last - 1, FAR]


def test_a_search_seats_nobody_too_late() -> None:
    """Without it law would be held when it is cheapest: whenever."""
    for seed in range(5):
        search = Search(sea_after_war_after_law(), seed)
        search.construct()
        assert search.is_valid


def test_courses_that_need_each_other_come_to_an_end() -> None:
    """Nobody can be seated in either; the check says so, and nothing waits."""
    problem = a_problem(
        courses=[a_course("war", prerequisites=("sea",)), a_course("sea", prerequisites=("war",))],
        runs=[a_run("r1", "war"), a_run("r2", "sea")],
        nominations=[
            a_nomination("n1", course="war"),
            a_nomination("n2", course="sea", pinned_run="r2"),
        ],
    )
    assert Search(problem, 0).inst.nom_by.tolist() == [-1, -1]
