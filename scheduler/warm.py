"""Makes a process ready to search at once: all compiled functions are loaded, or compiled.

`make setup` runs it, so that nobody waits for the compiler later (minutes, once). The bound has
little in common with the search, and is compiled beside it.
"""

from __future__ import annotations

import multiprocessing
import threading
from dataclasses import replace

from scheduler.clock import Interval, parse
from scheduler.engine.rescue import rescue
from scheduler.engine.search import Search
from scheduler.engine.solve import solve
from scheduler.explain import explain
from scheduler.problem import (
    Block,
    City,
    Course,
    CourseLanguage,
    Horizon,
    Member,
    Nomination,
    Official,
    Problem,
    Run,
    Trainer,
    Venue,
)
from scheduler.request import Improvement, Limits, Objective, Progress, Request
from scheduler.schedule import BlockTrainer, Schedule, ScheduledRun
from scheduler.suggest import suggest

_START = parse("2026-01-01")
_PATIENCE_SECONDS = 600.0  # nobody waits for the compiler in a question's time


class Nobody:
    """Listens to nothing."""

    def progress(self, progress: Progress) -> None:
        """Hear nothing."""

    def improvement(self, improvement: Improvement) -> None:
        """Hear nothing."""


def warm_up() -> None:
    """Solve problems too small to take time and large enough to call everything."""
    search = Search(_plan(), 0)
    rescue(*search.handles, 1, False)  # what must be held finds its place at once
    _ask()
    for problem, objective in ((_plan(), Objective.TOTAL), (_repair(), Objective.CHANGES_FIRST)):
        for workers in (1, 2):
            limits = Limits(seconds=30.0, work_units=300, workers=workers)
            request = Request(problem, "", objective, limits)
            solve(request, Nobody(), threading.Event())
    warm_up_bound()


def warm_up_bound() -> None:
    """Raise a bound: so small a problem is proved before a solve asks for it."""
    search = Search(_plan(), 0)
    bound = search.bound(search.floor())
    bound.step(1)
    bound.worths(0)


def _ask() -> None:
    """Ask for more alternatives than there are, so that everything is tried."""
    plan = _plan()
    problem = replace(plan, trainers=(*plan.trainers, replace(plan.trainers[0], id="t2")))
    limits = Limits(seconds=30.0, work_units=300)
    found = solve(Request(problem, "", limits=limits), Nobody(), threading.Event())
    schedule, seconds = found.schedule or Schedule(), _PATIENCE_SECONDS
    for run in problem.runs:
        suggest(problem, schedule, run=run.id, count=20, seconds=seconds)
        suggest(problem, schedule, run=run.id, block="b", count=20, seconds=seconds)
    for plan_now in (schedule, Schedule(schedule.runs[:1])):
        for nomination in problem.nominations:
            suggest(problem, plan_now, nomination=nomination.id, count=20, seconds=seconds)
    explain(problem, Schedule())


def _plan() -> Problem:
    """Make a problem of three runs."""
    course = Course(
        "k",
        days=2,
        languages=(CourseLanguage("en"),),
        min_seats=1,
        max_seats=2,
        blocks=(Block("b", 0, 1),),
    )
    return Problem(
        horizon=Horizon(_START, _START + 20),
        members=(Member("m", seat_target=2),),
        cities=(City("c"),),
        venues=(Venue("v", "c", capacity=4),),
        courses=(course,),
        runs=(Run("r1", "k"), Run("r2", "k", required=True), Run("r3", "k")),
        trainers=(Trainer("t", "c", languages=("en",)),),
        officials=tuple(Official(f"o{i}", "m", "c", languages=("en",)) for i in range(5)),
        nominations=tuple(Nomination(f"n{i}", f"o{i}", "k", 1) for i in range(5)),
    )


def _repair() -> Problem:
    """Make the same with a fact, a run that lost its trainer, and one that lost its officials."""
    plan = _plan()
    away = (Interval(_START + 10, _START + 20),)
    teams = {"r1": (0, "t"), "r2": (5, "gone"), "r3": (12, "t")}
    baseline = Schedule(
        tuple(
            ScheduledRun(
                run, _START + day, "v", "en", (BlockTrainer("b", trainer),), (f"n{day // 5}",)
            )
            for run, (day, trainer) in teams.items()
        )
    )
    return replace(
        plan,
        horizon=replace(plan.horizon, frozen_until=_START),
        officials=tuple(replace(official, unavailable=away) for official in plan.officials),
        baseline=baseline,
    )


if __name__ == "__main__":
    beside = multiprocessing.get_context("spawn").Process(target=warm_up_bound)
    beside.start()
    warm_up()
    beside.join()
    warm_up()  # of what both compiled at once, one's was kept
