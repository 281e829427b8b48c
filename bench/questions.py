"""How long questions take over gRPC, alone and while a solve runs beside them.

    python -m bench.questions --size M

A check of the whole schedule; other places for a run, seats for an official, trainers for a block;
and all that it takes to seat one official. A server of its own is asked by digest, so that the
problem is read once; each question is about another run or nomination, drawn by the seed.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from planning.v1 import planning_pb2, planning_pb2_grpc, problem_pb2, schedule_pb2

from bench.problems import SIZES, make
from bench.serving import serving
from scheduler import wire
from scheduler.problem import Problem

_Ask = Callable[[], object]


def questions(
    stub: planning_pb2_grpc.PlanningServiceStub,
    problem: Problem,
    digest: str,
    schedule: schedule_pb2.Schedule,
    chance: random.Random,
) -> Iterator[tuple[str, Callable[[], _Ask]]]:
    """Give each kind of question, and what draws one of it."""
    held = {entry.id: entry for entry in schedule.runs}
    seated = {nomination for entry in schedule.runs for nomination in entry.seats}
    left = [each.id for each in problem.nominations if each.id not in seated]

    def ask(rpc: Any, request: Any, **about: object) -> _Ask:
        message = request(problem_digest=digest, schedule=schedule, **about)
        return lambda: rpc(message)

    def of_block() -> _Ask:
        run = chance.choice([entry for entry in held.values() if entry.trainers])
        block = chance.choice(run.trainers).block
        return ask(stub.Suggest, planning_pb2.SuggestRequest, run=run.id, block=block)

    suggest, explain = planning_pb2.SuggestRequest, planning_pb2.ExplainRequest
    yield "check", lambda: ask(stub.Check, planning_pb2.CheckRequest)
    yield "suggest a place", lambda: ask(stub.Suggest, suggest, run=chance.choice([*held]))
    yield "suggest a seat", lambda: ask(stub.Suggest, suggest, nomination=chance.choice(left))
    yield "suggest a trainer", of_block
    yield (
        "explain, in full",
        lambda: ask(stub.Explain, explain, nomination=chance.choice(left), full=True),
    )


def milliseconds(draw: Callable[[], _Ask], count: int) -> str:
    """Ask so often; give the median, the 95th percentile and the longest time."""
    took = []
    for _ in range(count):
        ask = draw()
        began = time.perf_counter()
        ask()
        took.append(1000 * (time.perf_counter() - began))
    took.sort()
    return f"{took[count // 2]:9.1f} {took[int(0.95 * count)]:9.1f} {took[-1]:9.1f}"


def solved(stub: planning_pb2_grpc.PlanningServiceStub, asked: object) -> schedule_pb2.Schedule:
    """Solve for a while, so that the schedule asked about has as many seats as a real one."""
    *_, last = stub.Solve(asked)
    return last.solution.schedule


def main() -> int:
    """Measure, and print a line for each kind of question and state of the server."""
    parser = argparse.ArgumentParser(prog="bench.questions", description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="M")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100, help="questions of each kind")
    parser.add_argument("--solve-seconds", type=float, default=20.0)
    parser.add_argument("--workers", type=int, default=2)
    chosen = parser.parse_args()
    problem, planted = make(chosen.size, chosen.seed)
    message = wire.message_of(problem, problem_pb2.Problem)
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as stub:
        limits = planning_pb2.Limits(seconds=chosen.solve_seconds, workers=chosen.workers)
        solve = planning_pb2.SolveRequest(
            problem=message, limits=limits, start=wire.schedule_message(planted)
        )
        schedule = solved(stub, solve)
        seats = sum(len(run.seats) for run in schedule.runs)
        print(f"{chosen.size}: {len(schedule.runs)} runs and {seats} seats; milliseconds")
        print(f"{'':36}{'p50':>9} {'p95':>9} {'max':>9}")
        chance = random.Random(chosen.seed)
        kinds = questions(stub, problem, wire.digest(message), schedule, chance)
        for name, draw in kinds:
            draw()()  # the first of a kind makes what the others use
            print(f"{name:20} {'alone':15}{milliseconds(draw, chosen.count)}", flush=True)
            beside = threading.Thread(target=solved, args=(stub, solve))
            beside.start()
            print(f"{name:20} {'beside a solve':15}{milliseconds(draw, chosen.count)}")
            beside.join()
    return 0


if __name__ == "__main__":
    sys.exit(main())
