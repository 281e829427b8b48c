"""A bound by Lagrangian relaxation: prices that make the relaxed schedule cost as much as it can.

Subgradients with the step of Polyak 1969 and the deflection of Camerini, Fratta, Maffioli 1975
(doi:10.1007/BFb0120697). Every step gives a valid bound; the best one counts.
"""

from __future__ import annotations

import math

import numpy as np

from scheduler.engine.crews import Duties, crews_of
from scheduler.engine.facts import Facts
from scheduler.engine.instance import NEEDS, Instance
from scheduler.engine.relax import Prices, no_prices, relax, scratch_of
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
        self._duties = Duties(
            summed=np.zeros((len(inst.trainer_city), inst.n_days + 2)),
            load=np.zeros(len(inst.trainer_city)),
        )
        self._prices, self._use, self._direction = (no_prices(inst) for _ in range(3))
        self._limits, self._highest = _limits(inst, facts), _highest(inst)
        self._scales = Prices(
            seat=1.0, dollar=_FUNDER_SCALE / np.maximum(facts.budget, 1.0), member=1.0, host=1.0,
            hall=1.0, duty=1.0, load=0.3, need=1.0, tie=3.0,
        )
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
        value = self._value()
        self.steps += 1
        if value > self._best_value + 1e-7 * abs(self._best_value):
            self._best_value, self._stale = value, 0
            self._best_prices = Prices(*(part.copy() for part in self._prices))
            self.best = max(self.best, math.ceil(value - 1e-3 - 1e-9 * abs(value)))
        else:
            self._stale += 1
            if self._stale >= _PATIENCE:
                self._reach, self._stale = self._reach / 2, 0
        self._move(max(float(total) - value, 1e-4 * abs(value)))

    def _value(self) -> float:
        """Give the value of the relaxation at the prices."""
        gained = relax(
            self._handle,
            self._masks,
            self._crews,
            self._duties,
            self._prices,
            self._use,
            self._room,
        )
        value = self._facts.constant - gained
        for sign, price, most in zip(_SIGNS, self._prices, self._limits, strict=True):
            value -= sign * float((price * most).sum())
        return value

    def _move(self, distance: float) -> None:
        """Move the prices along the memory of the slopes, as far as `distance` asks for."""
        norm = 0.0
        slopes = zip(
            _SIGNS, self._use, self._limits, self._prices, self._direction, self._scales, strict=True
        )
        for sign, use, most, price, way, scale in slopes:
            slope = sign * scale * (use - most)
            slope[(price <= 0.0) & (slope < 0.0)] = 0.0
            way *= _MEMORY
            way += (1.0 - _MEMORY) * slope
            norm += float((way * way).sum())
        if norm == 0.0:
            return
        step = self._reach * distance / norm
        moves = zip(self._prices, self._direction, self._scales, self._highest, strict=True)
        for price, way, scale, highest in moves:
            price += step * scale * way
            np.clip(price, 0.0, highest, out=price)


# At most so much may be used of what has a limit; at least so much of what has a target.
_SIGNS = Prices(
    seat=1, dollar=1, member=-1, host=-1, hall=1, duty=1, load=1, need=1, tie=1
)


def _limits(inst: Instance, facts: Facts) -> Prices:
    """Give what there is of everything that is priced."""
    return Prices(
        seat=1.0,
        dollar=facts.budget,
        member=facts.seats_lacking,
        host=facts.hosts_lacking,
        hall=facts.halls,
        duty=1.0,
        load=facts.loads,
        need=0.0,
        tie=0.0,
    )


def _highest(inst: Instance) -> Prices:
    """Give the most that each price can be: nothing where facts already give what is needed."""
    free = (inst.link_kind == NEEDS) & ~inst.run_frozen[inst.link_run]
    runs = np.repeat(np.arange(len(inst.run_course)), np.diff(inst.link_ptr))
    free[: len(runs)] &= ~inst.run_frozen[runs]
    free[len(runs) :] = False
    seats = inst.nom_fact[inst.needs] < 0
    return Prices(
        seat=np.inf,
        dollar=np.inf,
        member=float(inst.member_price),
        host=float(inst.host_price),
        hall=np.inf,
        duty=np.inf,
        load=np.inf,
        need=np.where(seats, np.inf, 0.0),
        tie=np.where(free, np.inf, 0.0),
    )
