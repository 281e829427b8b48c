"""The special activities, end to end: told to the catalogue, planned, published, lived through."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from catalogue import sight
from catalogue.actions.accept import accept
from catalogue.actions.adopt import adopt
from catalogue.actions.decide_completions import decide_completions
from catalogue.actions.draft_scenario import draft_scenario
from catalogue.actions.finish_scenario import Result, finish_scenario
from catalogue.actions.pin_nomination import pin_nomination
from catalogue.actions.pin_run import pin_run
from catalogue.actions.publish import publish
from catalogue.actions.record_attendance import record_attendance
from catalogue.actions.set_planning_date import set_planning_date
from catalogue.actions.start_scenario import start_scenario
from catalogue.courses import Participant, Prerequisite
from catalogue.db import changing, reading
from catalogue.life import State
from catalogue.members import Agency, Member
from catalogue.people import Unavailability
from catalogue.plan import PlannedRun
from catalogue.programmes import Programme
from catalogue.queries.nominations import nominations
from catalogue.queries.paging import Paging
from catalogue.queries.planning import planning_input
from catalogue.runs import LinkKind, Pins, RunLink, RunVenue
from catalogue.viewer import Viewer
from lms_bridge.planner.client import Limits, Planner
from lms_bridge.planner.problem import pose
from tests.catalogue.builders import (
    COORDINATOR,
    SYSTEM,
    a_course,
    a_nomination,
    a_run,
    a_trainer,
    a_venue,
    a_world,
    an_official,
    focal_point,
    state_of,
)


@pytest.fixture
def world(catalogue: str) -> None:
    a_world(officials=4)
    for number in (1, 2, 3):
        an_official(number, "MYS-IMM")


@changing
def link(kind: LinkKind, first: str, second: str, **gaps: int) -> None:
    RunLink.create(kind=kind, first=first, second=second, **gaps)


@changing
def at(run: str, venue: str) -> None:
    RunVenue.create(run=run, venue=venue)


async def published(planner: Planner) -> dict[str, PlannedRun]:
    """Plan as a coordinator does, publish, and give the runs that are held."""
    given = planning_input(SYSTEM, "rso")
    posed = pose(given)
    scenario = draft_scenario(COORDINATOR, "rso", "Plan")
    start_scenario(
        COORDINATOR,
        scenario,
        problem=posed.text,
        problem_digest=posed.digest,
        objective="total",
        limits={"seconds": 10},
        revision=given.revision,
    )
    told = [each async for each in planner.solve(posed, Limits(seconds=10))]
    assert isinstance(told[-1], Result)
    finish_scenario(COORDINATOR, scenario, told[-1])
    adopt(COORDINATOR, scenario)
    publish(COORDINATOR, "rso")
    return {run.run: run for run in told[-1].plan or ()}


def officials(run: PlannedRun) -> set[str]:
    return {seat.split(".")[0] for seat in run.seats}


async def test_a_study_exchange_visits_its_hosts_one_after_another_with_the_same_people(
    planner: Planner, world: None
) -> None:
    @changing
    def second_builds_on_first() -> None:
        Prerequisite.create(course="leg-mys", required="leg-idn")
        Programme.update(cooling_off_days=30).execute()

    for leg, venue in (("leg-idn", "hall"), ("leg-mys", "academy")):
        a_course(leg, days=3, max_seats=3)
        at(a_run(f"{leg}-1", leg, required=True, latest=date(2015, 8, 1)), venue)
        for number in (1, 2, 3, 4):
            a_nomination(f"IDN-00{number}", leg)
    second_builds_on_first()
    link(LinkKind.BEFORE, "leg-idn-1", "leg-mys-1", min_gap_days=1, max_gap_days=2)
    link(LinkKind.SAME_COHORT, "leg-idn-1", "leg-mys-1")

    plan = await published(planner)
    first, second = plan["leg-idn-1"], plan["leg-mys-1"]
    assert 1 <= (second.start - first.start).days - 3 <= 2
    assert len(first.seats) == 3
    assert officials(first) == officials(second)

    for seat in (*first.seats, *second.seats):
        accept(focal_point(), seat)
    set_planning_date(COORDINATOR, "rso", first.start + timedelta(days=2))
    for day in range(3):
        present = dict.fromkeys(first.seats, True)
        record_attendance(
            SYSTEM, "leg-idn-1", first.start + timedelta(days=day), present, "trainer"
        )
    assert set(decide_completions(SYSTEM, "leg-idn-1", "trainer").values()) == {True}

    again = await published(planner)
    assert officials(again["leg-mys-1"]) == officials(first)
    assert {state_of(seat) for seat in second.seats} == {State.ACCEPTED}


async def test_a_roundtable_finds_the_date_on_which_those_who_are_wanted_can_come(
    planner: Planner, world: None
) -> None:
    @changing
    def busy(person: str, start: date, end: date) -> None:
        Unavailability.create(person=person, start=start, end=end, reason="session")

    a_course("roundtable", days=2, start_weekdays=(1,), min_seats=3)
    a_run(
        "roundtable-1",
        "roundtable",
        required=True,
        earliest=date(2015, 10, 1),
        latest=date(2015, 12, 11),
    )
    wanted = [
        a_nomination(official, "roundtable", priority=5)
        for official in ("IDN-001", "IDN-002", "MYS-001", "MYS-002")
    ]
    busy("IDN-001", date(2015, 10, 1), date(2015, 11, 13))
    busy("MYS-001", date(2015, 11, 24), date(2015, 11, 30))
    busy("MYS-002", date(2015, 11, 16), date(2015, 11, 20))
    busy("IDN-002", date(2015, 11, 23), date(2015, 11, 23))

    run = (await published(planner))["roundtable-1"]
    assert set(run.seats) == set(wanted)
    assert run.start == date(2015, 12, 7)


async def test_a_joint_period_of_action_and_its_de_brief(planner: Planner, world: None) -> None:
    @changing
    def take_part() -> None:
        for member in ("IDN", "MYS"):
            Participant.create(course="action", member=member)
        Member.create(id="FJI", name="Fiji")
        Agency.create(id="FJI-IMM", member="FJI", name="Immigration", kind="immigration")

    a_course("action", days=5, restricted=True)
    a_course("de-brief", days=1)
    take_part()
    a_trainer("ben", "MYS")
    a_trainer("eva", None)
    an_official(1, "FJI-IMM")
    for member, venue in (("IDN", "hall"), ("MYS", "academy")):
        at(a_run(f"action-{member}", "action", required=True), venue)
        for number in (1, 2):
            nomination = a_nomination(f"{member}-00{number}", "action")
            pin_nomination(COORDINATOR, nomination, f"action-{member}")
    a_run("de-brief-1", "de-brief")
    debriefed = [a_nomination(o, "de-brief") for o in ("IDN-001", "MYS-003", "FJI-001")]
    link(LinkKind.SAME_START, "action-IDN", "action-MYS")
    for member in ("IDN", "MYS"):
        link(LinkKind.BEFORE, f"action-{member}", "de-brief-1", min_gap_days=7)
        link(LinkKind.ONLY_IF, "de-brief-1", f"action-{member}")

    plan = await published(planner)
    first, second, last = (plan[run] for run in ("action-IDN", "action-MYS", "de-brief-1"))
    assert first.start == second.start
    assert officials(first) == {"IDN-001", "IDN-002"}
    assert officials(second) == {"MYS-001", "MYS-002"}
    assert last.start >= first.start + timedelta(days=5 + 7)
    assert set(last.seats) == set(debriefed)

    assert _known(focal_point("FJI")) == {"de-brief-1"}
    assert _known(focal_point("MYS")) == {"action-IDN", "action-MYS", "de-brief-1"}

    for number in (1, 2):
        pin_nomination(COORDINATOR, f"MYS-00{number}.action", None)
    pin_run(COORDINATOR, "action-MYS", Pins(held=False))
    assert set(await published(planner)) == {"action-IDN"}


@reading
def _known(viewer: Viewer) -> set[str]:
    return {run.id for run in sight.runs(viewer)}


async def test_a_symposium_of_117_from_35_members(planner: Planner, world: None) -> None:
    a_course("symposium", days=2, min_seats=80, max_seats=120, min_members=35)
    a_venue("convention-centre", capacity=120, facilities=("interpreting",))
    a_run(
        "symposium-1",
        "symposium",
        required=True,
        earliest=date(2016, 3, 25),
        latest=date(2016, 3, 25),
    )
    _attend(members=35, people=117)

    plan = await published(planner)
    run = plan["symposium-1"]
    assert (run.venue, run.start, len(run.seats)) == (
        *("convention-centre", date(2016, 3, 25)),
        117,
    )
    offered = nominations(COORDINATOR, paging=Paging(size=200)).items
    assert {line.state for line in offered} == {State.OFFERED}
    assert len({line.member for line in offered}) == 35


@changing
def _attend(members: int, people: int) -> None:
    """Nominate so many people of so many members for the symposium."""
    ids = [f"M{number:02}" for number in range(members)]
    for id in ids:
        Member.create(id=id, name=id)
        Agency.create(id=f"{id}-IMM", member=id, name=id, kind="immigration")
    for number in range(people):
        official = an_official(number, f"{ids[number % members]}-IMM")
        a_nomination(official, "symposium")
