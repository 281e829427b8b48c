"""Funders: budget, commitment, and what was spent."""

from __future__ import annotations

from datetime import date

import pytest

from catalogue.actions.decline import decline
from catalogue.actions.record_expense import record_expense
from catalogue.courses import Course
from catalogue.db import changing
from catalogue.errors import Forbidden, NotFound, Refused
from catalogue.people import Trainer
from catalogue.places import Venue
from catalogue.queries.funders import ExpenseLine, FundedRun, FunderLine, expenses, funders
from tests.catalogue.builders import (
    COORDINATOR,
    OVERSEER,
    a_nomination,
    a_published_plan,
    a_world,
    audited,
    focal_point,
    planned,
)

ONE, TWO = "IDN-001.induction", "IDN-002.induction"
START = date(2015, 9, 7)


@pytest.fixture
def world(database: str) -> None:
    """Two from Jakarta learn in Kuala Lumpur, and a trainer from Jakarta teaches there."""
    a_world()
    for official in ("IDN-001", "IDN-002"):
        a_nomination(official)

    @changing
    def prices() -> None:
        Course.update(funder="AUS").execute()
        Venue.update(day_rate_usd=100).execute()
        Trainer.update(day_fee_usd=80).execute()

    prices()
    a_published_plan(planned(venue="academy", seats=[ONE, TWO]))


# 5 days of the hall; the trainer's fee; the way there and back and 5 days, for each of three
COST = 5 * 100 + 5 * 80 + 3 * (2 * 200 + 5 * 50)


@pytest.mark.usefixtures("world")
def test_commitment_is_what_the_published_runs_cost_with_todays_seats() -> None:
    run = FundedRun("induction-1", "induction", START, COST, 0)
    line = FunderLine("AUS", "A funder", 100_000, COST, 0, (run,))
    for viewer in (COORDINATOR, OVERSEER):
        assert funders(viewer, "rso") == (line,)
    changing(lambda: Course.update(restricted=True).execute())()
    (figures,) = funders(OVERSEER, "rso")
    assert (figures.commitment_usd, figures.runs) == (COST, ())
    decline(focal_point(), ONE)
    assert funders(COORDINATOR, "rso")[0].commitment_usd == COST - (2 * 200 + 5 * 50)
    with pytest.raises(Forbidden):
        funders(focal_point(), "rso")


@pytest.mark.usefixtures("world")
def test_what_was_spent_is_counted_by_funder_and_run() -> None:
    made = record_expense(COORDINATOR, "rso", "AUS", 700, START, "induction-1", " hall ")
    record_expense(COORDINATOR, "rso", "AUS", -50, START)
    record_expense(COORDINATOR, "rso", "AUS", 1000, date(2015, 9, 1))
    (line,) = funders(OVERSEER, "rso")
    assert (line.actual_usd, line.runs[0].actual_usd) == (1650, 700)
    listed = expenses(COORDINATOR, "rso")
    assert [each.amount_usd for each in listed][-1] == 1000
    assert ExpenseLine(made, "AUS", "induction-1", 700, START, "hall") in listed
    assert audited()[-1] == ("expense.recorded", "AUS")


@pytest.mark.usefixtures("world")
def test_what_nobody_can_have_paid_is_refused() -> None:
    with pytest.raises(Refused, match="amount_usd"):
        record_expense(COORDINATOR, "rso", "AUS", 0, START)
    for funder, run in (("NZL", None), ("AUS", "other")):
        with pytest.raises(NotFound):
            record_expense(COORDINATOR, "rso", funder, 10, START, run)
    with pytest.raises(Forbidden):
        record_expense(focal_point(), "rso", "AUS", 10, START)
