"""Other complete plans in which a run is held elsewhere, and taking one of them as it was shown."""

from __future__ import annotations

from dataclasses import dataclass

from catalogue.difference import RunCancelled, changes
from catalogue.plan import Plan
from catalogue.viewer import Viewer
from lms_bridge.errors import BreaksRules
from lms_bridge.moving import Looked, keep
from lms_bridge.planner.answer import Alternative
from lms_bridge.planner.client import About, Planner
from lms_bridge.violations import violation_words


@dataclass(frozen=True, slots=True)
class PlanChange:
    """How a plan differs from another: runs that are held otherwise, and runs held no more."""

    held: Plan
    gone: tuple[str, ...]


def change_between(before: Plan, now: Plan) -> PlanChange:
    """Say how one plan becomes another."""
    found = changes(before, now)
    return PlanChange(
        held=tuple(held for held in now if held not in before),
        gone=tuple(each.run for each in found if isinstance(each, RunCancelled)),
    )


def changed(plan: Plan, change: PlanChange) -> Plan:
    """Give a plan with a change."""
    new = {held.run: held for held in change.held}
    kept = [new.pop(held.run, held) for held in plan if held.run not in change.gone]
    return (*kept, *new.values())


async def suggest(planner: Planner, looked: Looked, run: str) -> tuple[Alternative, ...]:
    """Give other plans for a run that is held, best first.

    Raises NotFound, PlannerRefused, and BreaksRules where the plan itself breaks some.
    """
    looked.held(run)
    await _must_hold(planner, looked, looked.plan)
    return await planner.suggest(looked.posed, looked.plan, About(run=run))


async def take(
    planner: Planner, viewer: Viewer, looked: Looked, change: PlanChange, name: str
) -> str:
    """Keep a change, of one run or of many; gives the scenario, a new one for the published plan.

    Raises BreaksRules, ChangedMeanwhile, Forbidden, NotFound, PlannerRefused.
    """
    plan = changed(looked.plan, change)
    await _must_hold(planner, looked, plan)
    return await keep(planner, viewer, looked, plan, name)


async def _must_hold(planner: Planner, looked: Looked, plan: Plan) -> None:
    found = (await planner.check(looked.posed, plan)).violations
    if found:
        raise BreaksRules(tuple(dict.fromkeys(map(violation_words, found))))
