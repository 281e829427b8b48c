"""G2: each seat that a member lacks of its target."""

from __future__ import annotations

from collections import Counter

from scheduler.reading import Reading


def measure(reading: Reading) -> int:
    """Give the term in thousandths."""
    seats = Counter(o.member for held in reading.held.values() for _, o in held.seats)
    missing = sum(max(0, m.seat_target - seats[m.id]) for m in reading.problem.members)
    return 1000 * reading.problem.policy.weights.member_shortfall * missing
