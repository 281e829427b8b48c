"""The process of one solve: a job comes in by standard input, what it finds goes out.

It imports and compiles everything before it says that it is ready, does one job, and dies with its
parent. How jobs and answers go through the pipes stands in `frames.py`.
"""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import sys
import threading
from typing import BinaryIO

from planning.v1 import planning_pb2

from scheduler import memory, wire
from scheduler.engine.solve import solve
from scheduler.errors import PlanningError
from scheduler.explain import explain
from scheduler.frames import OUT_OF_MEMORY, READY, SOLVE, read_frame, refusal, write_frame
from scheduler.request import Improvement, Progress, Request
from scheduler.warm import warm_up

_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Do one job."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal's Ctrl-C is for the server
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    warm_up()
    write_frame(sink, READY)
    job = read_frame(source)
    if job is None:
        return
    gc.disable()  # a problem is no garbage, however often its many records are looked through
    threading.Thread(target=_die_with, args=(source,), daemon=True).start()
    try:
        (_solve if job[:1] == SOLVE else _explain)(job[1:], sink)
    except PlanningError as error:
        write_frame(sink, refusal(error))


def _die_with(source: BinaryIO) -> None:
    """End at once where the parent is gone: nobody is left to answer."""
    os.read(source.fileno(), 1)  # not `source.read`: its lock would break an orderly end
    os._exit(0)


class _Relay:
    """Sends what a search tells; its lines are whole however many threads speak."""

    def __init__(self, sink: BinaryIO, digest: str) -> None:
        self._sink, self._digest = sink, digest
        self._lock = threading.Lock()

    def progress(self, progress: Progress) -> None:
        self.send(progress)

    def improvement(self, improvement: Improvement) -> None:
        self.send(improvement)

    def send(self, told: wire.Told) -> None:
        with self._lock:
            write_frame(self._sink, wire.telling(told, self._digest).SerializeToString())


def _solve(job: bytes, sink: BinaryIO) -> None:
    asked = planning_pb2.SolveRequest.FromString(job)
    request: Request = wire.request_of(asked)
    if request.limits.memory_mb is not None:
        memory.watch(request.limits.memory_mb, lambda: os._exit(OUT_OF_MEMORY))
    gc.freeze()
    gc.enable()
    relay = _Relay(sink, request.digest)
    relay.send(solve(request, relay, threading.Event()))


def _explain(job: bytes, sink: BinaryIO) -> None:
    asked = planning_pb2.ExplainRequest.FromString(job)
    answer = explain(
        wire.problem_of(asked.problem),
        wire.schedule_of(asked.schedule),
        run=asked.run if asked.HasField("run") else None,
        nomination=asked.nomination if asked.HasField("nomination") else None,
        seconds=asked.limits.seconds if asked.limits.HasField("seconds") else None,
    )
    response = wire.explain_message(answer, wire.digest(asked.problem))
    write_frame(sink, response.SerializeToString())


if __name__ == "__main__":
    main()
