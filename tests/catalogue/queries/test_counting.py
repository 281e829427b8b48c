"""Counting leaves out what a list joins only to be read, and nothing else."""

from __future__ import annotations

import logging

import pytest
from peewee import JOIN, fn

from catalogue.calls import Call
from catalogue.courses import Course
from catalogue.db import reading
from catalogue.members import Agency
from catalogue.nominations import Nomination
from catalogue.people import Official, Person
from catalogue.queries.counting import count_up_to
from tests.catalogue.builders import a_nomination, a_trainer, a_world, an_official

IS_BEN = Person.id == "ben"
SEATED = Nomination.select().where(Nomination.official == Official.id)
LISTS = [
    (Official.select().join(Person).switch(Official).join(Agency), 4),
    (Official.select().join(Person).switch(Official).join(Agency).where(Agency.id == "MYS-IMM"), 1),
    (Official.select().join(Person).where(Person.family_name == "Rahman"), 1),
    (Official.select().join(Agency).where(fn.EXISTS(SEATED)), 2),
    (Nomination.select().join(Official).join(Person).where(Person.member == "IDN"), 2),
    (Nomination.select().join(Course).switch(Nomination).join(Call), 0),
    (Nomination.select().join(Call, JOIN.LEFT_OUTER), 2),
    (Person.select().join(Official, JOIN.LEFT_OUTER).where(Official.id.is_null(), IS_BEN), 1),
    (Person.select().join(Official, JOIN.LEFT_OUTER).join(Agency), 4),
    (Agency.select().join(Official), 4),
]


@pytest.fixture
def world(database: str) -> None:
    a_world()
    a_trainer("ben", "MYS")
    an_official(1, "MYS-IMM", family_name="Rahman")
    for official in ("IDN-001", "IDN-002"):
        a_nomination(official)


@pytest.mark.usefixtures("world")
def test_as_many_are_counted_as_are_listed() -> None:
    for query, count in LISTS:
        there = reading(lambda query=query: (len(query), count_up_to(query, 100)))()
        assert there == (count, count), query.sql()


@pytest.mark.usefixtures("world")
def test_counting_ends_at_its_limit() -> None:
    assert reading(lambda: count_up_to(Official.select().join(Person), 3))() == 3


@pytest.mark.usefixtures("world")
def test_what_no_condition_speaks_of_is_not_read(caplog: pytest.LogCaptureFixture) -> None:
    query = Nomination.select().join(Official).join(Person).switch(Nomination).join(Course)
    with caplog.at_level(logging.DEBUG, "peewee"):
        reading(lambda: count_up_to(query.where(Person.member == "IDN"), 100))()
    (asked,) = [line for line in caplog.messages if "COUNT" in line]
    tables = [f'"{name}"' in asked for name in ("nomination", "official", "person", "course")]
    assert tables == [True, True, True, False]
