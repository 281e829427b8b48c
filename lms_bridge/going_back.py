"""Going back to an older version: its plan, with what has happened since, checked against today.

What has begun is fact and stays as it is; from then on the plan is the older version's. Who has
given up their seat since does not get it back. Where such a plan breaks a rule today, it is refused
with every rule that it breaks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from catalogue.actions.finish_scenario import Result
from catalogue.actions.revive_version import revive_version
from catalogue.db import reading
from catalogue.plan import Plan
from catalogue.planning_input import PlanningInput
from catalogue.published import plan_of, version_of
from catalogue.queries.planning import planning_input
from catalogue.viewer import Viewer
from lms_bridge.errors import NoLongerHolds
from lms_bridge.planner.client import Planner
from lms_bridge.planner.problem import pose
from lms_bridge.threads import in_thread
from lms_bridge.violations import violation_words


@dataclass(frozen=True, slots=True)
class Revived:
    """The scenario that has the plan, and the nominations whose old seats are not given back."""

    scenario: str
    without: tuple[str, ...]


async def go_back(planner: Planner, viewer: Viewer, version: str) -> Revived:
    """Make an older version's plan a scenario.

    Raises Forbidden, NotFound, NotPlannable, NoLongerHolds, PlannerRefused, PlannerUnreachable.
    """
    given, old = await in_thread(_read, viewer, version)
    plan, without = as_of_today(old, given)
    posed = await in_thread(pose, given)
    checked = await planner.check(posed, plan)
    if checked.violations:
        words = dict.fromkeys(map(violation_words, checked.violations))
        raise NoLongerHolds(version, tuple(words))
    unheld, unseated = await planner.explain(posed, plan)
    result = Result(
        outcome="FEASIBLE",
        plan=plan,
        score=checked.score,
        bound=None,
        floor=None,
        seed=0,
        unheld=unheld,
        unseated=unseated,
    )
    scenario = await in_thread(
        revive_version,
        viewer,
        version,
        result,
        problem=posed.text,
        problem_digest=posed.digest,
        revision=given.revision,
    )
    return Revived(scenario, without)


@reading
def _read(viewer: Viewer, version: str) -> tuple[PlanningInput, Plan]:
    viewer.allow_coordinators()
    row = version_of(version)
    return planning_input(viewer, row.programme_id), plan_of(viewer, row)


def as_of_today(old: Plan, given: PlanningInput) -> tuple[Plan, tuple[str, ...]]:
    """Give an older plan with today's facts, and the nominations whose seats it has no more."""
    facts = tuple(held for held in given.standing if held.start <= given.planning_date)
    begun = {held.run for held in facts}
    settled = {seat for held in facts for seat in held.seats}
    open_seats = {nomination.id for nomination in given.nominations} - settled
    coming = [held for held in old if held.run not in begun]
    without = sorted({seat for held in coming for seat in held.seats} - open_seats)
    kept = tuple(
        replace(held, seats=tuple(seat for seat in held.seats if seat in open_seats))
        for held in coming
    )
    return (*facts, *kept), tuple(without)
