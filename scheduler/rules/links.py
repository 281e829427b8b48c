"""H6 links: relations between two runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from scheduler.clock import Interval, free_days
from scheduler.problem import Link, LinkKind
from scheduler.reading import Held, Reading
from scheduler.schedule import Violation

if TYPE_CHECKING:
    from scheduler.variables import Placing, Variables

RULE = "H6"


def violations(reading: Reading) -> Iterator[Violation]:
    """List broken clauses."""
    for index, link in enumerate(reading.problem.links):
        first, second = reading.held.get(link.first), reading.held.get(link.second)
        if first is None or (first.frozen and (second is None or second.frozen)):
            continue
        if not _keeps(link, first, second):
            yield Violation(RULE, link.kind.name, run=link.first, other_run=link.second, link=index)


def _keeps(link: Link, first: Held, second: Held | None) -> bool:
    if second is None:
        return link.kind is not LinkKind.ONLY_IF
    if link.kind is LinkKind.SAME_COHORT:
        return {o.id for _, o in first.seats} == {o.id for _, o in second.seats}
    return days_keep(link, Interval(first.start, first.end), Interval(second.start, second.end))


def days_keep(link: Link, first: Interval, second: Interval) -> bool:
    """Say whether the days of two held runs keep a link, as any do where it asks for none."""
    ahead, behind = free_days(first.end, second.start), free_days(second.end, first.start)
    match link.kind:
        case LinkKind.BEFORE:
            most = link.max_gap_days
            return link.min_gap_days <= ahead and (most is None or ahead <= most)
        case LinkKind.SAME_START:
            return first.start == second.start
        case LinkKind.APART:
            return max(ahead, behind) >= link.min_gap_days
        case LinkKind.SAME_COHORT | LinkKind.ONLY_IF:
            return True


def constrain(variables: Variables) -> None:
    """Lay the clauses on the exact model."""
    for link in variables.problem.links:
        first, second = variables.placings[link.first], variables.placings[link.second]
        if link.kind.name not in variables.relaxed and not (first.fact and second.fact):
            _constrain_link(variables, link, first, second)


def _constrain_link(variables: Variables, link: Link, first: Placing, second: Placing) -> None:
    cp, both = variables.cp, (first.held, second.held)
    match link.kind:
        case LinkKind.BEFORE:
            days = second.start - first.start
            cp.add(days >= first.course.days + link.min_gap_days).only_enforce_if(*both)
            if link.max_gap_days is not None:
                cp.add(days <= first.course.days + link.max_gap_days).only_enforce_if(*both)
        case LinkKind.SAME_START:
            cp.add(first.start == second.start).only_enforce_if(*both)
        case LinkKind.APART:
            cp.add_bool_or(
                ~first.held,
                ~second.held,
                variables.apart(first, second, first.course.days + link.min_gap_days),
                variables.apart(second, first, second.course.days + link.min_gap_days),
            )
        case LinkKind.ONLY_IF:
            if not first.fact:
                cp.add_implication(first.held, second.held)
        case LinkKind.SAME_COHORT:
            _constrain_cohorts(variables, first, second)


def _constrain_cohorts(variables: Variables, first: Placing, second: Placing) -> None:
    seats: dict[str, dict[str, Any]] = {}
    for placing in (first, second):
        for id in placing.seats:
            official = variables.problem.nomination[id].official
            theirs = seats.setdefault(official, {first.run.id: 0, second.run.id: 0})
            # Only a fact can seat an official twice.
            theirs[placing.run.id] = 1 if placing.fact else placing.seat(id)
    for theirs in seats.values():
        one, other = theirs.values()
        variables.cp.add(one == other).only_enforce_if(first.held, second.held)
