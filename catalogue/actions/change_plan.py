"""A coordinator changes the plan of a scenario by hand, and takes changes back.

Whoever changes it names the plan that they saw (`plan.plan_tag`), so that two coordinators never
overwrite each other.
"""

from __future__ import annotations

from typing import Any

from catalogue import audit, sight
from catalogue.actions.draft_scenario import draft_scenario
from catalogue.actions.finish_scenario import Result, result_to_columns
from catalogue.db import changing
from catalogue.errors import ChangedMeanwhile, WrongState
from catalogue.fields import now
from catalogue.plan import Score, plan_of_rows, plan_tag
from catalogue.scenarios import PlanStep, Scenario, ScenarioState
from catalogue.viewer import Viewer

BY_HAND = "by-hand"
"""What a scenario was made for that no search planned."""

_COLUMNS = tuple(result_to_columns(Result("", (), Score(), None, None, 0)))


@changing
def plan_by_hand(
    viewer: Viewer,
    programme: str,
    name: str,
    result: Result,
    *,
    problem: str,
    problem_digest: str,
    revision: int,
) -> str:
    """Make a scenario of a plan that no search made, to be changed by hand; gives its id.

    `result` may be without a score, where the plan breaks rules. Raises Forbidden, NotFound.
    """
    id = draft_scenario(viewer, programme, name)
    moment = now()
    Scenario.update(
        state=ScenarioState.SOLVED,
        problem=problem,
        problem_digest=problem_digest,
        objective=BY_HAND,
        revision=revision,
        started_at=moment,
        finished_at=moment,
        **result_to_columns(result),
    ).where(Scenario.id == id).execute()
    return id


@changing
def change_plan(viewer: Viewer, scenario: str, seen: str, result: Result) -> None:
    """Give a scenario another plan; what was taken back before cannot be done again after it.

    Raises Forbidden, NotFound, WrongState, ChangedMeanwhile.
    """
    row = _to_change(viewer, scenario, seen)
    steps = PlanStep.select().where(PlanStep.scenario == scenario)
    if not steps.exists():
        PlanStep.create(scenario=scenario, number=0, result={n: getattr(row, n) for n in _COLUMNS})
    later = (PlanStep.scenario == scenario) & (PlanStep.number > row.step)
    PlanStep.delete().where(later).execute()
    columns = result_to_columns(result)
    PlanStep.create(scenario=scenario, number=row.step + 1, result=columns)
    _take(viewer, row, row.step + 1, columns, "scenario.changed")


@changing
def undo_change(viewer: Viewer, scenario: str, seen: str) -> None:
    """Take back the last change. Raises Forbidden, NotFound, WrongState, ChangedMeanwhile."""
    _go(viewer, scenario, seen, -1, "scenario.undone")


@changing
def redo_change(viewer: Viewer, scenario: str, seen: str) -> None:
    """Do again what was taken back. Raises Forbidden, NotFound, WrongState, ChangedMeanwhile."""
    _go(viewer, scenario, seen, 1, "scenario.redone")


def _go(viewer: Viewer, scenario: str, seen: str, by: int, verb: str) -> None:
    row = _to_change(viewer, scenario, seen)
    wanted = (PlanStep.scenario == scenario) & (PlanStep.number == row.step + by)
    step = PlanStep.get_or_none(wanted)
    if step is None:
        state = "at the end of its changes"
        raise WrongState("scenario", scenario, state=state, wanted="changed so")
    _take(viewer, row, step.number, step.result, verb)


def _to_change(viewer: Viewer, scenario: str, seen: str) -> Scenario:
    viewer.allow_coordinators()
    row = sight.scenario(viewer, scenario)
    row.must_be("changed", ScenarioState.SOLVED)
    if row.schedule is None:
        raise row.cannot_be("changed")
    if plan_tag(plan_of_rows(row.schedule)) != seen:
        raise ChangedMeanwhile("scenario", scenario)
    return row


def _take(viewer: Viewer, row: Scenario, number: int, columns: dict[str, Any], verb: str) -> None:
    for name, value in columns.items():
        setattr(row, name, value)
    row.step, row.finished_at = number, now()
    row.save()
    audit.record(viewer, verb, "scenario", row.id, step=number)
