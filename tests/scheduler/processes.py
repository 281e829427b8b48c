"""The planner as its users run it: commands and servers in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import grpc
import psutil
from planning.v1 import planning_pb2_grpc, problem_pb2

from scheduler import files, wire
from scheduler.problem import Problem

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60.0
# The compiler's first run is slow on a machine where nothing is kept.
READY_SECONDS = 240.0


@contextmanager
def started(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Run `python -m scheduler` beside the block; nothing is left of it afterwards."""
    with subprocess.Popen(
        [sys.executable, "-m", "scheduler", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "random"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


class Done:
    """What a command left: its exit status and what it said."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.out, self.err = process.communicate(timeout=READY_SECONDS)
        self.status = process.returncode
        assert "Traceback" not in self.err, self.err


def run(*arguments: object) -> Done:
    with started(*arguments) as process:
        return Done(process)


def wait_for(what: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until something holds."""
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "it did not come about in time"
        time.sleep(0.01)


def message_of(problem: Problem) -> problem_pb2.Problem:
    return wire.message_of(problem, problem_pb2.Problem)


def problem_text(problem: Problem) -> str:
    return files.write(message_of(problem))


def write_problem(folder: Path, problem: Problem) -> Path:
    path = folder / "problem.json"
    path.write_text(problem_text(problem))
    return path


class Server:
    """A server on a unix socket."""

    def __init__(self, process: subprocess.Popen[str], address: str) -> None:
        self.process, self.address = process, address
        self.channel = grpc.insecure_channel(address)
        self.stub = planning_pb2_grpc.PlanningServiceStub(self.channel)

    def children(self) -> list[psutil.Process]:
        """Its processes for solves: those that were born of its nursery."""
        nursery = psutil.Process(self.process.pid).children()
        return [child for child in self.all() if child not in nursery]

    def all(self) -> list[psutil.Process]:
        """Give all its processes."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def end(self) -> Done:
        """Stop it as a service manager does."""
        self.process.terminate()
        return Done(self.process)


@contextmanager
def serving(folder: Path, *options: object) -> Iterator[Server]:
    """Serve until the block ends."""
    socket = folder / "planner.sock"
    with started("serve", "--listen", f"unix:{socket}", *options) as process:
        server = Server(process, f"unix:{socket}")
        try:
            grpc.channel_ready_future(server.channel).result(timeout=READY_SECONDS)
            yield server
        finally:
            server.channel.close()
            if process.poll() is None:
                server.end()
