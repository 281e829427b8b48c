"""G0: each required run that is not held."""

from __future__ import annotations

from scheduler.reading import Reading


def measure(reading: Reading) -> int:
    """Give the term in thousandths."""
    missing = sum(1 for r in reading.problem.runs if r.required and r.id not in reading.held)
    return 1000 * reading.problem.policy.weights.required_unheld * missing
