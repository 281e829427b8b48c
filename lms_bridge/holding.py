"""Whether a scenario's plan still keeps every rule, by the catalogue of today.

A hall that closed or a trainer who fell ill after it was planned leaves a plan that may be
published, but not as it was found. Only the planner knows the rules, so that it is asked.
"""

from __future__ import annotations

from catalogue.db import reading
from catalogue.plan import Plan
from catalogue.queries.scenarios import scenario as read_scenario
from catalogue.viewer import Viewer
from lms_bridge.moving import as_it_is_now
from lms_bridge.planner.answer import Violation
from lms_bridge.planner.client import Planner
from lms_bridge.planner.hopeless import without_hopeless
from lms_bridge.planner.problem import Posed, pose
from lms_bridge.threads import in_thread


async def broken_today(planner: Planner, viewer: Viewer, scenario: str) -> tuple[Violation, ...]:
    """Give what a scenario's plan breaks as things stand today; nothing where it has no plan.

    Raises Forbidden, NotFound, NotPlannable, PlannerRefused, PlannerUnreachable.
    """
    plan, posed = await in_thread(_read, viewer, scenario)
    return (await planner.check(posed, plan)).violations if plan else ()


@reading
def _read(viewer: Viewer, scenario: str) -> tuple[Plan, Posed]:
    record = read_scenario(viewer, scenario)
    given, _ = as_it_is_now(record.programme)
    return record.plan or (), pose(without_hopeless(given))
