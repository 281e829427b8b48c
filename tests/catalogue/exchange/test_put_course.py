"""Courses that are written down by hand."""

from __future__ import annotations

import pytest

from catalogue.errors import AlreadyThere, Forbidden, Refused
from catalogue.exchange.load import load
from catalogue.exchange.put_course import put_course
from catalogue.plan import BlockTrainer
from catalogue.queries.courses import BlockLine, courses
from catalogue.queries.planning import planning_input
from tests.catalogue.builders import COORDINATOR, SYSTEM, audited, focal_point, forget_word
from tests.catalogue.exchange.editing import DATA

FORM = {"code": "LAW", "title": "Law", "days": "3", "min_seats": "5", "max_seats": "20"}
EN = {"language": "en"}
BLOCK = {"code": "all", "first_day": "1", "last_day": "3"}


@pytest.fixture
def loaded(database: str) -> None:
    load(SYSTEM, DATA)
    forget_word()


@pytest.mark.usefixtures("loaded")
def test_a_course_is_made_and_changed() -> None:
    assert put_course(COORDINATOR, FORM, [EN], [BLOCK])
    assert not put_course(COORDINATOR, {**FORM, "days": "4"}, [EN], [{**BLOCK, "last_day": "2"}])
    assert not put_course(COORDINATOR, {**FORM, "days": "4"}, [EN], [{**BLOCK, "last_day": "2"}])
    (line,) = courses(COORDINATOR, "LAW").items
    assert (line.days, line.blocks) == (4, (BlockLine("all", "", 1, 2, "", 0, 1),))
    assert audited() == [("course.written", "LAW"), ("course.changed", "LAW")]
    assert not put_course(COORDINATOR, FORM, [EN], [])
    (line,) = courses(COORDINATOR, "LAW").items
    assert line.blocks == ()
    with pytest.raises(AlreadyThere, match='there is course "LAW" already'):
        put_course(COORDINATOR, {**FORM, "code": "Law"}, [EN], [])


@pytest.mark.usefixtures("loaded")
def test_every_fault_is_told_with_its_path() -> None:
    with pytest.raises(Refused) as refused:
        put_course(COORDINATOR, {**FORM, "funder": "X"}, [], [{**BLOCK, "last_day": "9"}])
    assert sorted((f.where.column, f.code) for f in refused.value.faults) == [
        ("blocks.0.last_day", "OUT_OF_RANGE"),
        ("code", "NO_LANGUAGE"),
        ("funder", "UNKNOWN"),
    ]
    assert courses(COORDINATOR, "LAW").items == ()
    put_course(COORDINATOR, {**FORM, "prerequisites": "INDUCTION"}, [EN], [])
    law = {**FORM, "code": "INDUCTION", "prerequisites": "LAW"}
    with pytest.raises(Refused, match=r"prerequisites: leads round in a circle: .*LAW < INDUCTION"):
        put_course(COORDINATOR, law, [EN], [])
    with pytest.raises(Forbidden):
        put_course(focal_point(), FORM, [EN], [])


@pytest.mark.usefixtures("loaded")
def test_a_pin_to_a_block_that_is_gone_is_left_out_of_a_plan() -> None:
    def pinned() -> list[tuple[BlockTrainer, ...]]:
        runs = planning_input(SYSTEM, "small").runs
        return [run.pinned_trainers for run in runs if run.id == "INDUCTION-1"]

    assert pinned() == [(BlockTrainer("procedures", "T-1"),)]
    put_course(COORDINATOR, {**FORM, "code": "INDUCTION"}, [EN], [BLOCK])
    assert pinned() == [()]
