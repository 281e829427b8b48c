"""One search over a problem: its state, from the first schedule on, and schedules read from it."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet

import numpy as np
from numpy.typing import NDArray

from scheduler.engine.adopt import adopt, adopt_trainers
from scheduler.engine.attending import find_masks, sort_candidates
from scheduler.engine.bound import Bound
from scheduler.engine.facts import facts_of, hold_facts
from scheduler.engine.flatten import flatten
from scheduler.engine.floor import floor
from scheduler.engine.handles import handle
from scheduler.engine.improve import clear, construct, improve, keep, staff_facts, top_up
from scheduler.engine.instance import Instance, Ints
from scheduler.engine.mending import mend
from scheduler.engine.numbering import Flattener, languages
from scheduler.engine.rescue import place_musts, rescue
from scheduler.engine.rows import restore
from scheduler.engine.ruin import MOVES
from scheduler.engine.state import (
    BROKEN,
    CHANGED,
    CHANGES,
    MISSING,
    TOTAL,
    WORK,
    Rows,
    State,
    new_state,
)
from scheduler.problem import Problem, Run
from scheduler.schedule import BlockTrainer, Schedule, ScheduledRun

# Moves for what must be held, and after how many slices without a gain they end.
_MOVES_OF_A_RESCUE, _PATIENCE = 32, 25
_CONSTRUCTIONS = 3
_RUNS_AT_ONCE = 250
_TIGHT = 0.95
_WARMTH = 0.12
# A repair looks at changes before all else: it counts them as so much dearer than they are.
_BEFORE_ALL = 1000
# Of the logarithm of a dollar's price, in what a dollar costs in the total.
_FIRST, _SPREAD, _DEAREST, _LEARNING = 0.5, 0.4, 2.0, 0.2
# Prices are drawn after so many nominations times cities that are sorted with each slice.
_CELLS_OF_A_SLICE = 100_000


class Search:
    """A search with its own state and chance; the same seed and steps give the same schedules."""

    def __init__(self, problem: Problem, seed: int, changes_first: bool = False) -> None:
        """Begin with the facts, and nothing else held."""
        self.problem = problem
        self._flat = Flattener(problem)
        self.inst: Instance = flatten(self._flat)
        self.st: State = new_state(self.inst, seed)
        self.plain, self._st = handle(self.inst), handle(self.st)
        self._inst = handle(_dearer(self.inst, _BEFORE_ALL)) if changes_first else self.plain
        self.changes_first = changes_first
        self.weight: NDArray[np.float64] = np.full(MOVES, 0.5)
        cells = len(problem.nominations) * len(self.inst.venue_cities)
        self._slices, self._price_every = 0, max(1, cells // _CELLS_OF_A_SLICE)
        self._chance = np.random.default_rng(seed)
        self._least = max(float(self.inst.usd_price), 0.1)
        self._worth: NDArray[np.float64] = np.full(len(self.inst.budget), _FIRST)
        self._count_everything()
        self._priced_rank = self.rank
        hold_facts(self._inst, self._st)
        self.facts = facts_of(self.inst, self.st)
        find_masks(self._inst, self._st)
        sort_candidates(self._inst, self._st)

    def _count_everything(self) -> None:
        """Price the empty schedule."""
        inst, st, problem = self.inst, self.st, self.problem
        total = int(inst.nom_gain.sum()) if problem.nominations else 0
        total += inst.unheld_price * sum(run.required for run in problem.runs)
        total += inst.member_price * int(inst.member_target.sum())
        total += inst.host_price * int(inst.host_target.sum())
        st.sums[TOTAL] = total
        st.sums[BROKEN] = int(inst.run_forced.sum()) + int(inst.nom_forced.sum())
        st.sums[MISSING] = sum(run.required for run in problem.runs)

    def construct(
        self,
        jitter: float = 0.0,
        is_enough: Callable[[], bool] = lambda: False,
        link_up: Callable[[], None] = lambda: None,
    ) -> None:
        """Place every run once, those that must be held first, then the required ones.

        Those come with as few seats as they need; the others follow when all of them are held, or
        when trying longer has not helped, and after `link_up`, which may help too. It ends sooner
        where what it has so far `is_enough`.
        """
        order = self._order()
        staff_facts(self._inst, self._st)
        # Again where what came later took from what must be held; as a part of construction it
        # counts as no work.
        for _ in range(_CONSTRUCTIONS):
            self.hold_musts()
            link_up()
            for first in range(0, len(order), _RUNS_AT_ONCE):
                if is_enough():
                    return
                construct(self._inst, self._st, order[first : first + _RUNS_AT_ONCE], jitter)
            if self.missing == 0:
                break

    def _order(self) -> Ints:
        """Give the runs as they are placed: of each kind the least free first."""
        inst = self.inst
        freedom = inst.run_start_ptr[1:] - inst.run_start_ptr[:-1]
        return np.lexsort((freedom, ~inst.run_required, ~inst.run_forced)).astype(np.int32)

    def hold_musts(self) -> None:
        """Place what must be held and is not, with as few seats as it needs."""
        order, inst = self._order(), self.inst
        place_musts(self._inst, self._st, order[(inst.run_required | inst.run_forced)[order]])
        self._rescue()

    def _rescue(self) -> None:
        """Find places for what must be held and is not, as long as that helps."""
        stale, missing = 0, self.missing
        while missing > 0 and stale < _PATIENCE:
            rescue(self._inst, self._st, _MOVES_OF_A_RESCUE, self.changes_first)
            stale = 0 if self.missing < missing else stale + 1
            missing = min(missing, self.missing)

    def adopt(self, schedule: Schedule) -> None:
        """Hold what can be held of a schedule; unknown parts are dropped."""
        self._hold(schedule)
        keep(self._inst, self._st, False)

    def mend(self, promised: Schedule, kept: AbstractSet[str] | None = None) -> None:
        """Hold what can be held of what was promised, then mend the rest of it where it was.

        What cannot stay there, or is not to be `kept`, is held elsewhere, if it can be. New runs
        are left out.
        """
        stays = [run for run in promised.runs if kept is None or run.id in kept]
        self._hold(Schedule(tuple(stays)))
        theirs = [self._flat.run[run.id] for run in promised.runs if run.id in self._flat.run]
        rows, inst = np.array(theirs, dtype=np.int32), self.inst
        is_needed = inst.run_required[rows], inst.run_forced[rows]
        order = np.lexsort((inst.base_start[rows], ~is_needed[0], ~is_needed[1]))
        mend(self._inst, self._st, rows[order])
        keep(self._inst, self._st, False)

    def mend_anew(self, promised: Schedule, kept: AbstractSet[str]) -> None:
        """Hold nothing but facts, and then mend what was promised, with what is kept of it."""
        clear(*self.handles)
        self.mend(promised, kept)

    def _hold(self, schedule: Schedule) -> None:
        flat, problem = self._flat, self.problem
        for _ in range(2):  # again, for runs that are only held if another is
            for entry in sorted(schedule.runs, key=lambda entry: entry.start):
                run = flat.run.get(entry.id)
                if run is None or (self.st.held[run] and entry.id not in problem.frozen):
                    continue
                course = problem.run[entry.id].course
                duties = [
                    (flat.block[course, pair.block], flat.trainer[pair.trainer])
                    for pair in entry.trainers
                    if (course, pair.block) in flat.block and pair.trainer in flat.trainer
                ]
                pairs = np.array(duties, dtype=np.int32).reshape(-1, 2)
                noms = [flat.nomination[n] for n in entry.seats if n in flat.nomination]
                if entry.id in problem.frozen:
                    adopt_trainers(self._inst, self._st, run, pairs)
                elif entry.venue in flat.venue and entry.language in flat.language:
                    adopt(
                        self._inst,
                        self._st,
                        run,
                        flat.day(entry.start),
                        flat.venue[entry.venue],
                        flat.language[entry.language],
                        pairs,
                        np.array(noms, dtype=np.int32),
                    )

    def improve(self, moves: int, heat: float = 0.0) -> None:
        """Try a number of moves, then price the budgets anew now and then."""
        improve(self._inst, self._st, moves, self.changes_first, heat, self.weight)
        self._slices += 1
        if self._slices % self._price_every == 0:
            self._price_budgets()

    def top_up(self) -> None:
        """Seat whoever can still be seated to advantage."""
        top_up(self._inst, self._st)

    def _price_budgets(self) -> None:
        """Draw the price of a dollar of each funder whose budget is nearly used.

        Around what has led to better schedules: no one price finds the best use of a budget that
        can only be used up by whole runs.
        """
        inst, st = self.inst, self.st
        if self.rank < self._priced_rank:
            gained = np.log(st.dollar / self._least) - self._worth
            self._worth += _LEARNING * gained
        self._priced_rank = min(self._priced_rank, self.rank)
        drawn = self._worth + _SPREAD * self._chance.standard_normal(len(self._worth))
        price = self._least * np.exp(np.clip(drawn, 0.0, _DEAREST))
        st.dollar[:] = np.where(st.funder_cost < _TIGHT * inst.budget, self._least, price)
        sort_candidates(self._inst, self._st)

    def floor(self) -> int:
        """Give what every schedule pays for nominations that none can seat, in thousandths."""
        return floor(self.inst, self._inst)

    def bound(self, least: int = 0) -> Bound:
        """Give a bound, `least` at first, which may be worked on in another thread."""
        return Bound(self.inst, self.plain, self.st.masks, self.facts, least)

    def facts_alone(self) -> State:
        """Give the handle of a state in which nothing is held but facts, for compiled functions."""
        alone = handle(new_state(self.inst, 0)._replace(masks=self.st.masks))
        hold_facts(self._inst, alone)
        return alone

    def adopt_anew(self, schedule: Schedule, lean: bool = False) -> None:
        """Hold what can be held of a schedule and nothing else, but for facts.

        Seats that are left are given to advantage, or no more than are needed where `lean`.
        """
        clear(*self.handles)
        self._hold(schedule)
        keep(self._inst, self._st, lean)

    @property
    def handles(self) -> tuple[Instance, State]:
        """Give what compiled functions work on."""
        return self._inst, self._st

    def number_of(self, run: Run) -> int:
        """Give a run's number in the arrays."""
        return self._flat.run[run.id]

    def number_of_course(self, id: str) -> int:
        """Give a course's number in the arrays."""
        return self._flat.course[id]

    def number_of_nomination(self, id: str) -> int:
        """Give a nomination's number in the arrays."""
        return self._flat.nomination[id]

    @property
    def warmth(self) -> float:
        """Give a heat at which a seat of little worth is given up now and then, in thousandths."""
        gain = float(self.inst.nom_gain.mean()) if self.problem.nominations else 0.0
        return _WARMTH * max(gain, float(self.inst.usd_price))

    @property
    def is_valid(self) -> bool:
        """Say whether all pins and facts are kept."""
        return bool(self.st.sums[BROKEN] == 0)

    @property
    def missing(self) -> int:
        """Count the pins and facts that are not kept, and the required runs that are not held."""
        return int(self.st.sums[BROKEN] + self.st.sums[MISSING])

    @property
    def broken(self) -> set[str]:
        """Give the runs whose pins, pinned seats or facts are not kept."""
        inst, st, runs = self.inst, self.st, self.problem.runs
        numbers = {*np.flatnonzero(inst.run_forced & ~st.held).tolist()}
        for nom in np.flatnonzero(inst.nom_forced & (st.seat_run < 0)).tolist():
            course = inst.nom_course[nom]
            some = inst.course_run[inst.course_run_ptr[course] : inst.course_run_ptr[course + 1]]
            numbers |= {int(inst.nom_pin[nom])} if inst.nom_pin[nom] >= 0 else {*some.tolist()}
        for run in np.flatnonzero(inst.run_frozen).tolist():
            if (st.slots[run, : inst.run_slots[run]] < 0).any():
                numbers.add(run)
        return {runs[number].id for number in numbers if number < len(runs)}

    @property
    def rank(self) -> tuple[int, ...]:
        """Give what is minimised, most important first, in thousandths; the first is 0 if valid."""
        broken, changed, total = (int(self.st.sums[i]) for i in (BROKEN, CHANGED, TOTAL))
        if not self.changes_first:
            return broken, total
        dear = int(self.st.sums[CHANGES])
        changes = dear // _BEFORE_ALL
        return broken, changed, changes, total - dear + changes

    def snapshot(self) -> Rows:
        """Copy the rows."""
        return Rows(*(getattr(self.st, name).copy() for name in Rows._fields))

    def restore(self, rows: Rows) -> None:
        """Put copied rows back."""
        restore(self._inst, self._st, *rows)

    @property
    def work(self) -> int:
        """Give how many moves were tried."""
        return int(self.st.sums[WORK])

    def count_work(self, moves: int) -> None:
        """Count what is done elsewhere as if it were moves."""
        self.st.sums[WORK] += moves

    def schedule(self) -> Schedule:
        """Read the schedule from the rows."""
        inst, st, problem = self.inst, self.st, self.problem
        names = languages(problem)
        runs = []
        for run, record in enumerate(problem.runs):
            if not st.held[run]:
                continue
            fact = problem.frozen.get(record.id)
            seats = [problem.nominations[n].id for n in st.seats[run, : st.n_seats[run]]]
            if fact is not None:
                seats = [n for n in dict.fromkeys(fact.seats) if n in problem.nomination]
            course = problem.course[record.course]
            first_block = inst.course_block_ptr[inst.run_course[run]]
            runs.append(
                ScheduledRun(
                    id=record.id,
                    start=int(st.start[run]) + inst.day0,
                    venue=problem.venues[st.venue[run]].id,
                    language=names[st.language[run]],
                    trainers=tuple(
                        BlockTrainer(
                            course.blocks[inst.slot_block[run, slot] - first_block].id,
                            problem.trainers[st.slots[run, slot]].id,
                        )
                        for slot in range(inst.run_slots[run])
                        if st.slots[run, slot] >= 0
                    ),
                    seats=tuple(seats),
                )
            )
        return Schedule(tuple(runs))


def _dearer(inst: Instance, times: int) -> Instance:
    """Make changes dearer, which leaves the order of schedules by changes, then total, as it is."""
    names = "cancel_price date_price week_price venue_price language_price swap_price seat_price"
    return inst._replace(**{name: times * getattr(inst, name) for name in names.split()})
