"""Figures of plans in their own units."""

from __future__ import annotations

from dataclasses import replace

from catalogue.queries.planning import planning_input
from catalogue.queries.scenarios import scenario
from lms_bridge.measures import Measures, measure
from lms_bridge.web.comparing import Compared, price_of
from tests.catalogue.builders import SYSTEM, a_nomination, a_solved_scenario, a_world, planned


def test_plan_is_counted_in_runs_seats_and_dollars(catalogue: str) -> None:
    a_world()
    seat, other = a_nomination("IDN-001"), a_nomination("IDN-002")
    given = planning_input(SYSTEM, "rso")
    nothing, one = measure(given, ()), measure(given, (planned(seats=(seat,)),))
    assert (nothing.held, nothing.unseated, nothing.seats_short, nothing.cost_usd) == (0, 2, 4, 0)
    assert (one.held, one.seats, one.unseated, one.seats_short) == (1, 1, 1, 3)
    lacking = next(each for each in given.nominations if each.id == other)
    assert one.priorities_unseated == lacking.priority


def test_price_joins_the_plans_that_no_other_beats(catalogue: str) -> None:
    a_world()
    record = scenario(SYSTEM, a_solved_scenario(planned()))
    figures = Measures(1, 0, 0, 0, 0, seats_short=6, hosted_short=0, cost_usd=100)
    plans = [(6, 100), (1, 300), (1, 200), (4, 250), (5, 200)]
    compared = [
        Compared(record, replace(figures, seats_short=short, cost_usd=cost))
        for short, cost in plans
    ]
    price = price_of(compared, "cost_usd")
    assert price is not None
    assert (price.left, price.right, price.least, price.most) == (1, 6, 100, 300)
    assert price.path == "M12.0 80.0L308.0 148.0"
    beaten = [is_beaten for _x, _y, _name, is_beaten in price.points]
    assert beaten == [False, True, True, True, False]  # those stand there, too
    assert price_of(compared[1:3], "cost_usd") is None
