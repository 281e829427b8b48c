"""What a programme does by itself: on a new planning date, and when a seat is left."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from pathlib import Path

import pytest
from dbos import DBOS

from catalogue.actions.accept import accept
from catalogue.actions.answer_assignment import answer_assignment
from catalogue.actions.decline import decline
from catalogue.actions.mark_unavailable import mark_unavailable
from catalogue.actions.propose import decide_proposal
from catalogue.actions.set_planning_date import set_planning_date
from catalogue.actions.substitute import substitute
from catalogue.actions.withdraw import withdraw
from catalogue.attendance import Completion
from catalogue.courses import Course
from catalogue.db import changing
from catalogue.fields import now
from catalogue.life import State
from catalogue.outbox import Outbox, take, waiting
from catalogue.people import Person, Unavailability
from catalogue.programmes import Programme
from catalogue.queries.proposals import proposals
from catalogue.queries.scenarios import scenario, scenarios
from lms_bridge.parts import Parts
from lms_bridge.planner import client
from lms_bridge.planner.problem import posed_of
from lms_bridge.threads import in_thread
from lms_bridge.workflows.relay import LEAVING
from tests.catalogue.builders import (
    COORDINATOR,
    SYSTEM,
    a_nomination,
    a_published_plan,
    a_world,
    an_official,
    as_trainer,
    focal_point,
    planned,
    state_of,
    stored,
)
from tests.lms_bridge.workflows.conftest import Running

PATIENCE_SECONDS = 120
START = date(2015, 9, 7)
ONE, TWO, THREE = (f"IDN-00{n}.induction" for n in (1, 2, 3))
FOREIGN = "MYS-001.induction"


@pytest.fixture
def world(catalogue: str) -> None:
    """Two seats are offered; Malaysia's official comes next, then Indonesia's third."""
    a_world(officials=4)
    an_official(1, "MYS-IMM", city="kuala-lumpur")
    for official in ("IDN-001", "IDN-002", "IDN-003"):
        a_nomination(official)
    a_nomination("MYS-001", priority=5)
    a_published_plan(planned(seats=[ONE, TWO]))
    for letter in waiting():
        take(letter.id)


async def at_rest(parts: Parts) -> None:
    """Wait until nothing is left to do by itself."""
    parts.jobs.nudge()
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await in_thread(waiting) or await parts.jobs.is_busy():
            await asyncio.sleep(0.05)


@changing
def _cannot_come(person: str) -> None:
    Unavailability.create(person=person, start=START, end=START, reason="leave")


@changing
def _needs(*, seats: int, members: int) -> None:
    Course.update(min_seats=seats, min_members=members).execute()


async def test_a_seat_that_is_declined_goes_to_the_next_who_can_come(
    at_work: Running, planner_address: str, world: None
) -> None:
    _cannot_come("MYS-001")
    async with at_work(planner_address) as parts:
        await in_thread(decline, focal_point(), ONE)
        await at_rest(parts)
    assert (state_of(FOREIGN), state_of(THREE)) == (State.WAITLISTED, State.OFFERED)


async def test_the_first_on_the_list_comes_first(
    at_work: Running, planner_address: str, world: None
) -> None:
    async with at_work(planner_address) as parts:
        await in_thread(decline, focal_point(), ONE)
        await at_rest(parts)
    assert (state_of(FOREIGN), state_of(THREE)) == (State.OFFERED, State.WAITLISTED)


async def test_a_seat_that_is_left_while_there_is_no_planner_is_filled_when_there_is(
    at_work: Running,
    planner_address: str,
    world: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(client, "_PATIENCE_SECONDS", 0.1)
    monkeypatch.setattr(client, "_READY_SECONDS", 0.1)
    socket = tmp_path / "p.sock"
    async with at_work(f"unix:{socket}") as parts:
        await in_thread(decline, focal_point(), ONE)
        parts.jobs.nudge()
        async with asyncio.timeout(PATIENCE_SECONDS):
            while "seats of rso are filled later: no planner answers" not in caplog.text:
                await asyncio.sleep(0.05)
        assert state_of(FOREIGN) == State.WAITLISTED
        socket.symlink_to(planner_address.removeprefix("unix:"))
        await at_rest(parts)
    assert state_of(FOREIGN) == State.OFFERED


async def test_a_substitute_takes_the_seat_that_was_left_for_them(
    at_work: Running, planner_address: str, world: None
) -> None:
    async with at_work(planner_address) as parts:
        made = await in_thread(substitute, focal_point(), ONE, "IDN-004")
        await at_rest(parts)
    assert (state_of(made), state_of(FOREIGN)) == (State.OFFERED, State.WAITLISTED)


async def test_offers_lapse_with_the_planning_date_and_seats_are_then_proposed(
    at_work: Running, planner_address: str, world: None
) -> None:
    async with at_work(planner_address) as parts:
        past = START - timedelta(days=41)
        await in_thread(set_planning_date, COORDINATOR, "rso", past, knowingly=True)
        await at_rest(parts)
        assert (state_of(ONE), state_of(TWO)) == (State.LAPSED, State.LAPSED)
        assert (state_of(FOREIGN), state_of(THREE)) == (State.WAITLISTED, State.WAITLISTED)
        first, second = await in_thread(proposals, COORDINATOR, "rso")
        assert {first.nomination, second.nomination} == {FOREIGN, THREE}

        await in_thread(decide_proposal, COORDINATOR, first.id, accepted=True)
        await at_rest(parts)
        assert state_of(first.nomination) == State.OFFERED
        assert [line.id for line in await in_thread(proposals, COORDINATOR, "rso")] == [second.id]


async def test_after_a_dismissal_the_next_is_proposed(
    at_work: Running, planner_address: str, world: None
) -> None:
    async with at_work(planner_address) as parts:
        for nomination in (ONE, TWO):
            await in_thread(accept, focal_point(), nomination)
        await in_thread(set_planning_date, COORDINATOR, "rso", START - timedelta(days=20))
        await in_thread(withdraw, focal_point(), ONE)
        await at_rest(parts)
        (first,) = await in_thread(proposals, COORDINATOR, "rso")
        await in_thread(decide_proposal, COORDINATOR, first.id, accepted=False)
        await at_rest(parts)
        (second,) = await in_thread(proposals, COORDINATOR, "rso")
    assert (first.nomination, second.nomination) == (FOREIGN, THREE)


async def test_a_refusal_opens_a_repair_of_the_plan_without_that_trainer(
    at_work: Running, planner_address: str, world: None
) -> None:
    async with at_work(planner_address):
        await in_thread(answer_assignment, as_trainer("ana"), "ana", "induction-1", accepted=False)
        async with asyncio.timeout(PATIENCE_SECONDS):
            while len(await in_thread(scenarios, COORDINATOR, "rso")) == 1:
                await asyncio.sleep(0.05)
        repair, _ = await in_thread(scenarios, COORDINATOR, "rso")
    assert repair.name == "Repair: ana refuses induction-1"
    assert (repair.objective, repair.work_in_progress) == ("changes-first", False)
    posed = posed_of((await in_thread(scenario, COORDINATOR, repair.id)).problem)
    (ana,) = posed.message.trainers
    assert [(days.start, days.end) for days in ana.unavailable] == [("2015-09-07", "2015-09-11")]
    assert posed.message.HasField("baseline")


async def test_what_the_standing_plan_breaks_already_keeps_nobody_from_a_seat(
    at_work: Running, planner_address: str, world: None
) -> None:
    mark_unavailable(SYSTEM, "ana", START, START + timedelta(days=4), "illness")
    _needs(seats=3, members=3)
    async with at_work(planner_address) as parts:
        await in_thread(decline, focal_point(), ONE)
        await at_rest(parts)
    assert state_of(FOREIGN) == State.OFFERED


async def test_the_same_word_again_fills_nothing_twice(
    at_work: Running, planner_address: str, world: None
) -> None:
    async with at_work(planner_address) as parts:
        await in_thread(decline, focal_point(), ONE)
        await at_rest(parts)
        await in_thread(_give_back)
        await at_rest(parts)
        begun = await DBOS.list_workflows_async(workflow_id_prefix="fill-rso-")
    assert len(begun) == 1
    assert (state_of(FOREIGN), state_of(THREE)) == (State.OFFERED, State.WAITLISTED)


@changing
def _give_back() -> None:
    Outbox.update(taken_at=None).where(Outbox.topic.in_(sorted(LEAVING))).execute()


async def test_who_has_no_city_comes_by_no_means_but_others_do(
    at_work: Running, planner_address: str, world: None
) -> None:
    @changing
    def lose_city() -> None:
        Person.update(city=None).where(Person.id == "MYS-001").execute()

    lose_city()
    async with at_work(planner_address) as parts:
        await in_thread(decline, focal_point(), ONE)
        await at_rest(parts)
    assert (state_of(FOREIGN), state_of(THREE)) == (State.WAITLISTED, State.OFFERED)


@changing
def _done_long_ago(official: str) -> None:
    Programme.update(retention_days=365).execute()
    Completion.create(
        official=official,
        course="induction",
        completed_on=date(2014, 6, 1),
        source="before",
        decided_at=now(),
    )


async def test_people_are_erased_when_the_planning_date_passes_their_time(
    at_work: Running, planner_address: str, world: None
) -> None:
    _done_long_ago("IDN-004")
    async with at_work(planner_address) as parts:
        await in_thread(set_planning_date, COORDINATOR, "rso", date(2015, 6, 1))
        await at_rest(parts)
        assert stored(Person, "IDN-004").erased_at is None
        await in_thread(set_planning_date, COORDINATOR, "rso", date(2015, 6, 2), knowingly=True)
        await at_rest(parts)
        assert stored(Person, "IDN-004").erased_at is not None
