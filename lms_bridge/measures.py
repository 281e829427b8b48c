"""What a plan has of each goal, in its own unit: runs, nominations, seats, US dollars.

Points of scenarios with unlike weights cannot be compared; these can. They are counted by what the
programme knows today.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from catalogue.costs import costs_of
from catalogue.plan import Plan
from catalogue.planning_input import PlanningInput


@dataclass(frozen=True, slots=True)
class Measures:
    """Figures of a plan. `priorities_unseated` sums up the priorities of those without a seat."""

    held: int
    seats: int
    required_unheld: int
    unseated: int
    priorities_unseated: int
    seats_short: int
    hosted_short: int
    cost_usd: int


def seats_of_members(given: PlanningInput, plan: Plan) -> dict[str, Counter[str]]:
    """Count the seats of each run by the member that sends."""
    sent_by = {official.id: official.member for official in given.officials}
    member_of = {each.id: sent_by.get(each.official, "") for each in given.nominations}
    return {held.run: Counter(member_of.get(seat, "") for seat in held.seats) for held in plan}


def measure(given: PlanningInput, plan: Plan) -> Measures:
    """Count a plan."""
    held = {each.run for each in plan}
    seated = {seat for each in plan for seat in each.seats}
    without = [each for each in given.nominations if each.id not in seated]
    of_member: Counter[str] = Counter()
    for counted in seats_of_members(given, plan).values():
        of_member += counted
    host_of = {venue.id: venue.member for venue in given.venues}
    hosted = Counter(host_of.get(each.venue) for each in plan)
    return Measures(
        held=len(held),
        seats=len(seated),
        required_unheld=sum(run.required and run.id not in held for run in given.runs),
        unseated=len(without),
        priorities_unseated=sum(each.priority for each in without),
        seats_short=sum(max(0, m.seat_target - of_member[m.id]) for m in given.members),
        hosted_short=sum(max(0, m.host_target - hosted[m.id]) for m in given.members),
        cost_usd=sum(costs_of(given, plan).values()),
    )
