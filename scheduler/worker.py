"""The work of a process for solves: a job comes in, what it finds goes out.

It solves one problem, or answers questions until there are no more. How jobs and answers go through
the pipes stands in `frames.py`.
"""

from __future__ import annotations

import gc
import os
import threading
from typing import BinaryIO

from planning.v1 import planning_pb2

from scheduler import memory, wire
from scheduler.desk import Desk
from scheduler.engine.solve import solve
from scheduler.errors import PlanningError
from scheduler.frames import OUT_OF_MEMORY, SOLVE, read_frame, refusal, write_frame
from scheduler.request import Improvement, Progress, Request

_NICE = 5
"""By how much a search stands back where somebody waits for a short answer."""


def work(source: BinaryIO, sink: BinaryIO) -> None:
    """Do one solve, or answer questions."""
    desk = Desk()
    while (job := read_frame(source)) is not None:
        if job[:1] == SOLVE:
            gc.disable()  # a problem is no garbage, however often its records are looked through
            os.nice(_NICE)
            threading.Thread(target=_die_with, args=(source,), daemon=True).start()
            try:
                _solve(job[1:], sink)
            except PlanningError as error:
                write_frame(sink, refusal(error))
            return
        write_frame(sink, desk.answer(job))


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
