"""Figures of plans in their own units."""

from __future__ import annotations

from catalogue.queries.planning import planning_input
from lms_bridge.web.measures import measure
from tests.catalogue.builders import SYSTEM, a_nomination, a_world, planned


def test_plan_is_counted_in_runs_seats_and_dollars(catalogue: str) -> None:
    a_world()
    seat, other = a_nomination("IDN-001"), a_nomination("IDN-002")
    given = planning_input(SYSTEM, "rso")
    nothing, one = measure(given, ()), measure(given, (planned(seats=(seat,)),))
    assert (nothing.held, nothing.unseated, nothing.seats_short, nothing.cost_usd) == (0, 2, 4, 0)
    assert (one.held, one.seats, one.unseated, one.seats_short) == (1, 1, 1, 3)
    lacking = next(each for each in given.nominations if each.id == other)
    assert one.priorities_unseated == lacking.priority
