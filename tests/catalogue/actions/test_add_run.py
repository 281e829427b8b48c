"""Runs that are added by hand, and how they relate."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from catalogue.actions.add_run import Occasion, add_run, link_runs
from catalogue.errors import AlreadyThere, Forbidden, NotFound, Refused
from catalogue.planning_input import LinkInput
from catalogue.queries.planning import planning_input
from catalogue.runs import LinkKind
from tests.catalogue.builders import COORDINATOR, SYSTEM, a_world, audited, focal_point


@pytest.fixture
def world(database: str) -> None:
    a_world()


@pytest.mark.usefixtures("world")
def test_a_run_that_is_added_is_planned() -> None:
    occasion = Occasion("induction", True, date(2015, 9, 1), date(2015, 9, 30), ("hall", "academy"))
    add_run(COORDINATOR, "rso", "induction-2", occasion)
    link_runs(COORDINATOR, LinkKind.BEFORE, "induction-1", "induction-2", 7, 60)
    given = planning_input(SYSTEM, "rso")
    _, run = given.runs
    assert (run.id, run.required, run.earliest, run.latest, run.venues) == (
        *("induction-2", True, date(2015, 9, 1), date(2015, 9, 30)),
        ("academy", "hall"),
    )
    assert given.links == (LinkInput("before", "induction-1", "induction-2", 7, 60),)
    assert audited() == [("run.added", "induction-2"), ("runs.linked", "induction-1")]
    with pytest.raises(Refused, match="second: leads round in a circle"):
        link_runs(COORDINATOR, LinkKind.BEFORE, "induction-2", "induction-1")


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("id", "values", "column", "code"),
    [
        ("no code", {}, "id", "NOT_A_CODE"),
        ("x", {"venues": ("attic",)}, "venues", "UNKNOWN"),
        (
            "x",
            {"earliest": date(2015, 9, 2), "latest": date(2015, 9, 1)},
            "latest",
            "BEFORE_START",
        ),
        ("x", {"latest": date(2014, 12, 31)}, "latest", "OUT_OF_RANGE"),
        ("x", {"earliest": date(2099, 1, 1)}, "earliest", "OUT_OF_RANGE"),
    ],
)
def test_a_run_that_cannot_be_is_refused(
    id: str, values: dict[str, Any], column: str, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        add_run(COORDINATOR, "rso", id, Occasion("induction", **values))
    assert [(f.where.column, f.code) for f in refused.value.faults] == [(column, code)]


@pytest.mark.usefixtures("world")
def test_a_run_is_there_once_and_of_a_course() -> None:
    with pytest.raises(AlreadyThere):
        add_run(COORDINATOR, "rso", "induction-1", Occasion("induction"))
    with pytest.raises(NotFound):
        add_run(COORDINATOR, "rso", "x", Occasion("other"))
    with pytest.raises(Forbidden):
        add_run(focal_point(), "rso", "x", Occasion("induction"))


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("kind", "second", "gaps", "code"),
    [
        (LinkKind.BEFORE, "induction-1", {}, "TWICE"),
        (LinkKind.SAME_START, "induction-2", {"min_gap_days": 3}, "NOT_WITH"),
        (LinkKind.APART, "induction-2", {"max_gap_days": 3}, "NOT_WITH"),
        (LinkKind.BEFORE, "induction-2", {"max_gap_days": -3}, "OUT_OF_RANGE"),
        (LinkKind.BEFORE, "induction-2", {"min_gap_days": 5, "max_gap_days": 3}, "OUT_OF_RANGE"),
    ],
)
def test_a_link_that_cannot_be_is_refused(
    kind: LinkKind, second: str, gaps: dict[str, int], code: str
) -> None:
    add_run(COORDINATOR, "rso", "induction-2", Occasion("induction"))
    with pytest.raises(Refused) as refused:
        link_runs(COORDINATOR, kind, "induction-1", second, **gaps)
    assert [f.code for f in refused.value.faults] == [code]


@pytest.mark.usefixtures("world")
def test_a_link_is_there_once() -> None:
    add_run(COORDINATOR, "rso", "induction-2", Occasion("induction"))
    link_runs(COORDINATOR, LinkKind.ONLY_IF, "induction-1", "induction-2")
    with pytest.raises(AlreadyThere):
        link_runs(COORDINATOR, LinkKind.ONLY_IF, "induction-1", "induction-2")
    with pytest.raises(NotFound):
        link_runs(COORDINATOR, LinkKind.APART, "induction-1", "other")


@pytest.mark.usefixtures("world")
def test_a_run_in_other_letters_is_there_already() -> None:
    with pytest.raises(AlreadyThere, match='there is run "induction-1" already'):
        add_run(COORDINATOR, "rso", "INDUCTION-1", Occasion("induction"))
