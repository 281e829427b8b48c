"""Who waits though the member ranked them before a colleague with a seat, and why."""

from __future__ import annotations

from datetime import date

import pytest

from catalogue.actions.decline import decline
from catalogue.actions.finish_scenario import Result, finish_scenario
from catalogue.actions.publish import publish
from catalogue.actions.start_scenario import start_scenario
from catalogue.audit import revision
from catalogue.db import reading
from catalogue.errors import NotFound
from catalogue.plan import LeftOut, Reason, Score
from catalogue.queries.passed_over import PassedOver, passed_over
from catalogue.versions import VersionOrigin
from tests.catalogue.builders import (
    COORDINATOR,
    OVERSEER,
    SYSTEM,
    a_nomination,
    a_solved_scenario,
    a_world,
    agency_officer,
    an_official,
    focal_point,
    machine,
    planned,
    solve,
    stored,
)

ONE, TWO, THREE = (f"IDN-00{n}.induction" for n in (1, 2, 3))
LANGUAGE = Reason("LANGUAGE", run="induction-1")


@pytest.fixture
def world(database: str) -> None:
    """The second and third choice are seated; the first does not speak the language."""
    a_world()
    an_official(1, "MYS-IMM")
    for rank, official in enumerate(("IDN-001", "IDN-002", "IDN-003"), start=1):
        a_nomination(official, rank=rank)
    a_nomination("MYS-001", rank=1)
    scenario = a_solved_scenario()
    start_scenario(
        SYSTEM,
        scenario,
        problem='{"horizon": {}}',
        problem_digest="digest",
        objective="total",
        limits={"seconds": 10, "seed": 3},
        revision=reading(revision)(),
    )
    result = Result(
        outcome="FEASIBLE",
        plan=(planned(seats=[TWO, THREE]),),
        score=Score(),
        bound=0,
        floor=0,
        seed=3,
        unseated=(LeftOut(ONE, (LANGUAGE,)),),
    )
    finish_scenario(SYSTEM, scenario, result)
    publish(COORDINATOR, "rso")


@pytest.mark.usefixtures("world")
def test_the_first_choice_is_owed_the_reason() -> None:
    line = PassedOver(
        nomination=ONE,
        given_name="Idn",
        family_name="Family001",
        member="IDN",
        course="induction",
        rank=1,
        colleagues=(TWO, THREE),
        reasons=(LANGUAGE,),
    )
    for viewer in (COORDINATOR, focal_point(), agency_officer()):
        assert passed_over(viewer, "rso") == (line,)
        assert passed_over(viewer, "rso", ONE) == (line,)
        assert passed_over(viewer, "rso", TWO) == ()
    for other in (OVERSEER, machine(), focal_point("MYS")):
        assert passed_over(other, "rso") == ()
    with pytest.raises(NotFound):
        passed_over(focal_point("MYS"), "rso", ONE)


@pytest.mark.usefixtures("world")
def test_nobody_is_passed_over_by_who_left_their_seat() -> None:
    for nomination in (TWO, THREE):
        decline(focal_point(), nomination)
    assert passed_over(focal_point(), "rso") == ()


@pytest.mark.usefixtures("world")
def test_a_version_keeps_what_it_was_made_from_when_its_scenario_is_planned_again() -> None:
    solve("rso-s1", (planned(seats=[ONE]),))
    origin = stored(VersionOrigin, "rso-v1")
    assert (origin.problem, origin.objective, origin.limits) == (
        *('{"horizon": {}}', "total"),
        {"seconds": 10, "seed": 3},
    )
    assert (origin.outcome, origin.seed) == ("FEASIBLE", 3)
    assert passed_over(focal_point(), "rso")[0].reasons == (LANGUAGE,)


@pytest.mark.usefixtures("world")
def test_whom_a_repair_does_not_look_at_is_owed_the_reason_of_before() -> None:
    solve("rso-s1", (planned(seats=[TWO, THREE], start=date(2015, 9, 14)),))
    publish(COORDINATOR, "rso")
    assert passed_over(focal_point(), "rso")[0].reasons == (LANGUAGE,)
