"""G5: what changes against the baseline that people rely on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from scheduler.problem import Problem
from scheduler.reading import Held, Reading
from scheduler.schedule import ScheduledRun

if TYPE_CHECKING:
    from scheduler.variables import Placing, Variables


def measure(reading: Reading) -> int:
    """Give the term in thousandths."""
    problem = reading.problem
    total = 0
    for id, promised in problem.promised.items():
        held = reading.held.get(id)
        price = _run_price(problem, promised, held) + _seats_price(problem, promised, held)
        total += price * notice_factor(problem, promised, held.start if held else None)
    return 1000 * total


def changed_runs(reading: Reading) -> set[str]:
    """Give the changed runs, whose number a repair minimises first."""
    promised = reading.problem.promised
    return {id for id, entry in promised.items() if _is_changed(entry, reading.held.get(id))}


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


def term(variables: Variables) -> Any:
    """Give the term on the exact model.

    What a run's changes cost depends on its start through the notice factor, so each price is laid
    on its own literal for a start at short notice and for one that is not.
    """
    total: Any = 0
    for id, promised in variables.problem.promised.items():
        placing = variables.placings[id]
        for factor, when in _by_factor(variables, placing, promised):
            total += factor * _price(variables, placing, promised, when)
    return 1000 * total


def changed_count(variables: Variables) -> Any:
    """Count the changed runs on the exact model."""
    return sum(
        1 - _unchanged(variables, variables.placings[id], promised)
        for id, promised in variables.problem.promised.items()
    )


def _by_factor(
    variables: Variables, placing: Placing, promised: ScheduledRun
) -> Iterator[tuple[int, Any]]:
    """Give each notice factor that may apply, with the literal of when it does."""
    problem, cp = variables.problem, variables.cp
    starts: dict[int, list[Any]] = defaultdict(list)
    for day, literal in placing.starts.items():
        starts[notice_factor(problem, promised, day)].append(literal)
    starts[notice_factor(problem, promised, None)].append(1 - placing.held)
    for factor, literals in starts.items():
        when = cp.new_bool_var("")
        cp.add(sum(literals) == when)
        yield factor, when


def _price(variables: Variables, placing: Placing, promised: ScheduledRun, when: Any) -> Any:
    """Give the price of a run's changes where `when` holds, 0 elsewhere."""
    problem, cp, weights = variables.problem, variables.cp, variables.problem.policy.weights
    price: Any = 0

    def charge(weight: int, lost: Any) -> None:
        nonlocal price
        if weight:
            paid = cp.new_bool_var("")
            cp.add(paid >= when + lost - 1)
            price += weight * paid

    charge(weights.run_cancelled, 1 - placing.held)
    for day, literal in placing.starts.items():
        charge(move_price(problem, promised, day), literal)
    if promised.venue in problem.venue:
        charge(weights.moved_venue, placing.held - placing.venues.get(promised.venue, 0))
    if promised.language in {o.language for o in placing.course.languages}:
        kept = placing.languages.get(promised.language, 0)
        charge(weights.moved_language, placing.held - kept)
    for block, trainer in counted_duties(problem, promised):
        charge(weights.swapped_trainer, placing.held - _teaches(placing, block, trainer))
    for nomination in counted_seats(problem, promised):
        charge(weights.moved_official, 1 - placing.seat(nomination))
    return price


def _teaches(placing: Placing, block: str, trainer: str) -> Any:
    return sum(
        stint.literal
        for stint in placing.stints
        if stint.trainer.id == trainer and any(b.id == block for b in stint.blocks)
    )


def _unchanged(variables: Variables, placing: Placing, promised: ScheduledRun) -> Any:
    """Give a literal that is 1 only where a promised run is as it was."""
    cp, problem = variables.cp, variables.problem
    blocks = {b.id for b in placing.course.blocks}
    duties = {p for p in promised.trainers if p.block in blocks}
    literal = cp.new_bool_var("")
    for kept in (
        placing.starts.get(promised.start, 0),
        placing.venues.get(promised.venue, 0),
        placing.languages.get(promised.language, 0),
        *(_teaches(placing, p.block, p.trainer) for p in duties),
    ):
        cp.add(literal <= kept)
    present = sum(len(stint.blocks) * stint.literal for stint in placing.stints)
    cp.add(present <= len(duties)).only_enforce_if(literal)
    if any(p.trainer not in problem.trainer for p in duties):
        cp.add(literal == 0)
    return literal
