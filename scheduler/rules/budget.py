"""H7 budget: what the held runs of a funder's courses cost together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from scheduler.goals.cost import run_cost_usd
from scheduler.reading import Held, Reading
from scheduler.schedule import Violation

RULE = "H7"


def violations(reading: Reading) -> Iterator[Violation]:
    """List broken clauses."""
    paid: dict[str, list[Held]] = defaultdict(list)
    for held in reading.held.values():
        if held.course.funder is not None:
            paid[held.course.funder].append(held)
    for funder in reading.problem.funders:
        runs = paid.get(funder.id, [])
        if funder.budget_usd is None or all(h.frozen for h in runs):
            continue
        cost = sum(run_cost_usd(reading, held) for held in runs)
        if cost > funder.budget_usd:
            yield Violation(RULE, "BUDGET", funder=funder.id, limit=funder.budget_usd, actual=cost)
