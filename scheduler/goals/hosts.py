"""G3: each hosted run that a member lacks of its target."""

from __future__ import annotations

from collections import Counter

from scheduler.reading import Reading


def measure(reading: Reading) -> int:
    """Give the term in thousandths."""
    hosted = Counter(held.venue.member for held in reading.held.values() if held.venue)
    missing = sum(max(0, m.host_target - hosted[m.id]) for m in reading.problem.members)
    return 1000 * reading.problem.policy.weights.host_shortfall * missing
