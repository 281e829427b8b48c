"""G1: each nomination that is not seated, by its priority."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scheduler.reading import Reading

if TYPE_CHECKING:
    from scheduler.variables import Variables


def measure(reading: Reading) -> int:
    """Give the term in thousandths."""
    problem = reading.problem
    seated = sum([problem.nomination[id].priority for id in reading.seated])
    missing = problem.priorities - seated
    return 1000 * reading.problem.policy.weights.unseated * missing


def term(variables: Variables) -> Any:
    """Give the term on the exact model."""
    problem, price = variables.problem, 1000 * variables.problem.policy.weights.unseated
    missing = sum(n.priority for n in problem.nominations if n.id not in variables.seated_for_good)
    seated = sum(
        problem.nomination[id].priority * placing.seat(id)
        for placing in variables.placings.values()
        if not placing.fact
        for id in placing.seats
    )
    return price * (missing - seated)
