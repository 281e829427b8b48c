"""G5: what changes against the baseline that people rely on."""

from __future__ import annotations

from scheduler.problem import Problem
from scheduler.reading import Held, Reading
from scheduler.schedule import ScheduledRun


def measure(reading: Reading) -> int:
    """Give the term in thousandths."""
    problem = reading.problem
    total = 0
    for id, promised in problem.promised.items():
        held = reading.held.get(id)
        price = _run_price(problem, promised, held) + _seats_price(problem, promised, held)
        total += price * notice_factor(problem, promised, held.start if held else None)
    return 1000 * total


def changed_runs(reading: Reading) -> int:
    """Count the changed runs: what a repair minimises first."""
    promised = reading.problem.promised
    return sum(_is_changed(entry, reading.held.get(id)) for id, entry in promised.items())


def notice_factor(problem: Problem, promised: ScheduledRun, start: int | None) -> int:
    """Give what the changes of a promised run are multiplied by, for its new start if held."""
    until = problem.horizon.frozen_until
    if until is None:
        return 1
    earliest = promised.start if start is None else min(promised.start, start)
    soon = earliest <= until + problem.policy.notice_days
    return problem.policy.notice_factor if soon else 1


def move_price(problem: Problem, promised: ScheduledRun, start: int) -> int:
    """Give the price, without notice, of another start."""
    if start == promised.start:
        return 0
    weights = problem.policy.weights
    weeks = -(-abs(start - promised.start) // 7)
    return weights.moved_date + weights.moved_date_per_week * weeks


def counted_duties(problem: Problem, promised: ScheduledRun) -> set[tuple[str, str]]:
    """List the promised (block, trainer) pairs whose block and trainer still exist."""
    blocks = {b.id for b in problem.course[problem.run[promised.id].course].blocks}
    return {
        (p.block, p.trainer)
        for p in promised.trainers
        if p.block in blocks and p.trainer in problem.trainer
    }


def counted_seats(problem: Problem, promised: ScheduledRun) -> set[str]:
    """List the promised seats whose nomination still exists."""
    return {n for n in promised.seats if n in problem.nomination}


def _run_price(problem: Problem, promised: ScheduledRun, held: Held | None) -> int:
    weights = problem.policy.weights
    if held is None:
        return weights.run_cancelled
    price = move_price(problem, promised, held.start)
    if promised.venue in problem.venue and promised.venue != held.entry.venue:
        price += weights.moved_venue
    offered = {o.language for o in held.course.languages}
    if promised.language in offered and promised.language != held.language:
        price += weights.moved_language
    kept = {(b.id, t.id) for b, t in held.duties}
    return price + weights.swapped_trainer * len(counted_duties(problem, promised) - kept)


def _seats_price(problem: Problem, promised: ScheduledRun, held: Held | None) -> int:
    kept = {n.id for n, _ in held.seats} if held else set()
    lost = len(counted_seats(problem, promised) - kept)
    return problem.policy.weights.moved_official * lost


def _is_changed(promised: ScheduledRun, held: Held | None) -> bool:
    if held is None:
        return True
    entry = held.entry
    blocks = {b.id for b in held.course.blocks}
    duties = {p for p in promised.trainers if p.block in blocks}
    return (entry.start, entry.venue, entry.language) != (
        promised.start,
        promised.venue,
        promised.language,
    ) or {(b.id, t.id) for b, t in held.duties} != duties
