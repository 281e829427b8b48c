"""Scenarios: plans that are tried, compared, and made the work in progress."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from catalogue.actions import adopt as adopting
from catalogue.actions import draft_scenario as drafting
from catalogue.db import reading
from catalogue.errors import NotFound, Outdated, Refused
from catalogue.plan import Conflict
from catalogue.queries import board as boards
from catalogue.queries import scenarios
from catalogue.queries.board import Board
from catalogue.queries.desired import DesiredRun, desired
from catalogue.queries.differences import to_scenario
from catalogue.queries.outdated import outdated
from catalogue.queries.scenarios import ScenarioLine
from catalogue.viewer import Viewer
from lms_bridge.api.changes import PlanDifference, shown
from lms_bridge.api.doing import operation
from lms_bridge.api.listing import Listing, Slice, sliced
from lms_bridge.api.operation import Body
from lms_bridge.doors import COORDINATORS

TAG = "scenarios"


class ScenarioName(Body):
    """What a scenario is called."""

    name: str


@dataclass(frozen=True, slots=True)
class NotKnown:
    """What happened after a plan was made: a newer version, nominations that moved.

    `runs` are those of other programmes that need the same people or halls on the same days. `text`
    says it all, also what of the plan is not there any more.
    """

    newer_version: str | None
    nominations: tuple[str, ...]
    runs: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class ScenarioShown:
    """A scenario: where it stands, what it was made with, and what kept it from a plan.

    Score and bounds are in thousandths of the weights' unit. `outdated` says what its plan does not
    know, so that it would be refused if it were adopted or published now. Of `people_forgotten`
    who were erased since, the problem that is kept says less than the one of `problem_digest`: the
    plan keeps every rule of it and its score, but another search may find another plan.
    """

    id: str
    programme: str
    scenario: ScenarioLine
    problem_digest: str
    limits: dict[str, Any]
    seed: int | None
    conflict: tuple[Conflict, ...]
    people_forgotten: int
    outdated: NotKnown | None


def list_scenarios(viewer: Viewer, programme: str, wanted: Slice) -> Listing[ScenarioLine]:
    """List a programme's scenarios, the newest first."""
    return sliced(scenarios.scenarios(viewer, programme), wanted)


@reading
def get_scenario(viewer: Viewer, scenario: str) -> ScenarioShown:
    """Give a scenario."""
    record = scenarios.scenario(viewer, scenario)
    return ScenarioShown(
        id=record.line.id,
        programme=record.programme,
        scenario=record.line,
        problem_digest=record.problem_digest,
        limits=record.limits,
        seed=record.seed,
        conflict=record.conflict,
        people_forgotten=record.people_forgotten,
        outdated=_not_known(outdated(viewer, scenario)),
    )


def get_problem(viewer: Viewer, scenario: str) -> dict[str, Any]:
    """Give a scenario's whole input as the planner got it (`planning.v1.Problem` as JSON)."""
    problem = scenarios.scenario(viewer, scenario).problem
    if not problem:
        raise NotFound("problem of the scenario", scenario)
    read: dict[str, Any] = json.loads(problem)
    return read


def draft_scenario(viewer: Viewer, programme: str, name: ScenarioName) -> ScenarioShown:
    """Begin a scenario; a programme's first is its work in progress."""
    made = drafting.draft_scenario(viewer, programme, name.name)
    return get_scenario(viewer, made)


def adopt(viewer: Viewer, scenario: str) -> ScenarioShown:
    """Make a scenario the work in progress: the one that is published next.

    Refused (OUTDATED) with what its plan does not know, where it could not be published any more.
    """
    adopting.adopt(viewer, scenario)
    return get_scenario(viewer, scenario)


def get_scenario_board(viewer: Viewer, scenario: str) -> Board:
    """Give a scenario's plan as bars on rows of venues."""
    programme = scenarios.scenario(viewer, scenario).programme
    return boards.board(viewer, programme, scenario)


def list_planned_runs(viewer: Viewer, scenario: str, wanted: Slice) -> Listing[DesiredRun]:
    """List the runs of a scenario's plan with their trainers and seats."""
    programme = scenarios.scenario(viewer, scenario).programme
    return sliced(desired(viewer, programme, scenario), wanted)


def compare_scenario(viewer: Viewer, scenario: str) -> PlanDifference:
    """Compare the published plan as it stands today with a scenario's."""
    return shown(to_scenario(viewer, scenario))


def _not_known(error: Outdated | Refused | None) -> NotKnown | None:
    match error:
        case Outdated():
            return NotKnown(error.newer_version, error.nominations, error.runs, str(error))
        case Refused():
            return NotKnown(None, (), (), str(error))
        case None:
            return None


DOORS = (
    operation("GET", "/programmes/{programme}/scenarios", list_scenarios, COORDINATORS, tag=TAG),
    operation(
        "POST",
        "/programmes/{programme}/scenarios",
        draft_scenario,
        COORDINATORS,
        tag=TAG,
        status=201,
        tagged=True,
        location="/scenarios/{id}",
    ),
    operation("GET", "/scenarios/{scenario}", get_scenario, COORDINATORS, tag=TAG, tagged=True),
    operation("GET", "/scenarios/{scenario}/problem", get_problem, COORDINATORS, tag=TAG),
    operation("GET", "/scenarios/{scenario}/board", get_scenario_board, COORDINATORS, tag=TAG),
    operation("GET", "/scenarios/{scenario}/runs", list_planned_runs, COORDINATORS, tag=TAG),
    operation("GET", "/scenarios/{scenario}/difference", compare_scenario, COORDINATORS, tag=TAG),
    operation(
        "POST",
        "/scenarios/{scenario}:adopt",
        adopt,
        COORDINATORS,
        tag=TAG,
        tagged=True,
        guarded_by=get_scenario,
    ),
)
