"""A bound by Lagrangian relaxation, and by branching where the prices alone can do no more.

Prices (`ascent.py`) give a bound at every step. What keeps them from the best total is often that
the relaxed schedule mixes: a run partly on one day and partly on another, held by half. Then the
problem is split in two, earlier and later or held and not, and each part has prices of its own; the
lowest part is the bound (Land, Doig 1960; best first).
"""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass, field

import numpy as np

from scheduler.engine.ascent import Ascent, Packed
from scheduler.engine.facts import Facts
from scheduler.engine.instance import Instance
from scheduler.engine.scope import Scope
from scheduler.engine.state import Floats, Words

_CELLS_OF_A_SLICE = 50_000.0
# The whole is split once its steps are so short; they are so long at first in a part.
_ROOT_REACH, _LEAF_REACH, _LEAST_REACH = 1e-3, 0.06, 1e-3
# Steps in a part before it is split, those of them that tell what is mixed, and the least share.
_STEPS, _TELLING, _MIXED = 60, 30, 0.02


@dataclass(order=True)
class _Leaf:
    value: float
    at: int  # the order of its making
    scope: Scope = field(compare=False)
    prices: Packed = field(compare=False)


class Bound:
    """A bound that gets better with every step; `best` is in thousandths, as an exact integer."""

    def __init__(
        self, inst: Instance, handle: Instance, masks: Words, facts: Facts, floor: int
    ) -> None:
        """Begin with the whole problem."""
        self._inst = inst
        self.ascent = Ascent(inst, handle, masks, facts)
        self.best = floor
        self._leaves: list[_Leaf] = []
        self._leaf: _Leaf | None = None
        self._closed = math.inf
        self._seen: list[Floats] = []
        self._made = 0
        self.is_converged = False
        self.steps = 0

    @property
    def every(self) -> int:
        """Give how many slices of moves take about twice as long as one step, by its size."""
        inst = self._inst
        noms = inst.course_nom_ptr[1:] - inst.course_nom_ptr[:-1]
        cells = float(noms.sum()) * len(inst.venue_cities)
        return max(1, round(cells / _CELLS_OF_A_SLICE))

    def step(self, total: int) -> None:
        """Take one step, with the best known total to aim at."""
        if self._leaf is None and self._made:
            if not self._leaves:
                self.is_converged = True
                return
            self._leaf = heapq.heappop(self._leaves)
            self._seen.clear()
            self.ascent.restart(self._leaf.scope, self._leaf.prices, _LEAF_REACH)
        self.ascent.step(total)
        self.steps += 1
        self._seen.append(self.ascent.starts.copy())
        if self._leaf is None:
            self.best = max(self.best, _exact(self.ascent.best))
            if self.ascent.reach < _ROOT_REACH:
                self._split(self.ascent.best)
            return
        self._leaf.value = max(self._leaf.value, self.ascent.best)
        if _exact(self._leaf.value) >= total:
            self._closed = min(self._closed, self._leaf.value)
            self._leaf = None
        elif len(self._seen) >= _STEPS or self.ascent.reach < _LEAST_REACH:
            self._split(self._leaf.value)
        self._raise()

    def _raise(self) -> None:
        """Take the lowest part for the bound."""
        lowest = min(self._closed, self._leaves[0].value if self._leaves else math.inf)
        if self._leaf is not None:
            lowest = min(lowest, self._leaf.value)
        if lowest < math.inf:
            self.best = max(self.best, _exact(lowest))

    def _split(self, value: float) -> None:
        """Split where the relaxed schedules of late are most mixed."""
        parts = self._parts()
        self._leaf = None
        if not parts:
            self._closed = min(self._closed, value)
        prices = self.ascent.packed()
        for scope in parts:
            self._made += 1
            heapq.heappush(self._leaves, _Leaf(value, self._made, scope, prices))

    def _parts(self) -> list[Scope]:
        starts = np.array(self._seen[-_TELLING:])
        scope = self.ascent.scope
        best, found = _MIXED, list[Scope]()
        for run in range(starts.shape[1]):
            mine = starts[:, run]
            held = mine >= 0
            share = min(held.mean(), 1 - held.mean())
            if share > best:
                best, found = share, [scope.holding(run), scope.leaving(run)]
            if not held.any():
                continue
            days = np.sort(mine[held])
            cut = days[(len(days) - 1) // 2]
            if cut == days[-1]:
                earlier = days[days < cut]
                if not len(earlier):
                    continue
                cut = earlier[-1]
            share = min((days <= cut).sum(), (days > cut).sum()) / len(mine)
            if share > best:
                best, found = share, [scope.until(run, int(cut)), scope.after(run, int(cut))]
        return found


def _exact(value: float) -> int:
    """Give the least whole number of thousandths that a total can be."""
    return math.ceil(value - 1e-3 - 1e-9 * abs(value))
