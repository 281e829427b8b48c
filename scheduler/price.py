"""What a goal costs: the same problem solved over a range of one weight."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace

from scheduler.check import score
from scheduler.compare import table
from scheduler.engine.solve import solve
from scheduler.problem import Problem, Weights
from scheduler.reading import Reading
from scheduler.request import Limits, Listener, Request
from scheduler.schedule import Schedule, Score, Solution

WEIGHTS = tuple(field.name for field in fields(Weights))
_COLUMNS = (
    ("required_unheld", "required runs not held"),
    ("unseated", "priorities not seated"),
    ("member_shortfall", "seats short"),
    ("host_shortfall", "hosted runs short"),
    ("cost", "US dollars"),
    ("changes", "changes"),
)


@dataclass(frozen=True, slots=True)
class Priced:
    """A weight, what was found at it, and what that has of each goal at a price of one."""

    value: int
    solution: Solution
    measures: Score | None

    def measure(self, term: str) -> float:
        """Give what there is of a goal in its own unit: runs, priorities, seats, dollars.

        At a weight of one a dollar is a thousandth already.
        """
        amount: int = getattr(self.measures, term)
        return float(amount) if term == "cost" else amount / 1000


def prices(
    problem: Problem,
    weight: str,
    values: Sequence[int],
    limits: Limits,
    listener: Listener,
    stop: threading.Event,
) -> Iterator[Priced]:
    """Solve at each value of a weight, beginning with the schedule of the value before."""
    start: Schedule | None = None
    for value in values:
        if stop.is_set():
            return
        weighed = _with_weights(problem, **{weight: value})
        solution = solve(Request(weighed, "", limits=limits, start=start), listener, stop)
        start = solution.schedule or start
        yield Priced(value, solution, _measures(problem, solution.schedule))


def _with_weights(problem: Problem, **weights: int) -> Problem:
    policy = problem.policy
    return replace(problem, policy=replace(policy, weights=replace(policy.weights, **weights)))


def _measures(problem: Problem, schedule: Schedule | None) -> Score | None:
    """Score a schedule with every price at one."""
    if schedule is None:
        return None
    ones = _with_weights(problem, **dict.fromkeys(WEIGHTS, 1))
    return score(Reading(ones, schedule))


def text(weight: str, priced: Sequence[Priced]) -> str:
    """Write a table, a row for each value of the weight; goals that are never missed are left out.

    Dollars at a weight of one per thousand are thousandths, and so are the other goals' units.
    """
    shown = [
        (term, name)
        for term, name in _COLUMNS
        if any(each.measures and each.measure(term) for each in priced)
    ]
    rows = [[weight, "outcome", "gap", *(name for _, name in shown)]]
    for each in priced:
        gap = each.solution.gap
        row = [str(each.value), each.solution.outcome.name, "-" if gap is None else f"{gap:.2%}"]
        row += [f"{each.measure(term):,g}" if each.measures else "-" for term, _ in shown]
        rows.append(row)
    return table(rows)
