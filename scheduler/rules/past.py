"""H8 past: what has begun is fact, and nothing new starts at too short notice."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.problem import Problem
from scheduler.reading import Held, Reading
from scheduler.schedule import ScheduledRun, Violation

RULE = "H8"


def violations(reading: Reading) -> Iterator[Violation]:
    """List broken clauses."""
    problem = reading.problem
    until = problem.horizon.frozen_until
    if until is None:
        return
    for id, fact in problem.frozen.items():
        held = reading.held.get(id)
        if held is None or not _is_kept(reading, fact, held):
            yield Violation(RULE, "PAST_CHANGED", run=id)
    for held in reading.held.values():
        if not held.frozen and held.start <= until:
            yield Violation(RULE, "PAST_STARTED", run=held.run.id, day=held.start)
        elif until < held.start <= until + problem.policy.min_notice_days:
            yield from _late(problem, held)


def _is_kept(reading: Reading, fact: ScheduledRun, held: Held) -> bool:
    entry, problem = held.entry, reading.problem
    same_place = (entry.start, entry.venue, entry.language) == (
        fact.start,
        fact.venue,
        fact.language,
    )
    seats = {n for n in fact.seats if n in problem.nomination}
    over = {b.id for b in held.course.blocks if reading.is_past(fact.start + b.last_day)}
    taught = {p for p in fact.trainers if p.block in over and p.trainer in problem.trainer}
    return (
        same_place
        and set(entry.seats) == seats
        and {p for p in entry.trainers if p.block in over} == taught
    )


def _late(problem: Problem, held: Held) -> Iterator[Violation]:
    promised = problem.promised.get(held.run.id)
    if promised is None or promised.start != held.start:
        yield Violation(RULE, "TOO_LATE", run=held.run.id, day=held.start)
        return
    known = set(promised.seats)
    for nomination, _ in held.seats:
        if nomination.id not in known:
            yield Violation(
                RULE, "TOO_LATE", run=held.run.id, day=held.start, nomination=nomination.id
            )
