"""H7 budget: what the held runs of a funder's courses cost together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.goals.cost import cost_usd, run_cost_usd
from scheduler.reading import Held, Reading
from scheduler.schedule import Violation

if TYPE_CHECKING:
    from scheduler.variables import Variables

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


def constrain(variables: Variables) -> None:
    """Lay the clause on the exact model: what facts cost binds only what is added to them."""
    if "BUDGET" in variables.relaxed:
        return
    for funder in variables.problem.funders:
        runs = [p for p in variables.placings.values() if p.course.funder == funder.id]
        free = [p.held for p in runs if not p.fact]
        if funder.budget_usd is not None and free:
            total = sum(cost_usd(variables, placing) for placing in runs)
            any_free = variables.cp.new_bool_var("")
            variables.cp.add_max_equality(any_free, free)
            variables.cp.add(total <= funder.budget_usd).only_enforce_if(any_free)
