"""H5 cohort: how many officials a run has, of how many members."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.reading import Held, Reading
from scheduler.schedule import Violation

if TYPE_CHECKING:
    from scheduler.variables import Literal, Placing, Variables

RULE = "H5"


def violations(reading: Reading) -> Iterator[Violation]:
    """List broken clauses."""
    for held in reading.held.values():
        if not held.frozen:
            yield from held.once(RULE, list, _cohort(held))


def _cohort(held: Held) -> Iterator[Violation]:
    course, run, seats = held.course, held.run.id, len(held.seats)
    members = Counter([official.member for _, official in held.seats])
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


def constrain(variables: Variables) -> None:
    """Lay the clauses on the exact model."""
    cp, relaxed = variables.cp, variables.relaxed
    for placing in variables.placings.values():
        if placing.fact:
            continue
        course = placing.course
        if "SEATS_MIN" not in relaxed:
            cp.add(placing.seat_count >= course.min_seats * placing.held)
        if "SEATS_MAX" not in relaxed:
            cp.add(placing.seat_count <= course.max_seats * placing.held)
        _constrain_members(variables, placing)


def _constrain_members(variables: Variables, placing: Placing) -> None:
    cp, relaxed, course = variables.cp, variables.relaxed, placing.course
    of: dict[str, list[Literal]] = defaultdict(list)
    for id, cities in placing.seats.items():
        of[variables.problem.official[variables.problem.nomination[id].official].member] += (
            cities.values()
        )
    limit = course.max_seats_per_member
    if limit is not None and "MEMBER_LIMIT" not in relaxed:
        for seats in of.values():
            cp.add(sum(seats) <= limit)
    if course.min_members and "MEMBERS_MIN" not in relaxed:
        present = []
        for seats in of.values():
            literal = cp.new_bool_var("")
            cp.add(literal <= sum(seats))
            present.append(literal)
        cp.add(sum(present) >= course.min_members * placing.held)
