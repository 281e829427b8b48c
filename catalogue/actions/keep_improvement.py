"""A better schedule that the planner found on its way is kept, so that no crash loses it."""

from __future__ import annotations

from dataclasses import asdict

from catalogue import audit, sight
from catalogue.db import changing
from catalogue.plan import Plan, Score, plan_to_rows
from catalogue.scenarios import ScenarioState
from catalogue.viewer import Viewer


@changing
def keep_improvement(
    viewer: Viewer,
    scenario: str,
    plan: Plan,
    score: Score,
    bound: int | None,
    floor: int | None = None,
) -> None:
    """Keep the best plan so far of a scenario that is being solved.

    Raises Forbidden, NotFound, WrongState.
    """
    viewer.allow_coordinators()
    row = sight.scenario(viewer, scenario)
    row.must_be("improved", ScenarioState.SOLVING)
    row.schedule, row.score = plan_to_rows(plan), asdict(score)
    row.bound, row.floor = bound, floor
    row.save()
    audit.record(viewer, "scenario.improved", "scenario", scenario, total=score.total, bound=bound)
