"""What a scenario tries besides the programme as it is."""

from __future__ import annotations

from datetime import date

from catalogue.actions.pin_nomination import pin_nomination
from catalogue.actions.pin_run import pin_run
from catalogue.queries.planning import planning_input
from catalogue.runs import Pins
from lms_bridge.planner.problem import pose
from lms_bridge.planner.wishes import Wishes, as_wished
from tests.catalogue.builders import (
    SYSTEM,
    a_nomination,
    a_published_plan,
    a_run,
    a_world,
    planned,
)


def test_weights_are_those_that_are_wished_and_else_the_programmes(catalogue: str) -> None:
    a_world()
    given = planning_input(SYSTEM, "rso")
    wished = pose(as_wished(given, Wishes({"unseated": 77}))).message.policy.weights
    assert (wished.unseated, wished.required_unheld) == (77, given.weights["required_unheld"])
    assert as_wished(given, Wishes()) == given


def test_what_is_published_outside_the_period_stays_and_nothing_else_is_held_there(
    catalogue: str,
) -> None:
    a_world()
    a_run("induction-2")
    a_published_plan(planned())
    given = planning_input(SYSTEM, "rso")
    october = Wishes(first=date(2015, 10, 1), last=date(2015, 10, 31))
    stays, other = as_wished(given, october).runs
    assert (stays.pinned_held, stays.pinned_start, stays.pinned_venue, stays.pinned_language) == (
        *(True, date(2015, 9, 7)),
        *("hall", "en"),
    )
    assert (other.earliest, other.latest) == (date(2015, 10, 1), date(2015, 10, 31))
    within = as_wished(given, Wishes(last=date(2015, 9, 30))).runs[0]
    assert (within.pinned_start, within.latest) == (None, date(2015, 9, 30))


def test_nothing_besides_what_is_published_is_held_unless_it_is_pinned(catalogue: str) -> None:
    a_world()
    for run in ("induction-2", "induction-3"):
        a_run(run)
    a_published_plan(planned())
    pin_run(SYSTEM, "induction-3", Pins(held=True))
    runs = as_wished(planning_input(SYSTEM, "rso"), Wishes(only_published=True)).runs
    assert [(run.id, run.pinned_held) for run in runs] == [
        ("induction-1", None),
        ("induction-2", False),
        ("induction-3", True),
    ]


def test_nobody_is_seated_who_has_no_seat_unless_it_is_pinned(catalogue: str) -> None:
    a_world()
    for official in ("IDN-001", "IDN-002", "IDN-003"):
        a_nomination(official)
    a_published_plan(planned(seats=["IDN-001.induction"]))
    pin_nomination(SYSTEM, "IDN-003.induction", "induction-1")
    mended = as_wished(planning_input(SYSTEM, "rso"), Wishes(only_seated=True))
    assert [each.id for each in mended.nominations] == ["IDN-001.induction", "IDN-003.induction"]
