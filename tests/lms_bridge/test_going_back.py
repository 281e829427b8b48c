"""Going back to an older version: a new one from it, or every reason why not."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import date, timedelta

import pytest

from catalogue.actions.accept import accept
from catalogue.actions.adopt import adopt
from catalogue.actions.erase_person import erase_person
from catalogue.actions.mark_unavailable import mark_unavailable
from catalogue.actions.publish import publish
from catalogue.actions.set_planning_date import set_planning_date
from catalogue.actions.withdraw import withdraw
from catalogue.db import changing
from catalogue.difference import SeatGained, SeatLost, VenueMoved
from catalogue.errors import Forbidden, NotFound
from catalogue.life import State
from catalogue.places import Closure
from catalogue.queries.differences import between
from catalogue.queries.scenarios import scenario
from catalogue.scenarios import ScenarioState
from lms_bridge.errors import NoLongerHolds
from lms_bridge.going_back import go_back
from lms_bridge.planner.client import Planner, planner_at
from lms_bridge.threads import in_thread
from tests.catalogue.builders import (
    COORDINATOR,
    OVERSEER,
    SYSTEM,
    a_nomination,
    a_published_plan,
    a_world,
    focal_point,
    planned,
    state_of,
)

START = date(2015, 9, 7)
ONE, TWO, THREE = (f"IDN-00{n}.induction" for n in (1, 2, 3))


@pytest.fixture
async def planner(planner_address: str) -> AsyncIterator[Planner]:
    async with planner_at(planner_address) as planner:
        yield planner


@pytest.fixture
def world(catalogue: str) -> None:
    """Version 1 seats two in Jakarta, version 2 the third in Kuala Lumpur."""
    a_world()
    for official in ("IDN-001", "IDN-002", "IDN-003"):
        a_nomination(official)
    a_published_plan(planned(seats=[ONE, TWO]))
    a_published_plan(planned(venue="academy", seats=[THREE]))


async def test_an_older_version_becomes_a_new_one(planner: Planner, world: None) -> None:
    revived = await go_back(planner, COORDINATOR, "rso-v1")
    kept = await in_thread(scenario, COORDINATOR, revived.scenario)
    assert (kept.line.name, kept.line.state) == ("Back to version 1", ScenarioState.SOLVED)
    assert kept.plan == (planned(seats=[ONE, TWO]),)
    assert [left.id for left in kept.unseated] == [THREE]
    (run,) = between(COORDINATOR, "rso", "rso-v2", revived.scenario).runs
    assert run.changes == (
        VenueMoved("induction-1", "academy", "hall"),
        SeatGained(ONE, "induction-1"),
        SeatGained(TWO, "induction-1"),
        SeatLost(THREE, "induction-1"),
    )

    adopt(COORDINATOR, revived.scenario)
    published = publish(COORDINATOR, "rso", "back")
    assert published.number == 3
    assert between(COORDINATOR, "rso", "rso-v1", "rso-v3").runs == ()
    assert (state_of(ONE), state_of(THREE)) == (State.OFFERED, State.WAITLISTED)


@pytest.mark.parametrize(
    "leave",
    [
        lambda: withdraw(focal_point(), ONE),
        lambda: erase_person(COORDINATOR, "IDN-001", withdraw=True),
    ],
    ids=["withdrawn", "erased"],
)
async def test_who_gave_up_their_seat_since_or_was_erased_does_not_get_it_back(
    planner: Planner, world: None, leave: Callable[[], None]
) -> None:
    leave()
    revived = await go_back(planner, COORDINATOR, "rso-v1")
    assert revived.without == (ONE,)
    kept = await in_thread(scenario, COORDINATOR, revived.scenario)
    assert kept.plan == (planned(seats=[TWO]),)


async def test_what_no_longer_goes_is_refused_with_every_reason(
    planner: Planner, world: None
) -> None:
    @changing
    def close() -> None:
        Closure.create(venue="hall", start=START, end=START, reason="flood")

    close()
    mark_unavailable(SYSTEM, "ana", START, START, "ill")
    with pytest.raises(NoLongerHolds) as refused:
        await go_back(planner, COORDINATOR, "rso-v1")
    assert set(refused.value.reasons) == {
        "hall is closed on 2015-09-07, when induction-1 would be held there.",
        "ana cannot come on 2015-09-07, when they would teach in induction-1.",
    }


async def test_what_has_begun_is_fact(planner: Planner, world: None) -> None:
    accept(focal_point(), THREE)
    set_planning_date(SYSTEM, "rso", START + timedelta(days=1), knowingly=True)
    revived = await go_back(planner, COORDINATOR, "rso-v1")
    kept = await in_thread(scenario, COORDINATOR, revived.scenario)
    assert kept.plan == (planned(venue="academy", seats=[THREE]),)


async def test_only_coordinators_go_back(planner: Planner, world: None) -> None:
    for viewer in (focal_point(), OVERSEER):
        with pytest.raises(Forbidden):
            await go_back(planner, viewer, "rso-v1")
    with pytest.raises(NotFound):
        await go_back(planner, COORDINATOR, "rso-v9")
    with pytest.raises(NotFound):
        between(focal_point(), "rso", "rso-v1", "rso-s1")
