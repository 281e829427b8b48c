"""The starts and venues of a run that a placing looks at: of very many some, by chance.

A move that looks at fewer is the sooner over, and another looks at others.
"""

from __future__ import annotations

import numpy as np

from scheduler.engine.compiled import compiled
from scheduler.engine.free import lacks_needed, leaves_room, links_allow
from scheduler.engine.instance import Instance
from scheduler.engine.state import State, draw, draw_below

MOST_STARTS, MOST_VENUES = 24, 40
HOPE = 0.3  # how often a run is placed before one that it needs, which may follow


@compiled
def starts_of(inst: Instance, st: State, run: int) -> np.ndarray:
    """Give the starts of a run that its links allow, as places in `run_start`; some, by chance.

    They leave linked runs that must be held and are not a start of their own.
    """
    begin, end = inst.run_start_ptr[run], inst.run_start_ptr[run + 1]
    found = np.empty(end - begin, np.int32)
    count = 0
    if lacks_needed(inst, st, run) and draw(st) > HOPE:
        return found[:0]
    for at in range(begin, end):
        start = inst.run_start[at]
        if links_allow(inst, st, run, start) and leaves_room(inst, st, run, start):
            found[count] = at
            count += 1
    if count > MOST_STARTS:
        for i in range(MOST_STARTS):
            j = i + draw_below(st, count - i)
            found[i], found[j] = found[j], found[i]
    return found[: min(count, MOST_STARTS)]


@compiled
def all_venues_of(inst: Instance, run: int) -> np.ndarray:
    """Give all venues of a run, city by city."""
    return inst.run_venue[inst.run_venue_ptr[run] : inst.run_venue_ptr[run + 1]]


@compiled
def venues_of(inst: Instance, st: State, run: int) -> np.ndarray:
    """Give the venues of a run, city by city; of very many some all over, by chance."""
    venues = all_venues_of(inst, run)
    step = (len(venues) + MOST_VENUES - 1) // MOST_VENUES
    if step <= 1:
        return venues
    first, base = draw_below(st, step), inst.base_venue[run]
    found = np.empty(MOST_VENUES + 1, np.int32)
    count = 0
    for at in range(len(venues)):
        if at % step == first or venues[at] == base:
            found[count] = venues[at]
            count += 1
    return found[:count]
