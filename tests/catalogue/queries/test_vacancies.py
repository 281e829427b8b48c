"""Seats that were left, who comes next, and proposals for a coordinator."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from catalogue.actions.accept import accept
from catalogue.actions.decline import decline
from catalogue.actions.promote import promote
from catalogue.actions.propose import decide_proposal, end_proposals, propose
from catalogue.actions.set_planning_date import set_planning_date
from catalogue.actions.substitute import substitute
from catalogue.actions.withdraw import withdraw
from catalogue.errors import Forbidden, NotFound, NotSeatable, WrongState
from catalogue.life import State
from catalogue.proposals import ProposalState
from catalogue.queries.proposals import proposal, proposals
from catalogue.queries.vacancies import Vacancy, vacancies
from tests.catalogue.builders import (
    COORDINATOR,
    SYSTEM,
    a_nomination,
    a_published_plan,
    a_world,
    an_official,
    audited,
    focal_point,
    planned,
    state_of,
)

START = date(2015, 9, 7)
ONE, TWO, THREE, FOUR = (f"IDN-00{n}.induction" for n in (1, 2, 3, 4))
FOREIGN = "MYS-001.induction"


@pytest.fixture
def world(database: str) -> None:
    """Two seats; the third waits with priority 3, Malaysia's with 5."""
    a_world(officials=5)
    an_official(1, "MYS-IMM")
    an_official(2, "MYS-IMM")
    for official in ("IDN-001", "IDN-002", "IDN-003"):
        a_nomination(official)
    a_nomination("MYS-001", priority=5)
    a_published_plan(planned(seats=[ONE, TWO]))


def left(*candidates: str, seats: int = 1, proposed: tuple[str, ...] = ()) -> Vacancy:
    until = START - timedelta(days=42)
    return Vacancy("induction-1", "induction", seats, until, candidates, proposed)


@pytest.mark.usefixtures("world")
def test_a_seat_that_the_plan_left_empty_is_no_vacancy() -> None:
    assert vacancies(SYSTEM, "rso") == ()
    accept(focal_point(), ONE)
    assert vacancies(SYSTEM, "rso") == ()


@pytest.mark.usefixtures("world")
def test_a_seat_that_was_left_goes_to_who_waits_in_the_stated_order() -> None:
    decline(focal_point(), ONE)
    assert vacancies(SYSTEM, "rso") == (left(FOREIGN, THREE),)
    withdraw(focal_point(), TWO)
    assert vacancies(SYSTEM, "rso") == (left(FOREIGN, THREE, seats=2),)
    promote(SYSTEM, FOREIGN, "induction-1")
    assert vacancies(SYSTEM, "rso") == (left(THREE),)
    set_planning_date(COORDINATOR, "rso", START, knowingly=True)
    assert vacancies(SYSTEM, "rso") == ()


@pytest.mark.usefixtures("world")
def test_whom_the_member_sends_instead_comes_first() -> None:
    accept(focal_point(), ONE)
    made = substitute(focal_point(), ONE, "IDN-004")
    assert vacancies(SYSTEM, "rso") == (left(made, FOREIGN, THREE),)
    promote(SYSTEM, made, "induction-1")
    other = substitute(focal_point(), made, "IDN-005")
    assert vacancies(SYSTEM, "rso") == (left(other, FOREIGN, THREE),)
    promote(SYSTEM, FOREIGN, "induction-1")
    third = substitute(focal_point("MYS"), FOREIGN, "MYS-002")
    assert vacancies(SYSTEM, "rso") == (left(other, third, THREE),)
    withdraw(focal_point(), THREE)
    substitute(focal_point(), THREE, "IDN-001")  # for whom no seat was left
    assert vacancies(SYSTEM, "rso") == (left(other, third),)


@pytest.mark.usefixtures("world")
def test_a_coordinator_accepts_a_proposal() -> None:
    decline(focal_point(), ONE)
    propose(SYSTEM, FOREIGN, "induction-1")
    propose(SYSTEM, FOREIGN, "induction-1")
    assert vacancies(SYSTEM, "rso") == (left(FOREIGN, THREE, proposed=(FOREIGN,)),)
    (line,) = proposals(COORDINATOR, "rso")
    assert (line.nomination, line.run, line.start, line.state) == (
        *(FOREIGN, "induction-1"),
        *(START, ProposalState.OPEN),
    )
    with pytest.raises(Forbidden):
        proposals(focal_point(), "rso")
    with pytest.raises(Forbidden):
        decide_proposal(focal_point(), line.id, accepted=True)

    decide_proposal(COORDINATOR, line.id, accepted=True)
    assert state_of(FOREIGN) == State.OFFERED
    assert proposals(COORDINATOR, "rso") == ()
    assert proposal(COORDINATOR, "rso", line.id).state == ProposalState.ACCEPTED
    assert audited()[-1] == ("proposal.accepted", FOREIGN)
    with pytest.raises(WrongState):
        decide_proposal(COORDINATOR, line.id, accepted=False)


@pytest.mark.usefixtures("world")
def test_who_is_dismissed_is_no_candidate_for_that_run_any_more() -> None:
    decline(focal_point(), ONE)
    propose(SYSTEM, FOREIGN, "induction-1")
    (line,) = proposals(COORDINATOR, "rso")
    decide_proposal(COORDINATOR, line.id, accepted=False)
    assert state_of(FOREIGN) == State.WAITLISTED
    assert vacancies(SYSTEM, "rso") == (left(THREE),)


@pytest.mark.usefixtures("world")
def test_a_proposal_is_over_when_its_seat_or_its_nomination_is_gone() -> None:
    decline(focal_point(), ONE)
    for nomination in (FOREIGN, THREE):
        propose(SYSTEM, nomination, "induction-1")
    withdraw(focal_point(), THREE)
    runs = frozenset({"induction-1"})
    assert end_proposals(SYSTEM, "rso", runs) == [THREE]
    assert end_proposals(SYSTEM, "rso", runs) == []
    assert end_proposals(SYSTEM, "rso", frozenset()) == [FOREIGN]
    propose(SYSTEM, FOREIGN, "induction-1")
    assert [line.nomination for line in proposals(COORDINATOR, "rso")] == [FOREIGN]


@pytest.mark.usefixtures("world")
def test_a_proposal_that_no_longer_goes_is_refused_and_stays(world: None) -> None:
    decline(focal_point(), ONE)
    propose(SYSTEM, FOREIGN, "induction-1")
    (line,) = proposals(COORDINATOR, "rso")
    set_planning_date(COORDINATOR, "rso", START, knowingly=True)
    with pytest.raises(NotSeatable):
        decide_proposal(COORDINATOR, line.id, accepted=True)
    assert proposals(COORDINATOR, "rso") == (line,)
    with pytest.raises(NotFound):
        proposal(COORDINATOR, "rso", "other")
