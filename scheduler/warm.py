"""Makes a process ready to search at once: all compiled functions are loaded, or compiled.

`make setup` runs it, so that nobody waits for the compiler later (about a minute, once).
"""

from __future__ import annotations

import threading

from scheduler.clock import parse
from scheduler.engine.solve import solve
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
from scheduler.request import Improvement, Limits, Progress, Request


class Nobody:
    """Listens to nothing."""

    def progress(self, progress: Progress) -> None:
        """Hear nothing."""

    def improvement(self, improvement: Improvement) -> None:
        """Hear nothing."""


def warm_up() -> None:
    """Solve a problem of two runs, too small to take time and large enough to call everything."""
    start = parse("2026-01-01")
    problem = Problem(
        horizon=Horizon(start, start + 20),
        members=(Member("m", seat_target=2),),
        cities=(City("c"),),
        venues=(Venue("v", "c", capacity=4),),
        courses=(
            Course(
                "k",
                days=2,
                languages=(CourseLanguage("en"),),
                min_seats=1,
                max_seats=2,
                blocks=(Block("b", 0, 1),),
            ),
        ),
        runs=(Run("r1", "k"), Run("r2", "k", required=True)),
        trainers=(Trainer("t", "c", languages=("en",)),),
        officials=tuple(Official(f"o{i}", "m", "c", languages=("en",)) for i in range(5)),
        nominations=tuple(Nomination(f"n{i}", f"o{i}", "k", 1) for i in range(5)),
    )
    for workers in (1, 2):
        limits = Limits(seconds=30.0, work_units=300, workers=workers)
        solve(Request(problem, "", limits=limits), Nobody(), threading.Event())


if __name__ == "__main__":
    warm_up()
