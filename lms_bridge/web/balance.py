"""What a plan gives the members and takes from the funders, as strips of bars beside the board."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from catalogue.costs import costs_of
from catalogue.plan import Plan
from catalogue.planning_input import PlanningInput
from lms_bridge.measures import seats_of_members


@dataclass(frozen=True, slots=True)
class Share:
    """What somebody has of a plan; `target` is what they should have at least, or spend at most.

    `name` is None for those whom nobody sends, or where nobody pays.
    """

    name: str | None
    value: int
    target: int | None


@dataclass(frozen=True, slots=True)
class Balance:
    """Seats of the members, by how much they lack, and US dollars of the funders."""

    members: tuple[Share, ...]
    funders: tuple[Share, ...]

    @property
    def short(self) -> int:
        """How many members have fewer seats than their target."""
        return sum(share.value < (share.target or 0) for share in self.members)


def balance(given: PlanningInput, plan: Plan, names: Mapping[str, str]) -> Balance:
    """Sum up a plan; `names` are those of members and funders."""
    seats: Counter[str] = Counter()
    for counted in seats_of_members(given, plan).values():
        seats += counted
    shares = [
        Share(names.get(member.id, member.id), seats[member.id], member.seat_target)
        for member in given.members
        if member.seat_target or seats[member.id]
    ]
    shares.sort(key=lambda share: (share.value / (share.target or 1), share.name or ""))
    payer = {course.id: course.funder for course in given.courses}
    course_of = {run.id: run.course for run in given.runs}
    spent: Counter[str | None] = Counter()
    for run, cost in costs_of(given, plan).items():
        spent[payer.get(course_of[run])] += cost
    paid = [Share(names.get(f.id, f.id), spent[f.id], f.budget_usd) for f in given.funders]
    unpaid = [Share(None, spent[None], None)] if spent[None] else []
    return Balance(tuple(shares), (*paid, *unpaid))
