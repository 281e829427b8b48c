"""H6 links: relations between two runs."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.clock import free_days
from scheduler.problem import Link, LinkKind
from scheduler.reading import Held, Reading
from scheduler.schedule import Violation

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
    match link.kind:
        case LinkKind.BEFORE:
            free = free_days(first.end, second.start)
            most = link.max_gap_days
            return link.min_gap_days <= free and (most is None or free <= most)
        case LinkKind.SAME_START:
            return first.start == second.start
        case LinkKind.APART:
            earlier, later = sorted((first, second), key=lambda h: h.start)
            return free_days(earlier.end, later.start) >= link.min_gap_days
        case LinkKind.SAME_COHORT:
            return {o.id for _, o in first.seats} == {o.id for _, o in second.seats}
        case LinkKind.ONLY_IF:
            return True
