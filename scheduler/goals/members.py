"""G2: each seat that a member lacks of its target."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from scheduler.reading import Reading

if TYPE_CHECKING:
    from scheduler.variables import Variables


def measure(reading: Reading) -> int:
    """Give the term in thousandths."""
    seats = Counter([o.member for held in reading.held.values() for _, o in held.seats])
    missing = sum(max(0, m.seat_target - seats[m.id]) for m in reading.problem.members)
    return 1000 * reading.problem.policy.weights.member_shortfall * missing


def term(variables: Variables) -> Any:
    """Give the term on the exact model."""
    cp, problem = variables.cp, variables.problem
    seats: dict[str, Any] = defaultdict(int)
    for placing in variables.placings.values():
        for id in placing.seats:
            seats[problem.official[problem.nomination[id].official].member] += placing.seat(id)
    total: Any = 0
    for member in problem.members:
        missing = cp.new_int_var(0, member.seat_target, "")
        cp.add(missing >= member.seat_target - seats[member.id])
        total += missing
    return 1000 * problem.policy.weights.member_shortfall * total
