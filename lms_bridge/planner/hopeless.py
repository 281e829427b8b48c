"""What is pinned to runs that nothing can hold any more is left out when a plan is made.

Members withdraw, offers lapse and days pass without anybody having taken a pin away; such a pin
would leave no plan at all. Who is pinned to such a run is seated in no other: they wait.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from catalogue.life import MOVABLE, SEATED
from catalogue.planning_input import NominationInput, PlanningInput, RunInput


def pin_of(nomination: NominationInput) -> str | None:
    """Give the run in which a nomination is to have its seat: where it was once it is settled."""
    is_settled = nomination.state in SEATED - MOVABLE
    return nomination.run if is_settled else nomination.pinned_run


def without_hopeless(given: PlanningInput) -> PlanningInput:
    """Leave out the pins to runs that have not begun and are hopeless."""
    found = _hopeless(given)
    return replace(
        given,
        runs=tuple(
            replace(run, pinned_held=None) if run.id in found and run.pinned_held else run
            for run in given.runs
        ),
        nominations=tuple(n for n in given.nominations if pin_of(n) not in found),
    )


def _hopeless(given: PlanningInput) -> set[str]:
    """Give the runs that are too late, for which too few are left, or that need such a run."""
    standing = {held.run for held in given.standing}
    begun = {held.run for held in given.standing if held.start <= given.planning_date}
    first = given.planning_date + timedelta(days=given.day_rules["min_notice_days"] + 1)
    least = {course.id: course.min_seats for course in given.courses}
    wanted = Counter((n.course, pin_of(n)) for n in given.nominations)

    def is_too_late(run: RunInput) -> bool:
        earliest = max(first, run.earliest or first)
        return run.id not in standing and earliest > (run.latest or given.end)

    def lacks_people(run: RunInput) -> bool:
        return wanted[run.course, run.id] + wanted[run.course, None] < least[run.course]

    found = {run.id for run in given.runs if is_too_late(run) or lacks_people(run)} - begun
    needs = [(link.first, link.second) for link in given.links if link.kind == "only_if"]
    while more := {run for run, needed in needs if needed in found} - found - begun:
        found |= more
    return found
