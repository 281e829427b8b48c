"""A coordinator goes back to an older version: its plan becomes a scenario, as it fits today."""

from __future__ import annotations

from catalogue import audit, outbox
from catalogue.actions.draft_scenario import draft_scenario
from catalogue.actions.finish_scenario import Result, result_to_columns
from catalogue.db import changing
from catalogue.fields import now
from catalogue.published import version_known_at, version_of
from catalogue.scenarios import Scenario, ScenarioState
from catalogue.viewer import Viewer


@changing
def revive_version(
    viewer: Viewer,
    version: str,
    result: Result,
    *,
    problem: str,
    problem_digest: str,
    revision: int,
) -> str:
    """Keep an older version's plan, checked against today's problem, as a scenario; gives its id.

    It is adopted and published as any other, and becomes a new version then. Raises Forbidden,
    NotFound.
    """
    viewer.allow_coordinators()
    row = version_of(version)
    id = draft_scenario(viewer, row.programme_id, f"Back to version {row.number}")
    moment = now()
    Scenario.update(
        state=ScenarioState.SOLVED,
        problem=problem,
        problem_digest=problem_digest,
        objective="as-published",
        limits={"version": version},
        based_on=version_known_at(row.programme_id, revision),
        revision=revision,
        started_at=moment,
        finished_at=moment,
        **result_to_columns(result),
    ).where(Scenario.id == id).execute()
    audit.record(viewer, "version.revived", "version", version, scenario=id)
    outbox.put("version.revived", programme=row.programme_id, version=version, scenario=id)
    return id
