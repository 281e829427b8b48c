"""The planner is done with a scenario, or could not do it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from catalogue import audit, outbox, sight
from catalogue.db import changing
from catalogue.fields import now
from catalogue.plan import Conflict, LeftOut, Plan, Score, Taken, left_out_to_rows, plan_to_rows
from catalogue.scenarios import ScenarioState
from catalogue.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Result:
    """What the planner says in the end. `plan` and `score` are missing where there is no plan.

    `outcome` is OPTIMAL, FEASIBLE, INFEASIBLE or UNKNOWN. Bounds are in thousandths.
    """

    outcome: str
    plan: Plan | None
    score: Score | None
    bound: int | None
    floor: int | None
    seed: int
    unheld: tuple[LeftOut, ...] = ()
    unseated: tuple[LeftOut, ...] = ()
    conflict: tuple[Conflict, ...] = ()
    taken: tuple[Taken, ...] = ()


def result_to_columns(result: Result) -> dict[str, Any]:
    """Write a result as a scenario's row keeps it."""
    return {
        "outcome": result.outcome,
        "schedule": None if result.plan is None else plan_to_rows(result.plan),
        "score": None if result.score is None else asdict(result.score),
        "bound": result.bound,
        "floor": result.floor,
        "seed": result.seed,
        "unheld": left_out_to_rows(result.unheld),
        "unseated": left_out_to_rows(result.unseated),
        "conflict": [asdict(each) for each in result.conflict],
        "taken": [asdict(each) for each in result.taken],
    }


@changing
def finish_scenario(viewer: Viewer, scenario: str, result: Result) -> None:
    """Store the result of a scenario that is being solved.

    Raises Forbidden, NotFound, WrongState.
    """
    viewer.allow_coordinators()
    row = sight.scenario(viewer, scenario)
    row.must_be("solved", ScenarioState.SOLVING)
    row.state = ScenarioState.SOLVED
    for name, value in result_to_columns(result).items():
        setattr(row, name, value)
    row.finished_at = now()
    row.save()
    audit.record(viewer, "scenario.solved", "scenario", scenario, outcome=result.outcome)
    outbox.put("scenario.solved", scenario=scenario)


@changing
def fail_scenario(viewer: Viewer, scenario: str, failure: str) -> None:
    """Note why a scenario could not be solved; the best plan so far stays.

    Raises Forbidden, NotFound, WrongState.
    """
    viewer.allow_coordinators()
    row = sight.scenario(viewer, scenario)
    row.must_be("failed", ScenarioState.SOLVING)
    row.state, row.failure, row.finished_at = ScenarioState.FAILED, failure, now()
    row.save()
    audit.record(viewer, "scenario.failed", "scenario", scenario, failure=failure)
    outbox.put("scenario.failed", scenario=scenario)
