"""What the peers' programs have in common: their command line, and what they tell."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path

from bench.writing import write_schedule
from scheduler import files, wire
from scheduler.check import check
from scheduler.problem import Problem
from scheduler.schedule import Schedule


class Told:
    """Keeps the best schedule in a file, and prints a line for each better one or bound."""

    def __init__(self, problem: Problem, out: Path) -> None:
        """Begin the clock."""
        self._problem, self._out = problem, out
        self._begin = time.perf_counter()
        self._best: int | None = None

    @property
    def seconds(self) -> float:
        """Seconds since the problem was read."""
        return time.perf_counter() - self._begin

    def schedule(self, schedule: Schedule, bound: int | None = None) -> None:
        """Write a schedule down, if it is valid and better."""
        score = check(self._problem, schedule).score
        if score is None or (self._best is not None and score.total >= self._best):
            return
        self._best = score.total
        part = self._out.with_suffix(".part")
        write_schedule(schedule, part)
        part.replace(self._out)
        self.bound(bound)

    def bound(self, bound: int | None) -> None:
        """Print where the peer is."""
        line = {"seconds": round(self.seconds, 2), "total": self._best, "bound": bound}
        print(json.dumps(line), flush=True)


def run(name: str, doc: str | None, plan: Callable[[Problem, Told, float], None]) -> int:
    """Read the command line and the problem, and plan for the seconds that are left."""
    parser = argparse.ArgumentParser(prog=f"bench.peers.{name}", description=doc)
    parser.add_argument("problem", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="the schedule's file")
    parser.add_argument("--seconds", type=float, default=60.0)
    chosen = parser.parse_args()
    problem = wire.problem_of(files.read_problem(chosen.problem.read_bytes()))
    plan(problem, Told(problem, chosen.out), chosen.seconds)
    return 0
