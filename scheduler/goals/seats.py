"""G1: each nomination that is not seated, by its priority."""

from __future__ import annotations

from scheduler.reading import Reading


def measure(reading: Reading) -> int:
    """Give the term in thousandths."""
    seated = reading.seated
    missing = sum(n.priority for n in reading.problem.nominations if n.id not in seated)
    return 1000 * reading.problem.policy.weights.unseated * missing
