"""Scenarios side by side, and one with all that it was made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalogue import sight
from catalogue.db import reading
from catalogue.plan import (
    Conflict,
    LeftOut,
    Plan,
    Score,
    Taken,
    left_out_of_rows,
    plan_of_rows,
    taken_of_rows,
)
from catalogue.published import programme_of
from catalogue.rows import read_as
from catalogue.scenarios import PlanStep, Scenario, ScenarioState
from catalogue.viewer import Viewer


@dataclass(frozen=True, slots=True)
class ScenarioLine:
    """A scenario in a list; `score` by its terms. Score and bounds are in thousandths."""

    id: str
    name: str
    state: ScenarioState
    work_in_progress: bool
    based_on: str | None
    objective: str
    outcome: str
    failure: str
    score: dict[str, int] | None
    bound: int | None
    floor: int | None
    made_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class ScenarioRecord:
    """A scenario with its whole input and result, from which it can be made again."""

    line: ScenarioLine
    programme: str
    problem: str
    problem_digest: str
    limits: dict[str, Any]
    seed: int | None
    plan: Plan | None
    score: Score | None
    unheld: tuple[LeftOut, ...]
    unseated: tuple[LeftOut, ...]
    conflict: tuple[Conflict, ...]
    taken: tuple[Taken, ...] = ()
    people_forgotten: int = 0


_COLUMNS = (
    Scenario.id,
    Scenario.name,
    Scenario.state,
    Scenario.work_in_progress,
    Scenario.based_on.alias("based_on"),
    Scenario.objective,
    Scenario.outcome,
    Scenario.failure,
    Scenario.score,
    Scenario.bound,
    Scenario.floor,
    Scenario.made_at,
    Scenario.started_at,
    Scenario.finished_at,
)


@reading
def scenarios(viewer: Viewer, programme: str) -> tuple[ScenarioLine, ...]:
    """List a programme's scenarios, the newest first. Raises Forbidden, NotFound."""
    viewer.allow_coordinators()
    programme_of(programme)
    query = sight.scenarios(viewer).where(Scenario.programme == programme)
    return tuple(read_as(ScenarioLine, query.select(*_COLUMNS).order_by(Scenario.made_at.desc())))


@reading
def scenario(viewer: Viewer, id: str) -> ScenarioRecord:
    """Give a scenario. Raises Forbidden, NotFound."""
    viewer.allow_coordinators()
    row = sight.scenario(viewer, id)
    query = sight.scenarios(viewer).where(Scenario.id == id).select(*_COLUMNS)
    return ScenarioRecord(
        line=read_as(ScenarioLine, query)[0],
        programme=row.programme_id,
        problem=row.problem,
        problem_digest=row.problem_digest,
        limits=row.limits,
        seed=row.seed,
        plan=None if row.schedule is None else plan_of_rows(row.schedule),
        score=None if row.score is None else Score(**row.score),
        unheld=left_out_of_rows(row.unheld),
        unseated=left_out_of_rows(row.unseated),
        conflict=tuple(Conflict(**each) for each in row.conflict),
        taken=taken_of_rows(row.taken),
        people_forgotten=row.people_forgotten,
    )


@dataclass(frozen=True, slots=True)
class Steps:
    """How many changes by hand a scenario's plan has, of how many that could be done again."""

    number: int
    last: int


@reading
def plan_steps(viewer: Viewer, scenario: str) -> Steps:
    """Count the changes by hand of a scenario. Raises Forbidden, NotFound."""
    viewer.allow_coordinators()
    row = sight.scenario(viewer, scenario)
    steps = PlanStep.select().where(PlanStep.scenario == scenario).count()
    return Steps(row.step, max(steps - 1, row.step))
