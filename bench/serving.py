"""A planner's server of its own for what is measured, with its machine code loaded."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import grpc
import psutil
from planning.v1 import planning_pb2, planning_pb2_grpc, problem_pb2

from bench.problems import make
from scheduler import wire

_READY_SECONDS = 120.0
# A process that uses less than this in a second waits for a job.
_IDLE_SECONDS = 0.005


@contextmanager
def serving(folder: Path) -> Iterator[planning_pb2_grpc.PlanningServiceStub]:
    """Serve until the block ends."""
    address = f"unix:{folder}/planner.sock"
    command = [sys.executable, "-m", "scheduler", "serve", "--listen", address]
    options = [(f"grpc.max_{way}_message_length", wire.MOST_BYTES) for way in ("send", "receive")]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        with grpc.insecure_channel(address, options=options) as channel:
            grpc.channel_ready_future(channel).result(timeout=_READY_SECONDS)
            stub = planning_pb2_grpc.PlanningServiceStub(channel)
            _warm(stub, psutil.Process(process.pid))
            yield stub
    finally:
        process.terminate()
        process.wait()


def _warm(stub: planning_pb2_grpc.PlanningServiceStub, server: psutil.Process) -> None:
    """Let one process do a job, and wait until the next has nothing more to load."""
    problem = wire.message_of(make("TINY", 1).problem, problem_pb2.Problem)
    list(stub.Solve(planning_pb2.SolveRequest(problem=problem, limits={"seconds": 0.5})))
    used, before = 0.0, -1.0
    while used - before > _IDLE_SECONDS:
        time.sleep(1.0)
        times = [child.cpu_times() for child in server.children()]
        used, before = sum(t.user + t.system for t in times), used
