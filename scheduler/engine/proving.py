"""What the exact model is asked: small problems as a whole, pins that the search does not keep."""

from __future__ import annotations

from dataclasses import replace

from scheduler.domains import NONE
from scheduler.engine import exact
from scheduler.engine.chains import Chains
from scheduler.engine.conflict import cores
from scheduler.engine.effort import Effort
from scheduler.engine.repair import Repair
from scheduler.engine.task import Task
from scheduler.problem import Problem
from scheduler.schedule import Schedule

MOVES = 64
"""How many moves are made between two looks at the clock."""

# Beyond so many runs the pins of all of them are too many to be asked about at once. How often in
# vain a seat is then asked for by an exact solve of what it hangs on, in construction and after it,
# and what one may take.
_MANY_RUNS, _FIRST_LINKS, _LINKS, _OF_A_LINK, _LINK_SECONDS = 60, 2, 12, 0.2, 4.0


def prove_repair(task: Task) -> None:
    """Show how few promises can be kept in a repair, and what that costs at least."""
    if not task.is_repair or task.problem.baseline is None or task.is_over:
        return
    task.best.phase = "proving"
    repair = Repair(task.search, task.best, lambda: task.effort(0.2))
    repair.prove()
    task.levels |= repair.bounds
    task.promises = repair.promises


def prove(task: Task) -> None:
    """Solve a small problem as one model, beginning with the best of a short search."""
    search, best = task.search, task.best
    best.phase = "improving"
    for _ in range(4):
        search.improve(MOVES)
    task.offer()
    if task.is_over:
        return
    best.phase = "proving"
    result = exact.solve(
        task.problem, task.request.objective, task.effort(0.7), best.schedule, best.offer
    )
    if result.is_infeasible:
        task.infeasible = task.problem
    if result.schedule is not None:
        best.offer(result.schedule)
        search.adopt_anew(result.schedule)
    if result.bound is not None:
        best.raise_bound(result.bound)
    for level in result.levels:
        if level.bound is not None:
            task.levels[level.name] = max(level.bound, task.levels.get(level.name, 0))
    task.is_proved = result.is_proved and result.schedule is not None


def mend(task: Task) -> None:
    """Where the search does not keep the pins, ask the exact model whether they can be kept."""
    task.best.phase = "improving"
    if task.search.is_valid:
        return
    if len(task.problem.runs) > _MANY_RUNS:
        core = next(cores(task.problem, task.search.broken, task.left_seconds), None)
        if core is not None:
            _ask(task, core, replace(task.effort(_OF_A_LINK), deterministic=_LINK_SECONDS))
        _link_up(task, _LINKS)
        task.search.construct(is_enough=lambda: task.is_over)
        task.offer()
    for _ in range(30):
        if task.search.is_valid or task.is_over:
            return
        task.search.improve(MOVES)
    task.best.phase = "proving"
    for core in cores(task.problem, task.search.broken, task.left_seconds):
        if task.is_over:
            return
        if _ask(task, core, task.effort(0.4)):
            return
    _link_up(task, _LINKS)


def link_up_early(task: Task) -> None:
    """Give pinned seats that are lacking while hardly more than what must be held is."""
    if len(task.problem.runs) > _MANY_RUNS and not task.is_repair:
        _link_up(task, _FIRST_LINKS)


def _ask(task: Task, core: Problem, effort: Effort) -> bool:
    """Ask whether a part can keep its pins; say whether all are kept with what it answers."""
    result = exact.find(core, effort)
    if result.is_infeasible:
        _judge(task, core)
    return result.schedule is not None and _try(task, result.schedule)


def _link_up(task: Task, most: int) -> None:
    """Give pinned seats that are lacking by exact solves, until so many failed in a row."""
    search, chains, failures = task.search, Chains(task.search, task.limits.seed), 0
    while failures < most and not search.is_valid and not task.is_over:
        missing = search.missing
        if not chains.step(replace(task.effort(_OF_A_LINK), deterministic=_LINK_SECONDS)):
            break
        failures = failures + 1 if search.missing >= missing else 0
    task.offer()


def _try(task: Task, schedule: Schedule) -> bool:
    """Go on from a schedule of a part, if all pins are kept with it."""
    rows = task.search.snapshot()
    task.search.adopt_anew(schedule)
    task.search.construct()
    if not task.search.is_valid:
        task.search.restore(rows)
        return False
    task.offer()
    return True


def _judge(task: Task, core: Problem) -> None:
    """Take an infeasible core for the whole, if no run outside it could change that.

    By a stop on the way a trainer may be there sooner: where that is so, ways must not matter.
    """
    without = frozenset({"TRAINER_TRAVEL"}) if task.search.inst.detours else NONE
    if not without or exact.is_feasible(core, task.effort(0.4), without) is False:
        task.infeasible, task.without = core, without
