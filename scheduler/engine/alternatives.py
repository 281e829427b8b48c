"""Other ways to hold a run, to seat a nomination, to staff a block: each tried on the whole plan.

A trial changes the rows, settles what that leaves behind, notes the total and is undone, so that
every alternative is complete. Those that touch least are tried first; what takes more apart only
where too few were found.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterator
from itertools import product
from typing import NamedTuple

import numpy as np

from scheduler.engine import moving
from scheduler.engine.instance import FAR, Instance
from scheduler.engine.moving import ALL, NONE
from scheduler.engine.rows import undo
from scheduler.engine.search import Search
from scheduler.engine.state import TOTAL, State
from scheduler.schedule import Schedule

_MOST_TRIALS = 160
_MOST_PLACES = 20  # of a run for one nomination
_CHUNK = 4  # starts whose options compete for a place among the tried
_AT_EACH = 3  # options of a pair of runs that are tried
_OCCUPANTS = 40
_NOWHERE = Schedule()
_FIRST_DRAW = np.uint64(0x9E3779B97F4A7C15)

Trial = Callable[[], bool]
Option = tuple[int, int, int]


class Found(NamedTuple):
    """A complete schedule, and its total less that of the one given, in thousandths.

    `runs` are held otherwise than in the one given, `seats` of it are taken away or moved.
    """

    delta: int
    runs: int
    seats: int
    schedule: Schedule


def best_first(found: Found) -> tuple[int, ...]:
    """Rank by the total."""
    return found.delta, found.runs, found.seats


def smallest_first(found: Found) -> tuple[int, ...]:
    """Rank by what changes."""
    return found.runs, found.seats, found.delta


Rank = Callable[[Found], tuple[int, ...]]


class Alternatives:
    """The alternatives to the schedule that a search has; they end by `until` (monotonic)."""

    def __init__(
        self,
        search: Search,
        count: int,
        until: float,
        rank: Rank = best_first,
    ) -> None:
        """Begin with none."""
        self._search, self._count, self._until, self._rank = search, count, until, rank
        self._inst, self._st = search.handles
        self._found: dict[Hashable, Found] = {}
        self._total = int(search.st.sums[TOTAL])
        self._trials = 0

    @property
    def found(self) -> list[Found]:
        """Give the best, at most as many as were asked for."""
        return sorted(self._found.values(), key=self._rank)[: self._count]

    def of_run(self, run: int) -> None:
        """Look for other places, days and languages of a run that is no fact."""
        for option in self._options(run, NONE)[:_MOST_TRIALS]:
            if self._is_over:
                return
            self._hold(run, NONE, option)
        for other in self._in_the_way(run):
            if self._has_enough or self._is_over:
                return
            for option in self._options(run, other, whole=True)[:_AT_EACH]:
                self._hold(run, other, option)
        st = self._search.st
        if not self._has_enough and st.held[run]:
            self._try(
                lambda: moving.let_go(*self._all, run), lambda: None, lambda: not st.held[run]
            )

    def of_nomination(self, nom: int) -> None:
        """Look for a seat, or for another one."""
        st, inst = self._search.st, self._search.inst
        if inst.nom_fact[nom] >= 0:
            return
        now, course = int(st.seat_run[nom]), int(inst.nom_course[nom])
        held = [run for run in self._held_of(course) if run != now]
        for run in held:
            for out in (NONE, *self._occupants(run)):
                if self._is_over:
                    return
                self._seat(nom, run, out)
        for earlier in self._lacking(nom):
            for run, before in product(held, self._held_of(int(inst.nom_course[earlier]))):
                if self._has_enough or self._is_over:
                    return
                self._seat(nom, run, NONE, (earlier, before))
        for run in sorted(self._runs_of(course), key=lambda run: bool(st.held[run])):
            if self._has_enough:
                return
            for option in self._suiting(nom, self._options(run, NONE))[:_MOST_PLACES]:
                if self._is_over:
                    return
                self._hold(run, NONE, option, nom)

    def of_block(self, run: int, block: int) -> None:
        """Look for other trainers for a block of a held run; `block` is a number of the arrays."""
        st, inst = self._search.st, self._search.inst
        slots = [
            slot
            for slot in range(inst.run_slots[run])
            if inst.slot_block[run, slot] == block
            and inst.slot_fact[run, slot] < 0
            and inst.slot_pin[run, slot] < 0
        ]
        there = {int(st.slots[run, slot]) for slot in slots}
        qualified = inst.block_trainer[
            inst.block_trainer_ptr[block] : inst.block_trainer_ptr[block + 1]
        ]
        others = [int(trainer) for trainer in qualified if int(trainer) not in there]
        for slot, trainer in product(slots, others):
            if self._is_over:
                return
            self._employ(run, slots, slot, trainer, NONE)
        for slot, trainer in product(slots, others):
            busy = [int(r) for r in st.trainer_runs[trainer, : st.trainer_n[trainer]]]
            for freed in (*busy, ALL):
                if self._has_enough or self._is_over:
                    return
                self._employ(run, slots, slot, trainer, freed)

    def _hold(self, run: int, other: int, option: Option, nom: int = NONE) -> None:
        """Try a run at another place, with a nomination in it; `other` gives way."""
        st = self._search.st
        now = self._place(run) if st.held[run] else None
        if option != now:
            self._try(
                lambda: moving.hold_at(*self._all, run, other, *option, nom),
                lambda: (run, self._place(run)),
                lambda: (
                    bool(st.held[run])
                    and self._place(run) != now
                    and (nom == NONE or st.seat_run[nom] == run)
                ),
            )

    def _seat(self, nom: int, run: int, out: int, first: tuple[int, int] | None = None) -> None:
        """Try a seat in a held run in place of `out`, with another that must be had `first`."""
        st = self._search.st

        def change() -> bool:
            if first is not None and not moving.give_seat(*self._all, *first, NONE):
                return False
            return moving.give_seat(*self._all, nom, run, out)

        self._try(change, lambda: (run, out, first), lambda: bool(st.seat_run[nom] == run))

    def _employ(self, run: int, slots: list[int], slot: int, trainer: int, freed: int) -> None:
        """Try another trainer in one of a block's slots, who leaves the run `freed`."""
        st, place = self._search.st, self._place(run)

        def who() -> tuple[int, ...]:
            return tuple(sorted(int(st.slots[run, each]) for each in slots))

        self._try(
            lambda: moving.employ_instead(*self._all, run, slot, trainer, freed),
            who,
            lambda: bool(st.held[run]) and self._place(run) == place and trainer in who(),
        )

    @property
    def _all(self) -> tuple[Instance, State]:
        return self._inst, self._st

    @property
    def _has_enough(self) -> bool:
        return len(self._found) >= self._count

    @property
    def _is_over(self) -> bool:
        return time.monotonic() >= self._until

    def _try(self, change: Trial, key: Callable[[], Hashable], is_wanted: Trial) -> None:
        """Make a change on the rows, keep the schedule if it is among the best, and undo it."""
        st = self._search.st
        st.random[0] = _FIRST_DRAW  # the same change has the same outcome, whatever came before
        if change() and moving.finish(*self._all) and is_wanted():
            runs, seats = moving.extent(*self._all)
            delta = int(st.sums[TOTAL]) - self._total
            self._keep(key(), Found(delta, runs, seats, _NOWHERE))
        undo(*self._all)

    def _keep(self, key: Hashable, found: Found) -> None:
        """Keep what is among the best; the schedule is read only then."""
        ranked, rank = self.found, self._rank(found)
        known = self._found.get(key)
        is_among = len(ranked) < self._count or rank < self._rank(ranked[-1])
        if is_among and (known is None or rank < self._rank(known)):
            self._found[key] = found._replace(schedule=self._search.schedule())

    def _options(self, run: int, other: int, whole: bool = False) -> list[Option]:
        """Give places and days for a run, the worthiest first, some of every few starts."""
        inst, st = self._search.inst, self._search.st
        begin, end = int(inst.run_start_ptr[run]), int(inst.run_start_ptr[run + 1])
        found: list[tuple[float, Option]] = []
        step = max(1, end - begin) if whole else max(_CHUNK, (end - begin) // 40)
        for at in range(begin, end, step):
            st.random[0] = _FIRST_DRAW
            options, values = moving.options_of(*self._all, run, other, at, min(at + step, end))
            undo(*self._all)
            found += [
                (float(value), (int(option[0]), int(option[1]), int(option[2])))
                for option, value in zip(options, values, strict=True)
            ]
        found.sort(key=lambda each: -each[0])
        return [option for _, option in found]

    def _suiting(self, nom: int, options: list[Option]) -> list[Option]:
        """Leave out the places and languages that are not for a nomination's official."""
        inst = self._search.inst
        official = inst.nom_official[nom]
        home = inst.official_city[official]
        return [
            option
            for option in options
            if inst.official_speaks[official, option[2]]
            and inst.way_days[home, inst.venue_city[option[1]]] >= 0
        ]

    def _in_the_way(self, run: int) -> Iterator[int]:
        """Give the other runs, those first that are likely to be in a run's way."""
        inst, st = self._search.inst, self._search.st
        near = {
            other: int(moving.nearness(*self._all, run, other))
            for other in range(len(self._search.problem.runs))
            if other != run and not inst.run_frozen[other]
        }
        likely = [other for other, distance in near.items() if distance < FAR or st.held[other]]
        yield from sorted(likely, key=lambda other: near[other])

    def _occupants(self, run: int) -> list[int]:
        """Give who could give way in a run, those first whose seats are worth least."""
        inst, st = self._search.inst, self._search.st
        seats = [int(nom) for nom in st.seats[run, : st.n_seats[run]]]
        free = [nom for nom in seats if not inst.nom_forced[nom] and inst.nom_fact[nom] < 0]
        return sorted(free, key=lambda nom: int(inst.nom_gain[nom]))[:_OCCUPANTS]

    def _lacking(self, nom: int) -> list[int]:
        """Give the nominations for courses that must come before, and have no seat."""
        inst, st = self._search.inst, self._search.st
        needs = inst.needs[inst.needs_ptr[nom] : inst.needs_ptr[nom + 1]]
        return [int(earlier) for earlier in needs if st.seat_run[earlier] < 0]

    def _runs_of(self, course: int) -> list[int]:
        """Give the runs of a course that are no facts."""
        inst = self._search.inst
        runs = inst.course_run[inst.course_run_ptr[course] : inst.course_run_ptr[course + 1]]
        return [int(run) for run in runs if not inst.run_frozen[run]]

    def _held_of(self, course: int) -> list[int]:
        return [run for run in self._runs_of(course) if self._search.st.held[run]]

    def _place(self, run: int) -> Option:
        st = self._search.st
        return int(st.start[run]), int(st.venue[run]), int(st.language[run])
