"""Each line of the table of translations, by what the planner makes of it.

A world in which one run, one trainer and a few officials leave the planner little to decide; each
test changes one thing in the catalogue and looks at the plan.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from catalogue.actions.answer_assignment import answer_assignment
from catalogue.actions.draft_scenario import draft_scenario
from catalogue.actions.finish_scenario import Result
from catalogue.actions.mark_unavailable import mark_unavailable
from catalogue.actions.pin_nomination import pin_nomination
from catalogue.actions.publish import publish
from catalogue.actions.rank import rank
from catalogue.actions.set_planning_date import set_planning_date
from catalogue.actions.withdraw import withdraw
from catalogue.attendance import Completion
from catalogue.courses import Block, Course, Prerequisite
from catalogue.db import changing
from catalogue.fields import now
from catalogue.life import State
from catalogue.nominations import Nomination
from catalogue.people import Person, TrainerSkill, Unavailability
from catalogue.places import Closure, Holiday
from catalogue.plan import PlannedRun
from catalogue.programmes import Programme
from catalogue.queries.planning import planning_input
from catalogue.runs import Run
from lms_bridge.planner.client import Limits, Planner
from lms_bridge.planner.hopeless import without_hopeless
from lms_bridge.planner.problem import pose
from tests.catalogue.builders import (
    SYSTEM,
    TODAY,
    a_course,
    a_nomination,
    a_published_plan,
    a_run,
    a_trainer,
    a_world,
    focal_point,
    planned,
    solve,
)

MONDAY = date(2015, 9, 7)
LAST = MONDAY + timedelta(days=4)
ONE, TWO, THREE = (f"IDN-00{n}.induction" for n in (1, 2, 3))


@pytest.fixture
def world(catalogue: str) -> None:
    """A run that starts on one day, at one venue, for three officials who want it."""
    a_world()
    change(Run, earliest=MONDAY, latest=MONDAY, required=True)
    pin_venue("hall")
    for official in ("IDN-001", "IDN-002", "IDN-003"):
        a_nomination(official)


@changing
def change(table: Any, **values: Any) -> None:
    table.update(**values).execute()


@changing
def pin_venue(venue: str) -> None:
    Run.update(pinned_venue=venue).execute()


@changing
def completed(official: str, course: str, day: date) -> None:
    Completion.create(
        official=official, course=course, completed_on=day, source="test", decided_at=now()
    )


async def solved(planner: Planner) -> Result:
    posed = pose(without_hopeless(planning_input(SYSTEM, "rso")))
    told = [each async for each in planner.solve(posed, Limits(seconds=10))]
    assert isinstance(told[-1], Result)
    assert told[-1].outcome == "OPTIMAL"
    return told[-1]


async def held(planner: Planner) -> dict[str, PlannedRun]:
    result = await solved(planner)
    return {run.run: run for run in result.plan or ()}


async def seated(planner: Planner) -> set[str]:
    return {seat for run in (await held(planner)).values() for seat in run.seats}


async def test_without_a_hindrance_all_are_seated(planner: Planner, world: None) -> None:
    assert await seated(planner) == {ONE, TWO, THREE}


async def test_planning_date_nothing_starts_by_it(planner: Planner, world: None) -> None:
    set_planning_date(SYSTEM, "rso", MONDAY)
    assert await held(planner) == {}


async def test_published_plan_changes_as_little_as_it_can(planner: Planner, world: None) -> None:
    change(Run, earliest=MONDAY - timedelta(days=7), pinned_venue=None)
    a_published_plan(planned(start=MONDAY, venue="academy", seats=[ONE]))
    run = (await held(planner))["induction-1"]
    assert (run.start, run.venue, ONE in run.seats) == (MONDAY, "academy", True)


async def test_closure_no_run_at_a_closed_venue(planner: Planner, world: None) -> None:
    @changing
    def close() -> None:
        Closure.create(venue="hall", start=LAST, end=LAST, reason="renovation")

    close()
    assert await held(planner) == {}


async def test_holiday_closes_its_countrys_venues_and_no_others(
    planner: Planner, world: None
) -> None:
    @changing
    def holiday() -> None:
        Holiday.create(country="IDN", start=MONDAY, end=MONDAY, name="Eid")

    holiday()
    assert await held(planner) == {}
    pin_venue("academy")
    assert (await held(planner))["induction-1"].venue == "academy"


async def test_leave_no_seat_on_these_days(planner: Planner, world: None) -> None:
    @changing
    def leave() -> None:
        Unavailability.create(person="IDN-001", start=LAST, end=LAST, reason="leave")

    leave()
    assert await seated(planner) == {TWO, THREE}


async def test_illness_another_trainer_teaches(planner: Planner, world: None) -> None:
    a_trainer("ben")
    mark_unavailable(SYSTEM, "ana", MONDAY, MONDAY, "ill")
    assert [pair.trainer for pair in (await held(planner))["induction-1"].trainers] == ["ben"]


async def test_refused_assignment_another_trainer_teaches(planner: Planner, world: None) -> None:
    a_published_plan(planned(start=MONDAY, seats=[ONE, TWO, THREE]))
    a_trainer("ben")
    assert [p.trainer for p in (await held(planner))["induction-1"].trainers] == ["ana"]
    answer_assignment(SYSTEM, "ana", "induction-1", accepted=False, reason="court")
    run = (await held(planner))["induction-1"]
    assert [pair.trainer for pair in run.trainers] == ["ben"]
    assert set(run.seats) == {ONE, TWO, THREE}


@pytest.mark.parametrize(("expires_on", "is_held"), [(MONDAY, True), (TODAY, False)])
async def test_skill_that_expires_before_the_latest_start_cannot_be_taught(
    planner: Planner, world: None, expires_on: date, is_held: bool
) -> None:
    change(Block, skill="teaching", level=1)
    change(TrainerSkill, expires_on=expires_on)
    assert bool(await held(planner)) == is_held


@pytest.mark.parametrize(("expires_on", "is_held"), [(LAST, True), (MONDAY, False)])
async def test_skill_that_lasts_for_what_is_published_is_kept_for_that(
    planner: Planner, world: None, expires_on: date, is_held: bool
) -> None:
    change(Block, skill="teaching", level=1)
    change(TrainerSkill, expires_on=expires_on)
    change(Run, latest=MONDAY)
    a_published_plan(planned(start=MONDAY, seats=[ONE]))
    later = MONDAY + timedelta(days=14)
    a_run("induction-2", earliest=later, latest=later)
    assert list(await held(planner)) == (["induction-1"] if is_held else [])


@pytest.mark.parametrize(("kind", "seats"), [("immigration", 3), ("police", 0)])
async def test_agencys_kind_is_what_the_audience_names(
    planner: Planner, world: None, kind: str, seats: int
) -> None:
    change(Course, audience=(kind,))
    assert len(await seated(planner)) == seats


async def test_rank_the_first_choice_is_seated_first(planner: Planner, world: None) -> None:
    change(Course, max_seats=1)
    rank(focal_point(), "induction", [THREE, ONE, TWO])
    assert await seated(planner) == {THREE}
    rank(focal_point(), "induction", [TWO, ONE, THREE])
    assert await seated(planner) == {TWO}


async def test_pin_of_a_nomination(planner: Planner, world: None) -> None:
    a_run("induction-2", earliest=MONDAY + timedelta(days=28), latest=MONDAY + timedelta(days=28))
    pin_nomination(SYSTEM, ONE, "induction-2")
    runs = await held(planner)
    assert ONE in runs["induction-2"].seats


async def test_pins_to_a_run_for_which_too_few_are_left_leave_a_plan(
    planner: Planner, world: None
) -> None:
    later = MONDAY + timedelta(days=28)
    a_run("induction-2", earliest=later, latest=later)
    change(Course, min_seats=2)
    for official in (ONE, TWO):
        pin_nomination(SYSTEM, official, "induction-1")
    pin_nomination(SYSTEM, THREE, "induction-2")
    a_published_plan(planned(start=MONDAY, seats=[ONE, TWO]))
    change(Run, pinned_held=True)
    withdraw(focal_point(), ONE)
    assert await held(planner) == {}
    pin_nomination(SYSTEM, THREE, None)
    assert (await held(planner)).keys() == {"induction-1"}


async def test_pins_to_a_run_that_was_not_published_end_with_its_window(
    planner: Planner, world: None
) -> None:
    a_run("induction-2", earliest=LAST, latest=LAST + timedelta(days=30))
    pin_nomination(SYSTEM, ONE, "induction-1")
    change(Run, pinned_held=True)
    set_planning_date(SYSTEM, "rso", MONDAY)
    assert [set(run.seats) for run in (await held(planner)).values()] == [{TWO, THREE}]


async def test_a_trainer_whose_skill_expires_ends_what_they_have_begun(
    planner: Planner, world: None
) -> None:
    change(Block, skill="teaching", level=1)
    change(TrainerSkill, expires_on=LAST)
    later = MONDAY + timedelta(days=28)
    a_run("induction-2", earliest=later, latest=later)
    a_published_plan(planned(start=MONDAY, seats=[ONE]))
    set_planning_date(SYSTEM, "rso", MONDAY, knowingly=True)
    assert (await held(planner)).keys() == {"induction-1"}


@pytest.mark.parametrize("state", [State.ATTENDED, State.ABSENT, State.NOT_COMPLETED])
async def test_who_was_there_or_absent_keeps_that_seat(
    planner: Planner, world: None, state: State
) -> None:
    a_published_plan(planned(start=MONDAY, seats=[ONE, TWO]))
    change(Nomination, state=state, run="induction-1", answer_by=None)
    set_planning_date(SYSTEM, "rso", LAST, knowingly=True)
    assert await seated(planner) == {ONE, TWO, THREE}


async def test_completed_course_is_not_repeated(planner: Planner, world: None) -> None:
    completed("IDN-001", "induction", date(2014, 3, 1))
    assert await seated(planner) == {TWO, THREE}


async def test_who_has_no_city_stays_out(planner: Planner, world: None) -> None:
    @changing
    def lose(person: str) -> None:
        Person.update(city=None).where(Person.id == person).execute()

    lose("IDN-001")
    assert await seated(planner) == {TWO, THREE}
    lose("ana")
    assert await held(planner) == {}


@pytest.mark.parametrize(("days", "is_seated"), [(0, True), (30, True), (60, False)])
async def test_cooling_off_keeps_from_another_course(
    planner: Planner, world: None, days: int, is_seated: bool
) -> None:
    a_course("brief", days=2)
    completed("IDN-001", "brief", MONDAY - timedelta(days=31))
    change(Programme, cooling_off_days=days)
    assert (ONE in await seated(planner)) == is_seated


async def test_cooling_off_does_not_part_a_course_from_what_it_builds_on(
    planner: Planner, world: None
) -> None:
    a_course("brief", days=2)

    @changing
    def build_on() -> None:
        Prerequisite.create(course="induction", required="brief")

    build_on()
    for official in ("IDN-001", "IDN-002", "IDN-003"):
        completed(official, "brief", MONDAY - timedelta(days=3))
    change(Programme, cooling_off_days=60)
    assert await seated(planner) == {ONE, TWO, THREE}


async def test_cooling_off_takes_no_seat_that_is_held_already(
    planner: Planner, world: None
) -> None:
    a_published_plan(planned(start=MONDAY, seats=[ONE]))
    a_course("brief", days=2)
    for official in ("IDN-001", "IDN-002"):
        completed(official, "brief", MONDAY - timedelta(days=31))
    change(Programme, cooling_off_days=60)
    assert await seated(planner) == {ONE, THREE}


@pytest.mark.parametrize(("day", "is_held"), [(LAST, False), (LAST + timedelta(days=1), True)])
async def test_what_another_programme_has_published_is_booked(
    planner: Planner, world: None, day: date, is_held: bool
) -> None:
    @changing
    def rename() -> None:
        """Give the run of the planned programme to another, which publishes it."""
        dates = {"start": date(2015, 1, 1), "end": date(2017, 12, 31), "planning_date": TODAY}
        Programme.create(id="other", name="Another", **dates)
        Run.create(id="other-1", programme="other", course="induction")

    rename()
    scenario = draft_scenario(SYSTEM, "other", "Plan")
    solve(scenario, (planned("other-1", day, "academy"),))
    publish(SYSTEM, "other")
    assert bool(await held(planner)) == is_held
