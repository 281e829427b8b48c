"""H8 past: what has begun is fact, and nothing new starts at too short notice."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from scheduler.problem import Problem, Run
from scheduler.reading import Held, Reading
from scheduler.schedule import ScheduledRun, Violation

if TYPE_CHECKING:
    from scheduler.variables import Variables

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


def may_start(problem: Problem, run: Run, start: int, relaxed: AbstractSet[str]) -> bool:
    """Say whether a run that is not frozen may start on a day."""
    until = problem.horizon.frozen_until
    if until is None:
        return True
    if start <= until:
        return "PAST_STARTED" in relaxed
    if not is_late(problem, start) or "TOO_LATE" in relaxed:
        return True
    promised = problem.promised.get(run.id)
    return promised is not None and promised.start == start


def is_late(problem: Problem, start: int) -> bool:
    """Say whether a day is not past, but too soon for anything new to start."""
    until = problem.horizon.frozen_until
    return until is not None and until < start <= until + problem.policy.min_notice_days


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


def constrain(variables: Variables) -> None:
    """Lay the clauses on the exact model; facts are constants and starts are in the domains."""
    problem = variables.problem
    if "TOO_LATE" in variables.relaxed:
        return
    for placing in variables.placings.values():
        late = [x for day, x in placing.starts.items() if is_late(problem, day)]
        if placing.fact or not late:
            continue
        promised = problem.promised.get(placing.run.id)
        known = set(promised.seats) if promised else set()
        for id in placing.seats:
            if id not in known:
                variables.cp.add(placing.seat(id) + sum(late) <= 1)
