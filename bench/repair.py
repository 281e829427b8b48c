"""Repairs over a server, one kind of damage after another: how soon, how little, how sure.

    python -m bench.repair --size M --size L --seeds 1 2 --out bench/results

A server is started and told of each problem, as it is of a plan that people work on; then a repair
is asked for by the problem's digest, and once more, on another server, with the problem sent. Every
schedule is checked by `scheduler.check`. The table has the seconds from the request to the first
valid repair, and to the proof that none changes fewer runs as the answer has it: changed runs and
cost of changes, each with its bound, and how many changes were forced or put back for a price.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from planning.v1 import planning_pb2, planning_pb2_grpc, problem_pb2

from bench.damage import KINDS
from bench.problems import SIZES, make
from bench.serving import serving
from scheduler import wire
from scheduler.check import check
from scheduler.problem import Problem
from scheduler.request import Improvement
from scheduler.schedule import Schedule, Solution

_HEAD = """# Repairs over a server

First: seconds from the request to the first valid repair, by the digest or with the problem sent.
Then the answer after {:.0f} s: changed runs and the price of all changes, each with its bound;
changed runs and lost seats that were forced, and others.

| problem | runs | first, digest | first, sent | changed | bound | price | bound | forced | other |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
"""


@dataclass(frozen=True)
class Repaired:
    """When the first valid repair came, and the answer."""

    first_seconds: float
    solution: Solution


def repair(
    stub: planning_pb2_grpc.PlanningServiceStub,
    problem: Problem,
    seconds: float,
    *,
    is_known: bool,
) -> Repaired:
    """Ask for a repair, by the digest of a problem that the server knows or with it."""
    message = wire.message_of(problem, problem_pb2.Problem)
    asked = planning_pb2.SolveRequest(
        objective="OBJECTIVE_CHANGES_FIRST", limits={"seconds": seconds}
    )
    if is_known:
        nothing = wire.schedule_message(Schedule())
        stub.Check(planning_pb2.CheckRequest(problem=message, schedule=nothing))
        asked.problem_digest = wire.digest(message)
    else:
        asked.problem.CopyFrom(message)
    begin, first, answer = time.perf_counter(), 0.0, None
    for response in stub.Solve(asked):
        told = wire.told(response)
        if isinstance(told, Improvement):
            first = first or time.perf_counter() - begin
            assert not check(problem, told.schedule).violations
        elif isinstance(told, Solution):
            answer = told
    assert answer is not None
    return Repaired(first, answer)


def row(name: str, problem: Problem, known: Repaired, sent: Repaired) -> str:
    """Write a row of the table."""
    solution = known.solution
    changed, changes, _ = solution.levels
    forced = sum(change.forced for change in solution.changes)
    cells = [
        name,
        len(problem.promised),
        f"{known.first_seconds:.2f}",
        f"{sent.first_seconds:.2f}",
        changed.value,
        changed.bound,
        f"{changes.value / 1000:.0f}",
        f"{(changes.bound or 0) / 1000:.0f}",
        forced,
        len(solution.changes) - forced,
    ]
    return f"| {' | '.join(map(str, cells))} |"


def main(arguments: Sequence[str] | None = None) -> int:
    """Repair every problem asked for, and write the table."""
    parser = argparse.ArgumentParser(prog="bench.repair", description=__doc__)
    parser.add_argument("--size", choices=SIZES, action="append", required=True)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--kinds", choices=(*KINDS, "all"), nargs="+", default=[*KINDS, "all"])
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--out", type=Path, default=Path("bench/results"))
    chosen = parser.parse_args(arguments)
    rows = []
    for size in chosen.size:
        for seed in chosen.seeds:
            for kind in chosen.kinds:
                problem = make(size, seed, "repair", None if kind == "all" else kind).problem
                found = []
                for is_known in (True, False):
                    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as stub:
                        found.append(repair(stub, problem, chosen.seconds, is_known=is_known))
                rows.append(row(f"{size}-{seed} {kind}", problem, *found))
                print(rows[-1], flush=True)
    chosen.out.mkdir(parents=True, exist_ok=True)
    (chosen.out / "repair.md").write_text(_HEAD.format(chosen.seconds) + "\n".join(rows) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
