"""The search, with the bound and exact neighbourhoods beside it, until the limits are reached."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

from scheduler.engine.cooling import SETTLE, Cooling
from scheduler.engine.effort import Effort
from scheduler.engine.merging import merged
from scheduler.engine.polish import can_polish
from scheduler.engine.proving import MOVES
from scheduler.engine.refining import Refining
from scheduler.engine.state import Rows
from scheduler.engine.task import Task
from scheduler.engine.turns import Turns
from scheduler.memory import give_back
from scheduler.schedule import Schedule

# Of an exact neighbourhood; it counts as so many moves, which take about as long.
_REFINING_SECONDS, _REFINING_MOVES = 1.5, 8_000
# The bound is worked on for so long before the first exact neighbourhood, and then for so many
# times as long as the last one took, from the least to the most.
_BOUND_SECONDS, _BOUND_SHARES = 1.0, (2.0, 0.25, 8.0)
# Moves for each that an exact neighbourhood counts as: as many, or fewer where cold ones gain less.
_MOVES_SHARES = (1.0, 0.25, 1.0)


class Improving:
    """Cheap moves here; the bound and exact neighbourhoods in a thread, where one is allowed."""

    def __init__(self, task: Task) -> None:
        """Begin where the search stands."""
        self._task, self._search = task, task.search
        self._refining: Refining | None = None
        self._standing: Rows | None = None
        self._total: int | None = None
        self._found: deque[tuple[Schedule | None, Rows | Schedule]] = deque()  # from what, and what
        self._solving = ThreadPoolExecutor(1)
        self._lowered = 0  # by exact neighbourhoods, in thousandths
        self._refining_work = 0
        self._turns = Turns(*_MOVES_SHARES)
        self._judged: tuple[int, int, int] | None = None  # moves, total and lowered by then

    def improve(self) -> None:
        """Search on. Begins each cycle of heat, and ends, with the best schedule so far."""
        task, search = self._task, self._search
        task.best.phase = "improving"
        cooling = Cooling(len(task.problem.runs))
        rows, rank = search.snapshot(), search.rank
        slices, cycle, is_settling = 0, cooling.cycle, False
        # What is polished gets out of its valleys that way, and sooner (decision 11).
        is_cold = task.is_repair or can_polish(task.problem)
        if not task.is_repair:
            self._refining = Refining(search, task.limits.seed, task.bound)
        with self._beside() as is_beside:
            while not task.is_over:
                used = task.used
                warmth = 0.0 if is_cold else search.warmth
                heat = warmth * cooling.heat(used, search.work)
                if cooling.cycle != cycle or (used >= SETTLE and not is_settling):
                    cycle, is_settling = cooling.cycle, used >= SETTLE
                    search.restore(rows)
                    self._refine_here(rows, is_cold)
                if self._take_refined(rows, rank) or search.rank < rank:
                    rows, rank = search.snapshot(), search.rank
                if rank[0] == 0:
                    self._standing, self._total = rows, rank[-1]
                search.improve(MOVES, heat)
                if search.rank < rank:
                    rows, rank = search.snapshot(), search.rank
                    if task.best.is_hungry:
                        task.offer()
                slices += 1
                if not is_beside and slices % task.bound.every == 0:
                    self._raise_bound()
        if not self._take_refined(rows, rank) and rank < search.rank:
            search.restore(rows)
        search.top_up()
        task.offer()
        self._solving.shutdown(wait=False)

    def _refine(self, refining: Refining, rows: Rows, stop: threading.Event) -> None:
        """Solve one exact neighbourhood of the best rows."""
        effort = Effort(
            seconds=max(0.1, self._task.left_for_search_seconds),
            deterministic=_REFINING_SECONDS,
            workers=1,
            seed=self._task.limits.seed,
            stop=stop,
            is_brief=True,
        )
        schedule = self._task.best.schedule
        found = refining.step(rows, schedule, effort)
        if found is not None:
            self._found.append((schedule, found))
        give_back()  # the holes that a model leaves behind

    def _refine_in_time(self, refining: Refining, rows: Rows) -> None:
        """Refine, but wait no longer than there is time: a solver may hear neither clock nor stop.

        Work units look at no clock.
        """
        task = self._task
        asked = self._solving.submit(self._refine, refining, rows, task.stop)
        in_time = task.limits.work_units is None
        with suppress(TimeoutError):
            asked.result(max(0.0, task.left_for_search_seconds) if in_time else None)

    def _refine_here(self, rows: Rows, is_cold: bool) -> None:
        """Refine between two cycles, by the work that moves were; cold ones are judged by it."""
        task, search = self._task, self._search
        if self._refining is None or not search.is_valid:
            return
        task.offer()
        total, lowered, work = search.rank[-1], self._lowered, self._refining_work
        while self._turns.share * self._refining_work < self._moves and not task.is_over:
            self._refine_in_time(self._refining, rows)
            if self._take_refined(rows, search.rank):
                rows = search.snapshot()
            moves = round(_REFINING_MOVES * self._refining.effort)
            search.count_work(moves)
            self._refining_work += moves
        if is_cold and self._refining_work > work:
            if self._judged is not None:
                moves_then, total_then, lowered_then = self._judged
                moved = total_then - total - (lowered - lowered_then)
                refined = total - search.rank[-1], self._refining_work - work
                self._turns.judge((moved, self._moves - moves_then), refined)
            self._judged = self._moves, search.rank[-1], self._lowered

    @property
    def _moves(self) -> int:
        """Count the moves that were made, without what neighbourhoods count as."""
        return self._search.work - self._refining_work

    def _take_refined(self, rows: Rows, rank: tuple[int, ...]) -> bool:
        """Go on from what was refined, where that ranks better than the best rows so far."""
        search, standing, better = self._search, self._search.snapshot(), rank
        while self._found:
            base, found = self._found.popleft()
            for put in self._ways(rows, base, found):
                put()
                if search.rank < better:
                    self._lowered += better[-1] - search.rank[-1]
                    better, rows = search.rank, search.snapshot()
                    standing = rows
                    self._task.offer()
        search.restore(standing)
        return better < rank

    def _ways(
        self, rows: Rows, base: Schedule | None, found: Rows | Schedule
    ) -> Iterator[Callable[[], None]]:
        """Give the ways to go on from what was found: with what was found meanwhile, or alone."""
        search = self._search
        if not isinstance(found, Schedule):
            yield lambda: search.restore(found)
            return
        if base is not None:
            search.restore(rows)
            both = merged(search.schedule(), base, found)
            yield lambda: search.adopt_anew(both)
        yield lambda: search.adopt_anew(found)

    def _raise_bound(self) -> None:
        """Take a step towards what the search counts: what was offered depends on the clock."""
        bound = self._task.bound
        if not bound.is_converged and self._total is not None:
            bound.step(self._total)
            self._task.best.raise_bound(bound.best)

    @contextmanager
    def _beside(self) -> Iterator[bool]:
        """Work on the bound and on exact neighbourhoods, in a thread where one is allowed."""
        task = self._task
        if task.limits.workers < 2 or task.is_over:
            yield False
            return
        over = threading.Event()
        # One of its own: two threads must not think in the same room.
        seed = task.limits.seed + 1
        refining = self._refining and Refining(self._search, seed, task.bound)
        beside = threading.Thread(target=self._work, args=(refining, over), daemon=True)
        beside.start()
        try:
            yield True
        finally:
            over.set()
            # One step of the bound takes longer than what is left where a problem is very large.
            beside.join(max(0.0, task.left_seconds))

    def _work(self, refining: Refining | None, over: threading.Event) -> None:
        best, bound, turns = self._task.best, self._task.bound, Turns(*_BOUND_SHARES)
        # One works on the search; more than there are processors would only take room.
        bound.hands = max(1, min(self._task.limits.workers, os.cpu_count() or 1) - 1)
        bound_seconds, took, known = _BOUND_SECONDS, 0.0, 0
        while not over.wait(0.001):
            began, before = best.seconds, bound.best
            while not bound.is_converged and not over.is_set():
                self._raise_bound()
                if best.seconds - began >= bound_seconds:
                    break
            if refining is not None and self._standing is not None:
                # By now it is known what the last neighbourhood was good for.
                raised = bound.best - before, best.seconds - began
                turns.judge(raised, (self._lowered - known, took))
                began, known = best.seconds, self._lowered
                self._refine(refining, self._standing, over)
                took = best.seconds - began
                bound_seconds = turns.share * took
            elif bound.is_converged:
                return
