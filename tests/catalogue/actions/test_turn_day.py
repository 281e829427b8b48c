"""What the planning date brings by itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from catalogue.actions.accept import accept
from catalogue.actions.promote import promote
from catalogue.actions.set_planning_date import set_planning_date
from catalogue.actions.set_terms import set_terms
from catalogue.actions.turn_day import turn_day
from catalogue.errors import Forbidden, Refused
from catalogue.life import State
from catalogue.nominations import Nomination
from catalogue.outbox import waiting
from catalogue.queries.overview import programmes
from catalogue.viewer import Viewer
from tests.catalogue.builders import (
    COORDINATOR,
    SYSTEM,
    a_nomination,
    a_published_plan,
    a_world,
    focal_point,
    forget_word,
    planned,
    state_of,
    stored,
)

ONE, TWO, THREE = (f"IDN-00{n}.induction" for n in (1, 2, 3))
ANSWER_BY = date(2015, 7, 27)


@pytest.fixture
def world(database: str) -> None:
    a_world()
    for official in ("IDN-001", "IDN-002", "IDN-003"):
        a_nomination(official)
    a_published_plan(planned(start=ANSWER_BY + timedelta(days=42), seats=[ONE, TWO]))


def turned(day: date) -> list[str]:
    """Topics of what others hear when a day comes."""
    set_planning_date(COORDINATOR, "rso", day, knowingly=True)
    forget_word()
    turn_day(SYSTEM, "rso")
    return [letter.topic for letter in waiting()]


@pytest.mark.usefixtures("world")
def test_a_member_is_reminded_once_of_an_offer_that_will_lapse() -> None:
    accept(focal_point(), TWO)
    assert turned(ANSWER_BY - timedelta(days=8)) == []
    assert turned(ANSWER_BY - timedelta(days=7)) == ["nomination.reminded"]
    (letter,) = waiting()
    assert letter.payload == {"nomination": ONE, "answer_by": "2015-07-27"}
    assert turned(ANSWER_BY) == []
    assert (state_of(ONE), state_of(TWO)) == (State.OFFERED, State.ACCEPTED)


@pytest.mark.usefixtures("world")
def test_an_offer_lapses_on_the_day_after_its_answer_by_date() -> None:
    assert turned(ANSWER_BY + timedelta(days=1)) == ["nomination.lapsed"] * 2
    assert (state_of(ONE), state_of(TWO), state_of(THREE)) == (
        State.LAPSED,
        State.LAPSED,
        State.WAITLISTED,
    )
    assert turned(ANSWER_BY + timedelta(days=1)) == []


@pytest.mark.usefixtures("world")
def test_a_new_offer_is_reminded_of_anew() -> None:
    turned(ANSWER_BY - timedelta(days=3))
    turned(ANSWER_BY + timedelta(days=1))
    promote(COORDINATOR, THREE, "induction-1")
    assert stored(Nomination, THREE).reminded_on is None
    assert turned(ANSWER_BY + timedelta(days=2)) == ["nomination.reminded"]


@pytest.mark.usefixtures("world")
def test_how_early_members_are_reminded_is_set_by_those_who_run_the_programme() -> None:
    set_terms(COORDINATOR, "rso", {"reminder_days": 30, "cooling_off_days": 14})
    (line,) = programmes(COORDINATOR)
    assert (line.answer_by_days, line.reminder_days, line.cooling_off_days) == (42, 30, 14)
    assert turned(ANSWER_BY - timedelta(days=30)) == ["nomination.reminded"] * 2
    with pytest.raises(Refused, match="answer_by_days"):
        set_terms(COORDINATOR, "rso", {"answer_by_days": -1})
    with pytest.raises(Forbidden):
        set_terms(focal_point(), "rso", {"reminder_days": 1})


@pytest.mark.usefixtures("world")
def test_the_end_of_the_programme_closes_waiting_lists() -> None:
    assert "programme.closed" in turned(date(2018, 1, 1))
    assert state_of(THREE) == State.CLOSED


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("viewer", [focal_point()])
def test_days_are_turned_by_those_who_run_the_programme(viewer: Viewer) -> None:
    with pytest.raises(Forbidden):
        turn_day(viewer, "rso")
