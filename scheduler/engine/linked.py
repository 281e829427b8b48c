"""What links forbid, as sums over two runs that can be priced.

The dates of two held runs clash where, on some day, both do what only one of them may: `first` has
not ended and `second` has begun too early, both are on (`APART`), one has begun and the other has
not (`SAME_START`). That a run needs another, or has its officials, bounds who is held and seated.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from scheduler.engine.compiled import compiled
from scheduler.engine.instance import (
    AFTER,
    APART,
    BEFORE,
    FAR,
    NEEDS,
    SAME_COHORT,
    SAME_START,
    Instance,
    Ints,
)
from scheduler.engine.state import Floats

HOLDING = -1


class Linked(NamedTuple):
    """What each run adds to the sums that links bound, run after run.

    A start s adds 1 to a row of dates on each day from s + `low` to s + `high`; at most 1 may come
    together. A seat, or holding the run, adds `sign` to a row of a tie; at most `most` may.
    """

    date_ptr: Ints
    date_row: Ints
    low: Ints
    high: Ints
    dates: int  # rows of dates
    tie_ptr: Ints
    tie_row: Ints
    place: Ints  # of the nomination in the run's course, or HOLDING
    sign: Floats
    most: Floats  # [row of a tie]


def linked_of(inst: Instance) -> Linked:
    """Write the links of runs that are not fact as such sums."""
    dates: list[list[tuple[int, int, int]]] = [[] for _ in inst.run_course]
    ties: list[list[tuple[int, int, float]]] = [[] for _ in inst.run_course]
    most: list[float] = []
    rows = 0
    for run, other, i in _links(inst):
        for mine, theirs in _dates(inst, run, other, i):
            dates[run].append((rows, *mine))
            dates[other].append((rows, *theirs))
            rows += 1
        if inst.link_kind[i] == NEEDS:
            ties[run].append((len(most), HOLDING, 1.0))
            ties[other].append((len(most), HOLDING, -1.0))
            most.append(0.0)
        elif inst.link_kind[i] == SAME_COHORT and run < other:
            for one, two in ((run, other), (other, run)):
                for place, same in _pairs(inst, one, two):
                    ties[one].append((len(most), place, 1.0))
                    ties[two].append((len(most), HOLDING, 1.0))
                    if same >= 0:
                        ties[two].append((len(most), same, -1.0))
                    most.append(1.0)
    date_ptr, date = _ragged(dates)
    tie_ptr, tie = _ragged(ties)
    return Linked(
        date_ptr=date_ptr,
        date_row=date[:, 0].astype(np.int32),
        low=date[:, 1].astype(np.int32),
        high=date[:, 2].astype(np.int32),
        dates=rows,
        tie_ptr=tie_ptr,
        tie_row=tie[:, 0].astype(np.int32),
        place=tie[:, 1].astype(np.int32),
        sign=tie[:, 2].copy(),
        most=np.array(most),
    )


def _links(inst: Instance) -> Iterator[tuple[int, int, int]]:
    """Give each link as both of its runs see it: the run, the other and the place of the link."""
    for run in range(len(inst.run_course)):
        for i in range(inst.link_ptr[run], inst.link_ptr[run + 1]):
            other = int(inst.link_run[i])
            if not inst.run_frozen[run] and not inst.run_frozen[other]:
                yield run, other, i


def _dates(
    inst: Instance, run: int, other: int, i: int
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Give from when to when, counted from its start, each of two runs adds to a row of dates."""
    kind, least, most = inst.link_kind[i], int(inst.link_min[i]), int(inst.link_max[i])
    days, others = (int(inst.course_days[inst.run_course[r]]) for r in (run, other))
    if kind == BEFORE:  # it ends on that day or later, and the other begins too soon after
        yield (-FAR, days - 1), (-least, FAR)
    elif kind == AFTER and most < FAR:  # the other ends by that day, and this begins too late
        yield (-FAR, -most - 2), (others - 1, FAR)
    elif kind == SAME_START:  # this has begun, and the other has not
        yield (0, FAR), (-FAR, -1)
    elif kind == APART and run < other:
        yield (0, days - 1 + least), (0, others - 1 + least)


def _pairs(inst: Instance, run: int, other: int) -> Iterator[tuple[int, int]]:
    """Give each nomination for a run, and that of the same official for another (-1: none)."""
    one, two = inst.run_course[run], inst.run_course[other]
    begin, end = inst.course_nom_ptr[two], inst.course_nom_ptr[two + 1]
    theirs = {int(inst.nom_official[inst.course_nom[i]]): i - begin for i in range(begin, end)}
    begin, end = inst.course_nom_ptr[one], inst.course_nom_ptr[one + 1]
    for i in range(begin, end):
        yield i - begin, int(theirs.get(int(inst.nom_official[inst.course_nom[i]]), -1))


def _ragged(rows: Sequence[Sequence[tuple[float, ...]]]) -> tuple[Ints, Floats]:
    ptr = np.zeros(len(rows) + 1, np.int32)
    np.cumsum([len(row) for row in rows], out=ptr[1:])
    entries = [entry for row in rows for entry in row] or [(0, 0, 0)]
    return ptr, np.array(entries, dtype=np.float64)


@compiled
def days_of(linked: Linked, i: int, start: int, days: int) -> tuple[int, int]:
    """Give the first day and the one after the last on which a start adds to a row of dates."""
    first = min(max(start + linked.low[i], 0), days)
    return first, max(first, min(start + linked.high[i] + 1, days))
