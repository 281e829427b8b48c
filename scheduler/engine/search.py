"""One search over a problem: its state, from the first schedule on, and schedules read from it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scheduler.engine.attending import find_masks, sort_candidates
from scheduler.engine.bound import Bound
from scheduler.engine.facts import facts_of, hold_facts
from scheduler.engine.flatten import flatten, languages
from scheduler.engine.floor import floor
from scheduler.engine.handles import handle
from scheduler.engine.improve import construct, improve
from scheduler.engine.instance import Instance
from scheduler.engine.ruin import MOVES
from scheduler.engine.state import BROKEN, TOTAL, WORK, State, new_state
from scheduler.problem import Problem
from scheduler.schedule import BlockTrainer, Schedule, ScheduledRun

_TIGHT = 0.98
_DEARER, _CHEAPER, _DEAREST = 1.1, 0.97, 20.0


class Search:
    """A search with its own state and chance; the same seed and steps give the same schedules."""

    def __init__(self, problem: Problem, seed: int, changes_first: bool = False) -> None:
        """Begin with the facts, and nothing else held."""
        self.problem = problem
        self.inst: Instance = flatten(problem)
        self.st: State = new_state(self.inst, seed)
        self._inst, self._st = handle(self.inst), handle(self.st)
        self.changes_first = changes_first
        self.weight: NDArray[np.float64] = np.full(MOVES, 0.5)
        self._count_everything()
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

    def construct(self, jitter: float = 0.0) -> None:
        """Place every run once, those that must be held first, then the required ones."""
        inst = self.inst
        runs = np.arange(len(self.problem.runs))
        freedom = inst.run_start_ptr[1:] - inst.run_start_ptr[:-1]
        order = np.lexsort((freedom, ~inst.run_required[runs], ~inst.run_forced[runs]))
        construct(self._inst, self._st, order, jitter)

    def improve(self, moves: int, heat: float = 0.0) -> None:
        """Try a number of moves, then price the budgets by how far they are used."""
        improve(self._inst, self._st, moves, self.changes_first, heat, self.weight)
        self._price_budgets()

    def _price_budgets(self) -> None:
        inst, st = self.inst, self.st
        least = max(float(inst.usd_price), 0.1)
        for funder, budget in enumerate(inst.budget):
            if st.funder_cost[funder] > _TIGHT * budget:
                st.dollar[funder] = min(st.dollar[funder] * _DEARER, _DEAREST * least)
            else:
                st.dollar[funder] = max(least, st.dollar[funder] * _CHEAPER)
        sort_candidates(self._inst, self._st)

    def bound(self) -> Bound:
        """Give a bound for the same problem, which may be worked on in another thread."""
        return Bound(self.inst, self._inst, self.st.masks, self.facts, floor(self.inst, self._inst))

    @property
    def is_valid(self) -> bool:
        """Say whether all pins and facts are kept."""
        return bool(self.st.sums[BROKEN] == 0)

    @property
    def total(self) -> int:
        """Give the total in thousandths."""
        return int(self.st.sums[TOTAL])

    @property
    def work(self) -> int:
        """Give how many moves were tried."""
        return int(self.st.sums[WORK])

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
