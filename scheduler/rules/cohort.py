"""H5 cohort: how many officials a run has, of how many members."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from scheduler.reading import Held, Reading
from scheduler.schedule import Violation

RULE = "H5"


def violations(reading: Reading) -> Iterator[Violation]:
    """List broken clauses."""
    for held in reading.held.values():
        if not held.frozen:
            yield from _cohort(held)


def _cohort(held: Held) -> Iterator[Violation]:
    course, run, seats = held.course, held.run.id, len(held.seats)
    members = Counter(official.member for _, official in held.seats)
    if seats < course.min_seats:
        yield Violation(RULE, "SEATS_MIN", run=run, limit=course.min_seats, actual=seats)
    if seats > course.max_seats:
        yield Violation(RULE, "SEATS_MAX", run=run, limit=course.max_seats, actual=seats)
    if len(members) < course.min_members:
        yield Violation(RULE, "MEMBERS_MIN", run=run, limit=course.min_members, actual=len(members))
    limit = course.max_seats_per_member
    if limit is not None:
        for member, count in members.items():
            if count > limit:
                yield Violation(
                    RULE, "MEMBER_LIMIT", run=run, member=member, limit=limit, actual=count
                )
