"""What seats count against an official's days: no choice of seats that fits is forbidden."""

from __future__ import annotations

from itertools import chain, combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scheduler.engine.search import Search
from scheduler.engine.toils import Toils, toils_of
from scheduler.problem import Problem
from tests.scheduler.builders import a_course, a_nomination, a_problem, a_run, an_official

DAYS = st.lists(st.integers(1, 10), min_size=1, max_size=6)


def wishes(days: list[int], most: int) -> Problem:
    """An official with so many days in all who wishes for courses of these days."""
    courses = [a_course(f"c{i}", days=length) for i, length in enumerate(days)]
    return a_problem(
        courses=courses,
        runs=[a_run(f"r{i}", course=course.id) for i, course in enumerate(courses)],
        officials=[an_official(max_days=most)],
        nominations=[a_nomination(f"n{i}", course=course.id) for i, course in enumerate(courses)],
    )


def toils(days: list[int], most: int) -> Toils:
    search = Search(wishes(days, most), 1)
    return toils_of(search.inst, search.facts.toils)


def fits(days: list[int], most: int) -> list[tuple[int, ...]]:
    """Every choice of courses that fits."""
    every = range(len(days))
    choices = chain.from_iterable(combinations(every, count) for count in range(len(days) + 1))
    return [choice for choice in choices if sum(days[i] for i in choice) <= most]


def test_of_three_courses_of_which_two_fit_each_counts_as_one_of_two() -> None:
    found = toils([8, 5, 4], 15)
    assert len(set(found.each.tolist())) == 1
    assert found.most[0] == 2 * found.each[0]


def test_what_goes_with_anything_counts_nothing() -> None:
    found = toils([8, 8, 2], 11)
    assert found.each.tolist() == [8.0, 8.0, 0.0]
    assert found.most[0] == 8.0


def test_days_that_no_seats_fill_are_none() -> None:
    assert toils([6, 6, 4, 3, 3], 11).most[0] == 10.0


def test_where_all_fit_days_are_days() -> None:
    found = toils([3, 4], 20)
    assert (found.each.tolist(), found.most[0]) == ([3.0, 4.0], 20.0)


@given(DAYS, st.integers(1, 40))
def test_whatever_fits_is_allowed_and_never_less_is_said_than_by_days(
    days: list[int], most: int
) -> None:
    found = toils(days, most)
    allowed = fits(days, most)
    used = [float(found.each[list(choice)].sum()) for choice in allowed]
    assert max(used) <= found.most[0] + 1e-9
    seatable = np.array([length <= most for length in days])
    for choice in fits(days, 10**6):
        if seatable[list(choice)].all() and choice not in allowed:
            assert found.each[list(choice)].sum() > found.most[0] + 1e-9
