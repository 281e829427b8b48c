"""A scenario is given to the planner: the programme as it is now, and when the search ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from catalogue.actions.draft_scenario import draft_scenario
from catalogue.actions.start_scenario import start_scenario
from catalogue.db import changing, reading
from catalogue.planning_input import PlanningInput
from catalogue.queries.planning import planning_input
from catalogue.queries.scenarios import scenario as read_scenario
from catalogue.viewer import Viewer
from lms_bridge.parts import Parts
from lms_bridge.planner.client import Limits
from lms_bridge.planner.hopeless import without_hopeless
from lms_bridge.planner.problem import Posed, pose
from lms_bridge.planner.wishes import Wishes, as_wished
from lms_bridge.threads import in_thread

TOTAL: Final = "total"
CHANGES_FIRST: Final = "changes-first"
REPAIR_SECONDS = 10.0


AS_IT_IS: Final = Wishes()


async def start_planning(
    parts: Parts, viewer: Viewer, scenario: str, limits: Limits, wishes: Wishes = AS_IT_IS
) -> None:
    """Pose the programme of a scenario as it is wished, and have it planned; it goes on by itself.

    Raises Forbidden, NotFound, WrongState, NotPlannable.
    """
    await in_thread(pose_scenario, viewer, scenario, limits, wishes)
    parts.jobs.nudge()


def pose_scenario(viewer: Viewer, scenario: str, limits: Limits, wishes: Wishes = AS_IT_IS) -> None:
    """Read, translate and store; by itself the translation holds no transaction open.

    The durable work is to be nudged afterwards. Raises as `start_planning`.
    """
    given = _input_of(viewer, scenario)
    start_posed(viewer, scenario, pose_as_wished(given, wishes), limits, given.revision)


def pose_as_wished(given: PlanningInput, wishes: Wishes) -> Posed:
    """Translate a programme as it is wished, for a solve. Raises NotPlannable."""
    return pose(without_hopeless(as_wished(given, wishes)))


def start_posed(viewer: Viewer, scenario: str, posed: Posed, limits: Limits, revision: int) -> None:
    """Store a problem, made of the planning input of a revision. Raises as `start_scenario`."""
    start_scenario(
        viewer,
        scenario,
        problem=posed.text,
        problem_digest=posed.digest,
        objective=CHANGES_FIRST if limits.changes_first else TOTAL,
        limits=stored(limits),
        revision=revision,
    )


@changing
def repair(
    viewer: Viewer,
    programme: str,
    name: str,
    fact: Callable[[Viewer], None],
    workers: int,
    wishes: Wishes = AS_IT_IS,
) -> str:
    """Note a fact and pose the plan, to be repaired with as few changes as can be.

    Gives the scenario; the durable work is to be nudged afterwards. Both or neither is done. Raises
    what noting the fact raises, and NotPlannable.
    """
    fact(viewer)
    scenario = draft_scenario(viewer, programme, name)
    limits = Limits(seconds=REPAIR_SECONDS, workers=workers, changes_first=True)
    pose_scenario(viewer, scenario, limits, wishes)
    return scenario


@reading
def _input_of(viewer: Viewer, scenario: str) -> PlanningInput:
    return planning_input(viewer, read_scenario(viewer, scenario).programme)


def stored(limits: Limits) -> dict[str, Any]:
    """Write limits as a scenario keeps them; what is minimised stands beside them."""
    return {
        "seconds": limits.seconds,
        "gap": limits.gap,
        "workers": limits.workers,
        "seed": limits.seed,
    }
