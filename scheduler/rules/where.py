"""H2 where: allowed venues, facilities, capacity, closures, runs at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from scheduler.clock import first_common_day
from scheduler.problem import Course, Run, Venue
from scheduler.reading import Held, Reading
from scheduler.schedule import Violation

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
