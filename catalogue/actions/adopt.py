"""A coordinator makes a scenario the work in progress: the one that is published next."""

from __future__ import annotations

from catalogue import audit, sight
from catalogue.db import changing
from catalogue.outdated import refuse_outdated
from catalogue.scenarios import Scenario
from catalogue.viewer import Viewer


@changing
def adopt(viewer: Viewer, scenario: str) -> None:
    """Make a scenario its programme's work in progress.

    Raises Forbidden, NotFound; Outdated and Refused where its plan cannot be published any more.
    """
    viewer.allow_coordinators()
    row = sight.scenario(viewer, scenario)
    refuse_outdated(viewer, row)
    Scenario.update(work_in_progress=False).where(
        Scenario.programme == row.programme_id, Scenario.work_in_progress
    ).execute()
    Scenario.update(work_in_progress=True).where(Scenario.id == scenario).execute()
    audit.record(viewer, "scenario.adopted", "scenario", scenario)
