"""G0: each required run that is not held."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scheduler.reading import Reading

if TYPE_CHECKING:
    from scheduler.variables import Variables


def measure(reading: Reading) -> int:
    """Give the term in thousandths."""
    missing = sum(1 for r in reading.problem.runs if r.required and r.id not in reading.held)
    return 1000 * reading.problem.policy.weights.required_unheld * missing


def term(variables: Variables) -> Any:
    """Give the term on the exact model."""
    missing = sum(1 - p.held for p in variables.placings.values() if p.run.required)
    return 1000 * variables.problem.policy.weights.required_unheld * missing
