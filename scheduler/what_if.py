"""The commands that ask what if: `compare`, `price` and `worth`."""

from __future__ import annotations

import argparse
import json
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from scheduler import compare, files, wire
from scheduler.check import check
from scheduler.curve import svg
from scheduler.errors import Fault, Malformed, loading
from scheduler.problem import Problem, Weights
from scheduler.request import Limits
from scheduler.schedule import Schedule, Score

R = TypeVar("R")

INTERRUPTED = 130
_MOST_WEIGHT = 10**6


def read(path: Path, parse: Callable[[bytes], R]) -> R:
    """Read a file. Raises Malformed where that cannot be done; a fault of all of it names it."""
    try:
        return parse(path.read_bytes())
    except OSError as error:
        raise Malformed([Fault(str(path), f"cannot be read: {error.strerror}")]) from None
    except Malformed as malformed:
        faults = [Fault(fault.path or str(path), fault.text) for fault in malformed.faults]
        raise Malformed(faults) from None


def compare_files(options: argparse.Namespace) -> int:
    """Set solutions side by side."""
    problem = None
    if options.problem is not None:
        problem = wire.problem_of(read(options.problem, files.read_problem))
    named = [(path.name, *_scored(path, problem)) for path in options.solutions]
    compared = compare.compare(named)
    if not options.json:
        print(compare.text(compared, is_detailed=options.moves))
        return 0
    rows = [
        {
            "file": str(path),
            **{term: each.value(term) for term in compare.TERMS},
            "held_runs": each.held_runs,
            "seats": each.seats,
            "moved_runs": each.moved_runs,
            "moved_seats": each.moved_seats,
        }
        for path, each in zip(options.solutions, compared, strict=True)
    ]
    print(json.dumps(rows))
    return 0


def _scored(path: Path, problem: Problem | None) -> tuple[Schedule, Score]:
    """Read a solution; with its problem its score is recomputed."""
    try:
        schedule = wire.schedule_of(read(path, files.read_schedule))
        score = read(path, files.read_score)
    except Malformed as malformed:
        faults = [
            f if f.path == str(path) else Fault(f"{path}: {f.path}", f.text)
            for f in malformed.faults
        ]
        raise Malformed(faults) from None
    if problem is not None:
        score = check(problem, schedule).score
        if score is None:
            raise Malformed([Fault(str(path), "breaks rules of this problem; check it first")])
    if score is None:
        raise Malformed([Fault(str(path), "has no score; give --problem to work it out")])
    return schedule, score


def price(options: argparse.Namespace) -> int:
    """Solve a problem over a range of one weight."""
    with loading():
        from scheduler import price as priced_by  # noqa: PLC0415  # the others need no solver
        from scheduler.warm import Nobody  # noqa: PLC0415

    values = _values(options)
    problem = wire.problem_of(read(options.problem, files.read_problem))
    limits = Limits(seconds=options.seconds, workers=options.workers, seed=options.seed)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    found = list(priced_by.prices(problem, options.weight, values, limits, Nobody(), stop))
    print(priced_by.text(options.weight, found))
    if options.plot is not None:
        known = [each for each in found if each.measures]
        goal = options.goal
        write(
            options.plot,
            svg(
                f"{goal} over {options.weight}",
                options.weight,
                {goal: [(each.value, each.measure(goal)) for each in known]},
            ),
        )
    return INTERRUPTED if stop.is_set() else 0


def worth(options: argparse.Namespace) -> int:
    """Say what one more seat, day or thousand dollars would be worth."""
    with loading():
        from scheduler import worth as worth_of  # noqa: PLC0415  # the others need no solver

    problem = wire.problem_of(read(options.problem, files.read_problem))
    _, score = _scored(options.solution, problem)
    stop, end = threading.Event(), time.monotonic() + options.seconds
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    found = worth_of.worths(problem, score.total, lambda: time.monotonic() >= end, stop)
    print(worth_of.text_of(found, options.most))
    return INTERRUPTED if stop.is_set() else 0


def _values(options: argparse.Namespace) -> list[int]:
    known = tuple(Weights.__dataclass_fields__)
    if options.weight not in known:
        raise Malformed([Fault("--weight", f'unknown "{options.weight}"; there are {known}')])
    try:
        values = [int(value) for value in options.values.split(",")]
    except ValueError:
        raise Malformed([Fault("--values", f'"{options.values}" is not like 0,10,50')]) from None
    if not all(0 <= value <= _MOST_WEIGHT for value in values):
        raise Malformed([Fault("--values", f"give weights of 0 to {_MOST_WEIGHT}")])
    return values


def write(path: Path, content: str) -> None:
    """Write a file. Raises Malformed where that cannot be done."""
    try:
        path.write_text(content)
    except OSError as error:
        raise Malformed([Fault(str(path), f"cannot be written: {error.strerror}")]) from None


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `compare`, `price` and `worth` to the command line."""
    sides = commands.add_parser("compare", help="set solutions side by side, term by term")
    sides.add_argument("solutions", type=Path, nargs="+", metavar="SOLUTION.json")
    sides.add_argument("--problem", type=Path, metavar="PROBLEM.json", help="recompute the scores")
    sides.add_argument("--moves", action="store_true", help="name the runs and seats that move")
    sides.add_argument("--json", action="store_true", help="the answer as JSON, in thousandths")
    sides.set_defaults(run=compare_files)
    prices = commands.add_parser("price", help="solve a problem over a range of one weight")
    prices.add_argument("problem", type=Path, metavar="PROBLEM.json")
    prices.add_argument("--weight", required=True, metavar="NAME", help="such as member_shortfall")
    prices.add_argument("--values", required=True, metavar="N,N,...")
    prices.add_argument("--seconds", type=float, default=30.0, metavar="S", help="for each value")
    prices.add_argument("--workers", type=int, default=1, metavar="N")
    prices.add_argument("--seed", type=int, default=0, metavar="N")
    prices.add_argument("--plot", type=Path, metavar="FILE.svg", help="draw --goal over the weight")
    prices.add_argument(
        "--goal",
        default="cost",
        choices=[term for term in compare.TERMS if term != "total"],
        help="what is drawn, in its own unit",
    )
    prices.set_defaults(run=price)
    scarce = commands.add_parser("worth", help="what one more seat, day or $1,000 is worth about")
    scarce.add_argument("problem", type=Path, metavar="PROBLEM.json")
    scarce.add_argument("solution", type=Path, metavar="SOLUTION.json")
    scarce.add_argument("--seconds", type=float, default=20.0, metavar="S", help="for the prices")
    scarce.add_argument("--most", type=int, default=20, metavar="N", help="lines, dearest first")
    scarce.set_defaults(run=worth)
