"""A solve from beginning to end: construct, prove what is small, improve and bound, explain."""

from __future__ import annotations

import threading

from scheduler.engine.best import Best
from scheduler.engine.task import Task
from scheduler.request import Listener, Request
from scheduler.schedule import Solution


def solve(request: Request, listener: Listener, stop: threading.Event) -> Solution:
    """Solve a problem until it is proved, good enough, stopped, or the limits are reached."""
    with Best(request, listener) as best:
        task = Task(request, best, stop)
        _construct(task)
        # A third of a second of imports, for which no first schedule waits.
        from scheduler.engine.going_on import go_on  # noqa: PLC0415

        return go_on(task)


def _construct(task: Task) -> None:
    """Find a first schedule, from what is promised or given to begin with."""
    task.best.phase = "constructing"
    search, start, baseline = task.search, task.request.start, task.problem.baseline
    if start is not None:
        search.adopt(start)
    elif baseline is not None:
        search.mend(baseline)
        if task.is_repair:
            task.offer()  # before there is anything new

    def is_enough() -> bool:
        """Show what is constructed so far, and say whether it has to do."""
        if task.best.is_hungry:
            task.offer()
        return task.is_over and task.best.schedule is not None

    def link_up() -> None:
        """Give the pinned seats that are lacking."""
        if not search.is_valid:
            from scheduler.engine.proving import link_up_early  # noqa: PLC0415  # imports, as above

            link_up_early(task)

    search.construct(is_enough=is_enough, link_up=link_up)
    task.offer()
    task.best.tell()
