"""What is missing for a course, which runs are to come, and who could go instead."""

from __future__ import annotations

import pytest

from catalogue.courses import Prerequisite
from catalogue.db import changing
from catalogue.errors import NotFound
from catalogue.life import State
from catalogue.people import Official, Person
from catalogue.queries.eligibility import Fit, Lack, eligibility, substitutes
from tests.catalogue.builders import (
    a_course,
    a_nomination,
    a_published_plan,
    a_world,
    an_official,
    focal_point,
    planned,
)

ONE, PROGRAMME = "IDN-001", "rso"


@pytest.fixture
def world(database: str) -> None:
    a_world()
    a_nomination("IDN-002", rank=1)
    a_published_plan(planned(seats=("IDN-002.induction",)))


@changing
def an_advanced_course() -> None:
    a_course("advanced", audience=("police",))
    Prerequisite.create(course="advanced", required="induction")


@changing
def with_little(official: str) -> None:
    Person.update(languages=("zz",), city=None).where(Person.id == official).execute()
    Official.update(max_days=1).where(Official.id == official).execute()


def fit(course: str = "induction") -> Fit:
    (found,) = eligibility(focal_point(), PROGRAMME, ONE, course)
    return found


def lacks(course: str = "induction") -> list[Lack]:
    return [each.lack for each in fit(course).missing]


@pytest.mark.usefixtures("world")
def test_official_who_lacks_nothing_has_a_chance_in_the_next_run() -> None:
    assert lacks() == []
    assert [chance.run for chance in fit().chances] == ["induction-1"]


@pytest.mark.usefixtures("world")
def test_everything_that_is_missing_is_said_at_once() -> None:
    an_advanced_course()
    with_little(ONE)
    assert lacks("advanced") == [
        Lack.AUDIENCE,
        Lack.LANGUAGE,
        Lack.TOO_LONG,
        Lack.CITY,
        Lack.PREREQUISITE,
    ]
    assert fit().chances == ()


@pytest.mark.usefixtures("world")
def test_open_nomination_is_named_and_counts_as_what_comes_first() -> None:
    an_advanced_course()
    made = a_nomination(ONE, rank=2)
    assert [(each.lack, each.about) for each in fit().missing] == [(Lack.NOMINATED, (made,))]
    assert Lack.PREREQUISITE not in lacks("advanced")


@pytest.mark.usefixtures("world")
def test_who_has_no_nomination_could_go_instead() -> None:
    an_official(1, "MYS-IMM")
    a_nomination(ONE, rank=2, state=State.WAITLISTED)
    found = substitutes(focal_point(), "IDN-002.induction")
    assert [each.id for each in found] == ["IDN-003"]


@pytest.mark.usefixtures("world")
def test_officials_of_others_are_hidden() -> None:
    for ask in (
        lambda: eligibility(focal_point("MYS"), PROGRAMME, ONE),
        lambda: substitutes(focal_point("MYS"), "IDN-002.induction"),
    ):
        with pytest.raises(NotFound):
            ask()
