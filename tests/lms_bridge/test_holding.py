"""A plan that was made before something happened, asked about today; and after people are erased."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import date

import pytest

from catalogue.actions.close_venue import close_venue
from catalogue.actions.mark_unavailable import mark_unavailable
from catalogue.problems import loosen
from catalogue.queries.planning import planning_input
from lms_bridge.holding import broken_today
from lms_bridge.planner.client import Planner, planner_at
from lms_bridge.planner.problem import pose, posed_of
from tests.catalogue.builders import (
    COORDINATOR,
    SYSTEM,
    a_nomination,
    a_solved_scenario,
    a_world,
    planned,
)

START = date(2015, 9, 7)
ONE, TWO = (f"IDN-00{n}.induction" for n in (1, 2))


@pytest.fixture
async def planner(planner_address: str) -> AsyncIterator[Planner]:
    async with planner_at(planner_address) as planner:
        yield planner


@pytest.fixture
def scenario(catalogue: str) -> str:
    a_world()
    return a_solved_scenario(planned(seats=[a_nomination("IDN-001"), a_nomination("IDN-002")]))


async def test_what_has_changed_since_is_told_rule_by_rule(planner: Planner, scenario: str) -> None:
    assert await broken_today(planner, COORDINATOR, scenario) == ()
    close_venue(SYSTEM, "hall", START, START, "flood")
    mark_unavailable(SYSTEM, "ana", START, START, "ill")
    broken = await broken_today(planner, COORDINATOR, scenario)
    assert {each.code for each in broken} == {"VENUE_CLOSED", "TRAINER_UNAVAILABLE"}


async def test_a_problem_that_forgot_people_keeps_the_plan_and_its_score(
    planner: Planner, scenario: str
) -> None:
    mark_unavailable(SYSTEM, "ana", date(2016, 1, 4), date(2016, 1, 8), "leave")
    posed = pose(planning_input(COORDINATOR, "rso"))
    problem = json.loads(posed.text)
    assert loosen(problem, [*problem["officials"], *problem["trainers"]])
    looser = posed_of(json.dumps(problem))
    assert looser.digest != posed.digest
    plan = (planned(seats=[ONE, TWO]),)
    before, after = await planner.check(posed, plan), await planner.check(looser, plan)
    assert (before.violations, after.violations) == ((), ())
    assert before.score == after.score
