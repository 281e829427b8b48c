"""H2 where: allowed venues, facilities, capacity, closures, runs at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any

from scheduler.clock import first_common_day
from scheduler.problem import Course, Problem, Run, Venue
from scheduler.reading import Held, Reading
from scheduler.schedule import Violation

if TYPE_CHECKING:
    from scheduler.variables import Placing, Variables

RULE = "H2"


def violations(reading: Reading) -> Iterator[Violation]:
    """List broken clauses."""
    at: dict[str, list[Held]] = defaultdict(list)
    for held in reading.held.values():
        if held.venue is None:
            yield Violation(RULE, "UNKNOWN_VENUE", run=held.run.id, venue=held.entry.venue)
            continue
        at[held.venue.id].append(held)
        if not held.frozen:
            yield from _alone(held, held.venue)
    for venue_id, runs in at.items():
        yield from _full(reading.problem.venue[venue_id], runs)


def _alone(held: Held, venue: Venue) -> Iterator[Violation]:
    run = held.run.id
    for code in venue_faults(held.run, held.course, venue):
        yield Violation(RULE, code, run=run, venue=venue.id)
    if len(held.seats) > venue.capacity:
        yield Violation(
            RULE,
            "VENUE_CAPACITY",
            run=run,
            venue=venue.id,
            limit=venue.capacity,
            actual=len(held.seats),
        )
    day = first_common_day(held.start, held.end, venue.closed)
    if day is not None:
        yield Violation(RULE, "VENUE_CLOSED", run=run, venue=venue.id, day=day)


def venue_faults(run: Run, course: Course, venue: Venue) -> list[str]:
    """Name the clauses that a venue breaks by itself, on whatever day."""
    found = []
    if run.venues and venue.id not in run.venues:
        found.append("VENUE_NOT_ALLOWED")
    if not set(course.facilities) <= set(venue.facilities):
        found.append("VENUE_FACILITY")
    return found


def venues(problem: Problem, run: Run, relaxed: AbstractSet[str]) -> Iterator[Venue]:
    """Give the venues of a run that no clause forbids by itself, on whatever day."""
    course, pinned = problem.course[run.course], run.pinned.venue
    for venue in problem.venues:
        if pinned is not None and pinned != venue.id and "PIN_VENUE" not in relaxed:
            continue
        if all(code in relaxed for code in venue_faults(run, course, venue)):
            yield venue


def _full(venue: Venue, runs: list[Held]) -> Iterator[Violation]:
    if len(runs) <= venue.parallel_runs:
        return
    on: dict[int, list[Held]] = defaultdict(list)
    for held in runs:
        for day in range(held.start, held.end + 1):
            on[day].append(held)
    for day in sorted(on):
        here = on[day]
        if len(here) > venue.parallel_runs and not all(h.frozen for h in here):
            newest = next(h for h in reversed(here) if not h.frozen)
            yield Violation(
                RULE,
                "VENUE_FULL",
                run=newest.run.id,
                venue=venue.id,
                day=day,
                limit=venue.parallel_runs,
                actual=len(here),
            )


def constrain(variables: Variables) -> None:
    """Lay the clauses on the exact model; allowed venues and facilities are in the domains."""
    relaxed = variables.relaxed
    for placing in variables.placings.values():
        if not placing.fact:
            if "VENUE_CLOSED" not in relaxed:
                _constrain_closed(variables, placing)
            if "VENUE_CAPACITY" not in relaxed:
                _constrain_capacity(variables, placing)
    if "VENUE_FULL" not in relaxed:
        for venue in variables.problem.venues:
            _constrain_full(variables, venue)


def _constrain_closed(variables: Variables, placing: Placing) -> None:
    for id, here in placing.venues.items():
        intervals = variables.problem.venue[id].closed
        closed = [
            literal
            for day, literal in placing.starts.items()
            if first_common_day(day, day + placing.course.days - 1, intervals) is not None
        ]
        if closed:
            variables.cp.add(here + sum(closed) <= 1)


def _constrain_capacity(variables: Variables, placing: Placing) -> None:
    room: dict[str, Any] = defaultdict(int)
    for id, here in placing.venues.items():
        venue = variables.problem.venue[id]
        room[venue.city] += venue.capacity * here
    for city, seats in room.items():
        seated = sum(cities[city] for cities in placing.seats.values() if city in cities)
        variables.cp.add(seated <= seats)


def _constrain_full(variables: Variables, venue: Venue) -> None:
    cp = variables.cp
    here = [p for p in variables.placings.values() if venue.id in p.venues]
    facts = [p for p in here if p.fact]
    intervals = [
        cp.new_optional_fixed_size_interval_var(p.start, p.course.days, p.venues[venue.id], "")
        for p in here
        if not p.fact
    ]
    # Facts may overfill a day, which forbids only what is added to it.
    used: dict[int, int] = defaultdict(int)
    for fact in facts:
        for day in range(fact.start, fact.start + fact.course.days):
            used[day] = min(used[day] + 1, venue.parallel_runs)
    taken = [cp.new_fixed_size_interval_var(day, 1, "") for day in used]
    if intervals:
        demands = [1] * len(intervals) + list(used.values())
        cp.add_cumulative(intervals + taken, demands, venue.parallel_runs)
