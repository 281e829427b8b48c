"""From a first schedule to the answer, with all that solves exactly."""

from __future__ import annotations

from scheduler.engine import exact
from scheduler.engine.concluding import conclude
from scheduler.engine.improving import Improving
from scheduler.engine.proving import mend, prove, prove_repair
from scheduler.engine.task import Task
from scheduler.schedule import Solution


def go_on(task: Task) -> Solution:
    """Prove what is small, improve and bound what is not, and explain what was found."""
    prove_repair(task)
    if exact.is_small(task.problem):
        prove(task)
    else:
        mend(task)
    Improving(task).improve()
    task.best.tell()
    return conclude(task)
