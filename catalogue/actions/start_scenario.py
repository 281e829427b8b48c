"""A scenario goes to the planner."""

from __future__ import annotations

from typing import Any

from catalogue import audit, outbox, sight
from catalogue.db import changing
from catalogue.fields import now
from catalogue.published import version_known_at
from catalogue.scenarios import PlanStep, ScenarioState
from catalogue.viewer import Viewer


@changing
def start_scenario(
    viewer: Viewer,
    scenario: str,
    *,
    problem: str,
    problem_digest: str,
    objective: str,
    limits: dict[str, Any],
    revision: int,
) -> None:
    """Store what is given to the planner, and note that it works on it; earlier results go.

    `revision` is that of the planning input from which the problem was made (`planning_input`).
    Starting again what is being solved already, with the same problem, changes nothing, so that a
    workflow may repeat it. Raises Forbidden, NotFound; WrongState while another problem is solved.
    """
    viewer.allow_coordinators()
    row = sight.scenario(viewer, scenario)
    if row.state == ScenarioState.SOLVING and row.problem_digest == problem_digest:
        return
    row.must_be("solving", ScenarioState.DRAFT, ScenarioState.SOLVED, ScenarioState.FAILED)
    row.state = ScenarioState.SOLVING
    row.based_on = version_known_at(row.programme_id, revision)
    row.problem, row.problem_digest = problem, problem_digest
    row.objective, row.limits, row.revision = objective, limits, revision
    row.started_at, row.finished_at = now(), None
    row.schedule, row.score, row.bound, row.floor, row.seed = None, None, None, None, None
    row.outcome, row.failure = "", ""
    row.unheld, row.unseated, row.conflict, row.taken = [], [], [], []
    row.step = row.people_forgotten = 0
    row.save()
    PlanStep.delete().where(PlanStep.scenario == scenario).execute()
    audit.record(viewer, "scenario.started", "scenario", scenario, problem_digest=problem_digest)
    outbox.put("scenario.started", scenario=scenario)
