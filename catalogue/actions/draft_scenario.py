"""A coordinator begins a scenario."""

from __future__ import annotations

from catalogue import audit, sight
from catalogue.db import changing
from catalogue.published import newest_version, programme_of
from catalogue.scenarios import Scenario
from catalogue.texts import note
from catalogue.viewer import Viewer


@changing
def draft_scenario(viewer: Viewer, programme: str, name: str) -> str:
    """Make an empty scenario and give its id; a programme's first is its work in progress.

    Raises Forbidden, NotFound, Refused.
    """
    viewer.allow_coordinators()
    programme_of(programme)
    others = sight.scenarios(viewer).where(Scenario.programme == programme)
    made = Scenario.create(
        id=f"{programme}-s{others.count() + 1}",
        programme=programme,
        name=note(name, "name"),
        work_in_progress=not others.where(Scenario.work_in_progress).exists(),
        based_on=newest_version(programme),
        made_by=viewer.person,
    )
    audit.record(viewer, "scenario.drafted", "scenario", made.id)
    return made.id
