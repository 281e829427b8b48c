"""A bound by Lagrangian relaxation: prices that make the relaxed schedule cost as much as it can.

Subgradients with the step of Polyak 1969 and the deflection of Camerini, Fratta, Maffioli 1975
(doi:10.1007/BFb0120697), each seen from how large it was, as Kingma and Ba 2015 do
(arXiv:1412.6980). Every step gives a valid bound; the best one counts.
"""

from __future__ import annotations

import math
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from scheduler.engine.crews import Duties, crews_of
from scheduler.engine.facts import Facts
from scheduler.engine.handles import handle as handle_of
from scheduler.engine.instance import Instance, Ints
from scheduler.engine.linked import Linked, linked_of
from scheduler.engine.offers import unheld_price
from scheduler.engine.opening import opening_prices
from scheduler.engine.prices import Prices, no_prices
from scheduler.engine.promising import worths
from scheduler.engine.relax import begin, relax
from scheduler.engine.scratch import beside, scratch_of
from scheduler.engine.state import Floats, Words
from scheduler.engine.together import no_stars, stars_of
from scheduler.engine.toils import toils_of
from scheduler.engine.using import use_up

# Steps without a better value before they get shorter: few while they are long, which overshoot.
_EARLY_PATIENCE, _PATIENCE, _SHORTER = 8, 20, 0.8
_LONG_REACH = 0.05
# How far the first steps reach: where one takes long, there are too few to come back from too far.
_REACH, _MOST_REACH, _LEAST_FIRST_REACH = 0.8, 0.5, 0.06
# When runs that start together are relaxed together, and how far steps reach then.
_REACH_APART, _REACH_TOGETHER = 1e-2, 0.1
# Of the slopes, and of how large they were.
_MEMORY, _LONG_MEMORY, _TINY = 0.8, 0.95, 1e-3
# All but the prices of seats move little at first, and grow over so many steps, to so many times.
_STEPS_OF_HEED, _MOST_HEED = 15, 10.0
_LEAST_REACH = 1e-5
_CELLS_OF_A_SLICE = 50_000.0


class Bound:
    """A bound that gets better with every step; `best` is in thousandths, as an exact integer.

    Two threads may use it: one waits for the step, or the question, of the other. A step takes as
    many `hands` (threads) as it is allowed, which changes nothing about what it finds.
    """

    def __init__(
        self, inst: Instance, handle: Instance, masks: Words, facts: Facts, floor: int
    ) -> None:
        """Begin with a price on seats where more are wanted than a course has."""
        self._inst, self._handle, self._masks, self._facts = inst, handle, masks, facts
        duties = Duties(
            summed=np.zeros((len(inst.trainer_city), inst.n_days + 2)),
            load=np.zeros(len(inst.trainer_city)),
        )
        linked, self._stars = linked_of(inst), no_stars()
        self._crews, self._duties = handle_of(crews_of(inst, handle)), handle_of(duties)
        self._linked = handle_of(linked)
        self.prices, self._use, self._direction, self._sizes = (
            no_prices(inst, linked) for _ in range(4)
        )
        self._prices, self._used = handle_of(self.prices), handle_of(self._use)
        self.prices.seat[:] = opening_prices(inst)
        toils = toils_of(inst, facts.toils)
        self._room = scratch_of(inst, self.prices, toils.each)
        self.hands, self._rooms = 1, [handle_of(self._room)]
        self._others = ThreadPoolExecutor()
        self.limits = _limits(facts._replace(toils=toils.most), linked)
        self.highest = _highest(inst)
        self._scales = _scales(inst)
        self.best = floor
        self.best_value = -1e300
        self._reach = min(_MOST_REACH, max(_LEAST_FIRST_REACH, _REACH / self.every))
        self._stale = 0
        self._is_together = False
        self._room_for_one = threading.Lock()
        self.steps = 0

    @property
    def is_converged(self) -> bool:
        """Say whether further steps would not move."""
        return self._reach < _LEAST_REACH and self._is_together

    @property
    def is_settling(self) -> bool:
        """Say whether the prices tell already where what is worth something."""
        return self._is_together or self._reach <= _LONG_REACH

    @property
    def every(self) -> int:
        """Give how many slices of moves take about twice as long as one step, by its size."""
        inst = self._inst
        noms = inst.course_nom_ptr[1:] - inst.course_nom_ptr[:-1]
        cells = float(noms.sum()) * len(inst.venue_cities)
        return max(1, round(cells / _CELLS_OF_A_SLICE))

    def step(self, total: int) -> None:
        """Take one step, with the best known total to aim at."""
        with self._room_for_one:
            self._step(total)

    def _step(self, total: int) -> None:
        value = self.value()
        self.steps += 1
        if value > self.best_value + 1e-7 * abs(self.best_value):
            self.best_value, self._stale = value, 0
            self.best = max(self.best, math.ceil(value - 1e-3 - 1e-9 * abs(value)))
        else:
            self._stale += 1
            if self._stale >= (_EARLY_PATIENCE if self._reach > _LONG_REACH else _PATIENCE):
                self._reach, self._stale = _SHORTER * self._reach, 0
        if self._reach < _REACH_APART and not self._is_together:
            self.relax_together()
        self._move(max(float(total) - value, 1e-4 * abs(value)))

    def relax_together(self) -> None:
        """Go on with runs that start together as one, which takes longer and bounds better."""
        self._stars = stars_of(self._inst)
        self._is_together = True
        if len(self._stars.ptr) > 1:
            self._reach, self._stale = _REACH_TOGETHER, 0

    def worths(self, run: int) -> tuple[dict[int, float], dict[int, float], float]:
        """Give what a run gains at the prices by day of its start, by venue, and unheld.

        What cannot be is worth `learners.NEVER`.
        """
        inst = self._inst
        starts = inst.run_start[inst.run_start_ptr[run] : inst.run_start_ptr[run + 1]]
        venues = inst.run_venue[inst.run_venue_ptr[run] : inst.run_venue_ptr[run + 1]]
        by_start, by_venue = np.empty(len(starts)), np.empty(len(venues))
        with self._room_for_one:
            worths(
                self._handle,
                self._masks,
                self._crews,
                self._duties,
                self._linked,
                self._prices,
                self._rooms[0],
                run,
                by_start,
                by_venue,
            )
        return (
            dict(zip((starts + inst.day0).tolist(), by_start.tolist(), strict=True)),
            dict(zip(venues.tolist(), by_venue.tolist(), strict=True)),
            -float(unheld_price(self._handle, run)),
        )

    def worth_of_seats(self) -> Floats:
        """Give how much lower the value is with one more seat in each run of a course, by course.

        A course's runs gain by themselves, so that all courses are asked at once.
        """
        inst = self._inst
        self.value()
        before = self._room.gain.copy()
        self._value(handle_of(inst._replace(course_max=inst.course_max + 1)))
        found = np.zeros(len(inst.course_max))
        np.add.at(found, inst.run_course, self._room.gain - before)
        return found

    def value(self) -> float:
        """Give the value of the relaxation at the prices: no total is less, whatever they are."""
        return self._value(self._handle)

    def _value(self, handle: Instance) -> float:
        linked, prices, room = self._linked, self._prices, self._rooms[0]
        asked = handle, self._masks, self._crews, self._duties, linked
        gained = begin(*asked, self._stars, prices, room)
        mine, *others = self._deal()
        going = [
            self._others.submit(relax, *asked, prices, self._rooms[1 + i], courses)
            for i, courses in enumerate(others)
        ]
        relax(*asked, prices, room, mine)
        for other in going:
            other.result()
        gained += use_up(handle, linked, self._used, room)
        value = self._facts.constant - gained
        for name, price, most in zip(Prices._fields, self.prices, self.limits, strict=True):
            value -= _sign(name) * float((price * most).sum())
        return value

    def _deal(self) -> list[Ints]:
        """Deal the courses out to all hands, the largest first, and see that each has room."""
        inst, hands = self._inst, self.hands
        while len(self._rooms) < hands:
            self._rooms.append(handle_of(beside(self._room)))
        size = np.diff(inst.course_nom_ptr) * np.diff(inst.course_run_ptr)
        order = np.argsort(-size, kind="stable").astype(np.int32)
        return [order[hand::hands].copy() for hand in range(hands)]

    def _move(self, distance: float) -> None:
        """Move the prices along the memory of the slopes, as far as `distance` asks for.

        Each by its slope seen from how large its slopes were: a seat that five runs want goes up as
        one does that two want, again and again.
        """
        norm, ways = 0.0, []
        heed = min(_MOST_HEED, self.steps / _STEPS_OF_HEED)
        now, then = (1.0 - memory**self.steps for memory in (_MEMORY, _LONG_MEMORY))
        parts = (self._use, self.limits, self.prices, self._direction, self._sizes, self._scales)
        for name, use, most, price, way, size, scale in zip(Prices._fields, *parts, strict=True):
            slope = _sign(name) * (use - most)
            slope[(price <= 0.0) & (slope < 0.0)] = 0.0
            way[...] = _MEMORY * way + (1.0 - _MEMORY) * slope
            size[...] = _LONG_MEMORY * size + (1.0 - _LONG_MEMORY) * slope * slope
            seen = scale * (1.0 if name == "seat" else heed)
            ways.append(seen * way / (np.sqrt(size / then) + _TINY))
            norm += float((way * ways[-1]).sum())
        if norm == 0.0:
            return
        step = self._reach * distance * now / norm
        for price, way, highest in zip(self.prices, ways, self.highest, strict=True):
            price[...] = np.clip(price + step * way, 0.0, highest)


def _sign(name: str) -> int:
    """Give 1 for what at most so much may be used of, -1 for what at least so much is wanted of."""
    return -1 if name in ("member", "host") else 1


def _each(value: float) -> Floats:
    return np.full((), value)


def _limits(facts: Facts, linked: Linked) -> Prices:
    """Give what there is of everything that is priced."""
    return Prices(
        seat=_each(1.0),
        dollar=facts.budget,
        member=facts.seats_lacking,
        host=facts.hosts_lacking,
        hall=facts.halls,
        duty=_each(1.0),
        load=facts.loads,
        clash=_each(1.0),
        toil=facts.toils,
        need=_each(0.0),
        date=_each(1.0),
        tie=linked.most,
    )


def _scales(inst: Instance) -> Prices:
    """Give how far each price moves, seen from that of a seat, so that all converge together.

    That is about how far it has to go: for what is wanted of members and funders a part of what
    the weights say that it is worth, the rest as measured.
    """
    seat = max(1.0, float(inst.nom_gain[inst.nom_open].mean())) if inst.nom_open.any() else 1.0
    return Prices(
        seat=_each(1.0),
        dollar=_each(0.2 * max(1, inst.usd_price) / seat),
        member=_each(0.2 * inst.member_price / seat),
        host=_each(0.2 * inst.host_price / seat),
        hall=_each(0.01),
        duty=_each(0.01),
        load=_each(0.03),
        clash=_each(0.003),
        toil=_each(0.02),
        need=_each(0.005),
        date=_each(0.06),
        tie=_each(0.1),
    )


def _highest(inst: Instance) -> Prices:
    """Give the most that each price can be: nothing where facts already give what is needed."""
    return Prices(
        seat=_each(np.inf),
        dollar=_each(np.inf),
        member=_each(inst.member_price),
        host=_each(inst.host_price),
        hall=_each(np.inf),
        duty=_each(np.inf),
        load=_each(np.inf),
        clash=_each(np.inf),
        toil=_each(np.inf),
        need=np.where(inst.nom_fact[inst.needs] < 0, np.inf, 0.0)[:, None],
        date=_each(np.inf),
        tie=_each(np.inf),
    )
