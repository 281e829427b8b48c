"""Exact neighbourhoods, one after another, in a process that collects no garbage."""

from __future__ import annotations

import gc
import threading

from bench.problems import make
from scheduler.engine.effort import Effort
from scheduler.engine.exact import Interruptible
from scheduler.engine.refining import Refining
from scheduler.engine.search import Search
from scheduler.variables import Variables

EFFORT = Effort(seconds=60.0, deterministic=0.2, workers=1, seed=0, stop=threading.Event())


def test_nothing_of_a_model_stays_behind() -> None:
    """A hundred models of a minute's search would fill the memory."""
    search = Search(make("S", 1).problem, 0)
    search.construct()
    schedule, bound = search.schedule(), search.bound()
    while not bound.is_settling:
        bound.step(search.rank[1])
    refining = Refining(search, 0, bound)
    gc.disable()
    try:
        for _ in range(3):  # seats, few runs, many runs
            refining.step(search.snapshot(), schedule, EFFORT)
        left = [thing for thing in gc.get_objects() if type(thing) in {Interruptible, Variables}]
    finally:
        gc.enable()
    assert left == []
