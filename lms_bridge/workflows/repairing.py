"""A trainer refuses: a repair of the published plan is begun, for a coordinator to look at."""

from __future__ import annotations

import logging

from dbos import DBOS, DBOSConfiguredInstance

from catalogue.actions.draft_scenario import draft_scenario
from catalogue.actions.start_scenario import start_scenario
from catalogue.db import changing
from catalogue.planning_input import PlanningInput
from catalogue.queries.planning import planning_input
from catalogue.viewer import Viewer
from lms_bridge.errors import NotPlannable
from lms_bridge.planner.problem import Posed, pose
from lms_bridge.threads import in_thread
from lms_bridge.workflows.outlasting import outlasting

_LIMITS = {"seconds": 30.0, "gap": 0.0, "workers": 1, "seed": 0}
_OBJECTIVE = "changes-first"

log = logging.getLogger(__name__)


@DBOS.dbos_class()
class Repairing(DBOSConfiguredInstance):
    """Begins repairs."""

    def __init__(self) -> None:
        """Need nothing: the search itself is another workflow, which the scenario starts."""
        super().__init__("repairing")

    @DBOS.workflow()
    async def repair(self, programme: str, name: str) -> None:
        """Draft a scenario that changes as little as it can, and have it planned."""
        await self.begin(programme, name)

    @DBOS.step()
    @outlasting
    async def begin(self, programme: str, name: str) -> None:
        """Draft it and start its search, both or neither."""
        viewer = Viewer.system(f"repair {programme}")
        given = await in_thread(planning_input, viewer, programme)
        try:
            posed = await in_thread(pose, given)
        except NotPlannable as error:
            log.warning("%s cannot be planned: %s", name, error)
            return
        await in_thread(_begin, viewer, name, given, posed)


@changing
def _begin(viewer: Viewer, name: str, given: PlanningInput, posed: Posed) -> None:
    scenario = draft_scenario(viewer, given.programme, name)
    start_scenario(
        viewer,
        scenario,
        problem=posed.text,
        problem_digest=posed.digest,
        objective=_OBJECTIVE,
        limits=_LIMITS,
        revision=given.revision,
    )
