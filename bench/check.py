"""How long a check takes over gRPC, alone and while a solve runs beside it.

    python -m bench.check --size M

A server of its own is asked by digest, so that the problem is read once.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import grpc
import psutil
from planning.v1 import planning_pb2, planning_pb2_grpc, problem_pb2, schedule_pb2

from bench.problems import SIZES, make
from scheduler import wire

_READY_SECONDS = 300


def milliseconds(
    stub: planning_pb2_grpc.PlanningServiceStub, asked: object, count: int, server: psutil.Process
) -> str:
    """Ask so often; give the median, the 95th percentile and the longest time.

    And the server's processor time for each, which other work on the machine lengthens less.
    """
    took, before = [], server.cpu_times()
    for _ in range(count):
        began = time.perf_counter()
        stub.Check(asked)
        took.append(1000 * (time.perf_counter() - began))
    after = server.cpu_times()
    cpu = 1000 * (after.user + after.system - before.user - before.system) / count
    took.sort()
    middle, late = took[count // 2], took[int(0.95 * count)]
    return f"p50 {middle:.1f} ms, p95 {late:.1f} ms, max {took[-1]:.1f} ms; {cpu:.1f} ms of CPU"


def better(stub: planning_pb2_grpc.PlanningServiceStub, asked: object) -> schedule_pb2.Schedule:
    """Solve for a while, so that the schedule that is checked has as many seats as a real one."""
    *_, last = stub.Solve(asked)
    return last.solution.schedule


def main() -> int:
    """Measure, and print a line for each state of the server."""
    parser = argparse.ArgumentParser(prog="bench.check", description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="M")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--solve-seconds", type=float, default=20.0)
    parser.add_argument("--workers", type=int, default=2)
    chosen = parser.parse_args()
    problem, planted = make(chosen.size, chosen.seed)
    message = wire.message_of(problem, problem_pb2.Problem)
    with tempfile.TemporaryDirectory() as folder:
        address = f"unix:{Path(folder) / 'planner.sock'}"
        command = [sys.executable, "-m", "scheduler", "serve", "--listen", address]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
            try:
                size = [
                    (f"grpc.max_{way}_message_length", wire.MOST_BYTES)
                    for way in ("send", "receive")
                ]
                channel = grpc.insecure_channel(address, options=size)
                grpc.channel_ready_future(channel).result(timeout=_READY_SECONDS)
                stub = planning_pb2_grpc.PlanningServiceStub(channel)
                limits = planning_pb2.Limits(seconds=chosen.solve_seconds, workers=chosen.workers)
                solve = planning_pb2.SolveRequest(
                    problem=message, limits=limits, start=wire.schedule_message(planted)
                )
                schedule = better(stub, solve)
                seats = sum(len(run.seats) for run in schedule.runs)
                print(f"{chosen.size}: {len(schedule.runs)} runs and {seats} seats")
                asked = planning_pb2.CheckRequest(
                    problem_digest=wire.digest(message), schedule=schedule
                )
                process = psutil.Process(server.pid)
                print(f"alone:          {milliseconds(stub, asked, chosen.count, process)}")
                beside = threading.Thread(target=better, args=(stub, solve))
                beside.start()
                print(f"beside a solve: {milliseconds(stub, asked, chosen.count, process)}")
                beside.join()
            finally:
                server.terminate()
    return 0


if __name__ == "__main__":
    sys.exit(main())
