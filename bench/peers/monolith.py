"""The whole problem as one CP-SAT model: the planner's own exact model, without its search.

    python -m bench.peers.monolith PROBLEM.json --out SCHEDULE.json --seconds 60

With two workers, one of them led by the linear relaxation, which on problems of this kind proves
more than the solver's own choice.
"""

from __future__ import annotations

import sys
import threading

from bench.peers.program import Told, run
from scheduler.engine import exact
from scheduler.engine.effort import Effort
from scheduler.problem import Problem
from scheduler.request import Objective

WORKERS = 2


def plan(problem: Problem, told: Told, seconds: float) -> None:
    """Lay the model out and solve it; a model that is not laid out in time finds nothing."""
    effort = Effort(seconds, float("inf"), WORKERS, 0, threading.Event())
    result = exact.solve(problem, Objective.TOTAL, effort, None, told.schedule)
    if result.schedule is not None:
        told.schedule(result.schedule, result.bound)
    told.bound(result.bound)


if __name__ == "__main__":
    sys.exit(run("monolith", __doc__, plan))
