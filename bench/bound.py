"""How the bound rises by itself, without a search beside it.

    python -m bench.bound PROBLEM.json SOLUTION.json --seconds 60

Seconds are those of one processor; the total that the bound aims at is the solution's.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from scheduler import files, wire
from scheduler.engine.search import Search
from scheduler.problem import Problem
from scheduler.schedule import gap

_FIRST, _LONGER = 1.0, 1.5


class Point(NamedTuple):
    """After so many seconds and steps: the bound in thousandths."""

    seconds: float
    steps: int
    bound: int


def rise(problem: Problem, total: int, seconds: float) -> Iterator[Point]:
    """Give the bound now and then, and where it ends."""
    search = Search(problem, 0)
    bound = search.bound(search.floor())
    bound.step(total)  # which loads or compiles what it needs
    began, told = time.process_time(), _FIRST
    while not bound.is_converged:
        used = time.process_time() - began
        if used >= seconds:
            break
        if used >= told:
            yield Point(used, bound.steps, bound.best)
            told *= _LONGER
        bound.step(total)
    yield Point(time.process_time() - began, bound.steps, bound.best)


def main(arguments: list[str] | None = None) -> int:
    """Print a line for each point."""
    parser = argparse.ArgumentParser(prog="bench.bound", description=__doc__)
    parser.add_argument("problem", type=Path, metavar="PROBLEM.json")
    parser.add_argument("solution", type=Path, metavar="SOLUTION.json")
    parser.add_argument("--seconds", type=float, default=60.0, metavar="S")
    chosen = parser.parse_args(arguments)
    problem = wire.problem_of(files.read_problem(chosen.problem.read_bytes()))
    score = files.read_score(chosen.solution.read_bytes())
    if score is None:
        parser.error(f"{chosen.solution} has no score")
    for point in rise(problem, score.total, chosen.seconds):
        share = gap(score.total, point.bound) or 0.0
        print(
            f"{point.seconds:6.1f} s  {point.steps:5} steps  {point.bound / 1000:,.1f}  {share:.2%}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
