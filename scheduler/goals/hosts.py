"""G3: each hosted run that a member lacks of its target."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from scheduler.reading import Reading

if TYPE_CHECKING:
    from scheduler.variables import Variables


def measure(reading: Reading) -> int:
    """Give the term in thousandths."""
    hosted = Counter(held.venue.member for held in reading.held.values() if held.venue)
    missing = sum(max(0, m.host_target - hosted[m.id]) for m in reading.problem.members)
    return 1000 * reading.problem.policy.weights.host_shortfall * missing


def term(variables: Variables) -> Any:
    """Give the term on the exact model."""
    cp, problem = variables.cp, variables.problem
    hosted: dict[str | None, Any] = defaultdict(int)
    for placing in variables.placings.values():
        for venue, literal in placing.venues.items():
            hosted[problem.venue[venue].member] += literal
    total: Any = 0
    for member in problem.members:
        missing = cp.new_int_var(0, member.host_target, "")
        cp.add(missing >= member.host_target - hosted[member.id])
        total += missing
    return 1000 * problem.policy.weights.host_shortfall * total
