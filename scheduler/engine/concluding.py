"""The answer: the best schedule with its reasons, or the conflict that leaves none."""

from __future__ import annotations

import logging
from dataclasses import replace

from scheduler.engine.changed import changes_of
from scheduler.engine.conflict import find_conflict
from scheduler.engine.promises import Promises
from scheduler.engine.reasons import explain_nominations, explain_runs
from scheduler.engine.search import Search
from scheduler.engine.task import Task
from scheduler.problem import Problem
from scheduler.reading import Reading
from scheduler.schedule import Change, Level, Outcome, Score, Solution

log = logging.getLogger(__name__)


def conclude(task: Task) -> Solution:
    """Explain what was found, and say how good it is."""
    best = task.best
    best.phase = "explaining"
    solution = Solution(
        outcome=Outcome.UNKNOWN,
        floor=best.floor,
        seed=task.limits.seed,
        problem_digest=task.request.digest,
        bound=best.bound,
    )
    if task.infeasible is not None:
        return _contradicted(task, task.infeasible, solution)
    if best.schedule is None or best.score is None or best.total is None:
        return solution
    if best.bound is not None and best.bound > best.total:
        log.error("the bound %s lies above the total %s", best.bound, best.total)
        solution = replace(solution, bound=None)
    search = task.search
    if task.is_repair:  # whose changes are dearer than they are
        search = Search(task.problem, task.limits.seed)
    search.adopt_anew(best.schedule)
    reading = Reading(task.problem, best.schedule)
    levels = _levels(task, best.rank or ()) if task.is_repair else ()
    is_proved = solution.bound == best.total and all(x.value == x.bound for x in levels)
    return replace(
        solution,
        outcome=Outcome.OPTIMAL if is_proved else Outcome.FEASIBLE,
        schedule=best.schedule,
        score=best.score,
        unheld=explain_runs(reading, search, lambda: task.is_late),
        unseated=explain_nominations(reading, lambda: task.is_late),
        levels=levels,
        changes=_changes(task, reading, best.score) if task.is_repair else (),
    )


def _contradicted(task: Task, problem: Problem, solution: Solution) -> Solution:
    found = find_conflict(problem, task.effort(1.0), lambda: task.left_seconds, task.without)
    return replace(
        solution,
        outcome=Outcome.INFEASIBLE,
        bound=None,
        conflict=found.conflict,
        complete=found.complete,
    )


def _changes(task: Task, reading: Reading, score: Score) -> tuple[Change, ...]:
    promises = task.promises or Promises(task.problem)
    return changes_of(reading, score, promises.impossible, lambda: task.is_late)


def _levels(task: Task, rank: tuple[int, ...]) -> tuple[Level, ...]:
    """Give what a repair minimised, with what is known of each; the total is bounded anyway."""
    bounds = {"changed_runs": 0, "changes": 0} | task.levels
    bounds["total"] = max(bounds.get("total", 0), task.best.bound or 0)
    return tuple(
        Level(name, value, bounds[name])
        for name, value in zip(("changed_runs", "changes", "total"), rank, strict=True)
    )
