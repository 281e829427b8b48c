"""A bound by Lagrangian relaxation: prices that make the relaxed schedule cost as much as it can.

Subgradients with the step of Polyak 1969 and the deflection of Camerini, Fratta, Maffioli 1975
(doi:10.1007/BFb0120697). Every step gives a valid bound; the best one counts.
"""

from __future__ import annotations

import math

import numpy as np

from scheduler.engine.facts import Facts
from scheduler.engine.instance import Instance
from scheduler.engine.relax import Prices, Use, crews_of, relax, scratch_of
from scheduler.engine.state import Words

_PATIENCE = 12
_MEMORY = 0.7
_LEAST_REACH = 1e-5
_CELLS_OF_A_SLICE = 150_000.0
# What brings a funder's relative excess to the size of a seat's.
_FUNDER_SCALE = 300.0


class Bound:
    """A bound that gets better with every step; `best` is in thousandths, as an exact integer."""

    def __init__(
        self, inst: Instance, handle: Instance, masks: Words, facts: Facts, floor: int
    ) -> None:
        """Begin with no price on anything."""
        self._inst, self._handle, self._masks, self._facts = inst, handle, masks, facts
        self._crews, self._room = crews_of(inst, handle), scratch_of(inst)
        sizes = (len(inst.nom_gain), len(inst.budget), *[len(inst.member_target)] * 2)
        self._prices = Prices(*(np.zeros(size) for size in sizes))
        self._use = Use(
            seat=np.zeros(sizes[0], np.int32),
            dollar=np.zeros(sizes[1], np.int64),
            member=np.zeros(sizes[2], np.int32),
            host=np.zeros(sizes[3], np.int32),
        )
        self._direction = Prices(*(np.zeros(size) for size in sizes))
        self._best_prices = self._prices
        self.best = floor
        self._best_value = -1e300
        self._reach, self._stale = 1.0, 0
        self.steps = 0

    @property
    def is_converged(self) -> bool:
        """Say whether further steps would not move."""
        return self._reach < _LEAST_REACH

    @property
    def every(self) -> int:
        """Give how many slices of moves take about twice as long as one step, by its size."""
        inst = self._inst
        noms = inst.course_nom_ptr[1:] - inst.course_nom_ptr[:-1]
        cells = float(noms.sum()) * len(inst.venue_cities)
        return max(1, round(cells / _CELLS_OF_A_SLICE))

    def step(self, total: int) -> None:
        """Take one step, with the best known total to aim at."""
        facts, prices, use = self._facts, self._prices, self._use
        gained = relax(self._handle, self._masks, self._crews, prices, use, self._room)
        value = (
            facts.constant
            - gained
            - float(prices.seat.sum())
            - float((prices.dollar * facts.budget).sum())
            + float((prices.member * facts.seats_lacking).sum())
            + float((prices.host * facts.hosts_lacking).sum())
        )
        self.steps += 1
        if value > self._best_value + 1e-7 * abs(self._best_value):
            self._best_value, self._stale = value, 0
            self._best_prices = Prices(*(part.copy() for part in prices))
            self.best = max(self.best, math.ceil(value - 1e-3 - 1e-9 * abs(value)))
        else:
            self._stale += 1
            if self._stale >= _PATIENCE:
                self._reach, self._stale = self._reach / 2, 0
        self._move(max(float(total) - value, 1e-4 * abs(value)))

    def _move(self, distance: float) -> None:
        inst, facts, prices, use = self._inst, self._facts, self._prices, self._use
        scale = _FUNDER_SCALE / np.maximum(facts.budget, 1.0)
        slope = Prices(
            seat=use.seat.astype(np.float64) - 1.0,
            dollar=(use.dollar - facts.budget) * scale,
            member=facts.seats_lacking - use.member,
            host=facts.hosts_lacking - use.host,
        )
        norm = 0.0
        for part, price, way in zip(slope, prices, self._direction, strict=True):
            part[(price <= 0.0) & (part < 0.0)] = 0.0
            way[:] = _MEMORY * way + (1.0 - _MEMORY) * part
            norm += float((way * way).sum())
        if norm == 0.0:
            return
        step, to = self._reach * distance / norm, self._direction
        self._prices = Prices(
            seat=np.maximum(0.0, prices.seat + step * to.seat),
            dollar=np.maximum(0.0, prices.dollar + step * to.dollar * scale),
            member=np.clip(prices.member + step * to.member, 0.0, float(inst.member_price)),
            host=np.clip(prices.host + step * to.host, 0.0, float(inst.host_price)),
        )
