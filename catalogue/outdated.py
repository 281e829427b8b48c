"""What a scenario's plan does not know, since it happened after the plan was made.

Such a plan is neither adopted nor published. Whether one that knows it all keeps every rule is not
asked here: only the planner knows the rules.
"""

from __future__ import annotations

from catalogue import audit, sight
from catalogue.bookings import booked_by, booked_elsewhere, clashing
from catalogue.errors import Outdated
from catalogue.life import MOVABLE, PLANNED, SEATED
from catalogue.nominations import Nomination, latest
from catalogue.plan import Plan, plan_of_rows
from catalogue.published import newest_version, standing_plan
from catalogue.scenarios import Scenario
from catalogue.sealing import refuse_unknown
from catalogue.viewer import Viewer


def refuse_outdated(viewer: Viewer, scenario: Scenario) -> None:
    """Go on only with a plan that knows what has happened since, or without one.

    Raises Outdated with all of it; Refused where something of the plan is not there any more.
    """
    if scenario.schedule is None:
        return
    plan, programme = plan_of_rows(scenario.schedule), scenario.programme_id
    refuse_unknown(viewer, programme, plan)
    newest = newest_version(programme)
    newer = newest.id if newest and newest.id != scenario.based_on_id else None
    moved = _moved(viewer, scenario, plan)
    runs = _booked(viewer, programme, plan)
    if newer or moved or runs:
        raise Outdated(newer, moved, runs)


def _moved(viewer: Viewer, scenario: Scenario, plan: Plan) -> list[str]:
    """List the nominations that the plan takes for what they are not."""
    run_of = {seat: held.run for held in plan for seat in held.seats}
    columns = Nomination.id, Nomination.official, Nomination.course, Nomination.state
    query = sight.nominations(viewer).select(*columns, Nomination.run, Nomination.made_at)
    there = list(
        query.where(
            Nomination.programme == scenario.programme_id, Nomination.state.in_(sorted(PLANNED))
        )
    )
    moved = set(run_of) - {nomination.id for nomination in there}
    since = audit.touched_since(scenario.revision, "nomination")
    for nomination in latest(there):
        if nomination.state in SEATED - MOVABLE:
            is_unknown = nomination.run_id != run_of.get(nomination.id)
        else:
            loses_seat = nomination.state in MOVABLE and nomination.id not in run_of
            is_unknown = loses_seat and nomination.id in since
        if is_unknown:
            moved.add(nomination.id)
    return sorted(moved)


def _booked(viewer: Viewer, programme: str, plan: Plan) -> list[str]:
    """List the runs of other programmes that have since been published for the same days.

    What this programme's published plan has already hinders nothing.
    """
    elsewhere = booked_elsewhere(viewer, programme)
    if not elsewhere:
        return []
    before = set(booked_by(viewer, standing_plan(viewer, programme)))
    wanted = [each for each in booked_by(viewer, plan) if each not in before]
    return sorted({other.run for _, other in clashing(wanted, elsewhere)})
