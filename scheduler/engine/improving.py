"""The search, with the bound and exact neighbourhoods beside it, until the limits are reached."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from scheduler.engine.cooling import SETTLE, Cooling
from scheduler.engine.effort import Effort
from scheduler.engine.polish import can_polish
from scheduler.engine.proving import MOVES
from scheduler.engine.refining import Refining
from scheduler.engine.state import Rows
from scheduler.engine.task import Task
from scheduler.memory import give_back
from scheduler.schedule import Schedule

# Of an exact neighbourhood; it counts as so many moves, which take about as long.
_REFINING_SECONDS, _REFINING_MOVES = 1.5, 8_000
# The bound is worked on for so long before the first exact neighbourhood, and then for so many
# times as long as the last one took: the more, the more of the gap it closes in the same time.
_BOUND_SECONDS, _BOUND_SHARE = 1.0, 2.0
_LEAST_SHARE, _MOST_SHARE, _SHIFT = 1.0, 8.0, 1.25
# Now and then a solver hears neither clock nor stop for so long; where the time is short, a share.
_DEAF_SECONDS, _DEAF_SHARE = 15.0, 0.25


class Improving:
    """Cheap moves here; the bound and exact neighbourhoods in a thread, where one is allowed."""

    def __init__(self, task: Task) -> None:
        """Begin where the search stands."""
        self._task, self._search = task, task.search
        self._refining: Refining | None = None
        self._standing: Rows | None = None
        self._total: int | None = None
        self._refined: Rows | Schedule | None = None
        self._lowered = 0  # by exact neighbourhoods, in thousandths
        self._refining_work = 0

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
                    self._refine_here(rows)
                if self._take_refined(rank) or search.rank < rank:
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
        if not self._take_refined(rank) and rank < search.rank:
            search.restore(rows)
        search.top_up()
        task.offer()

    def _refine(self, refining: Refining, rows: Rows, stop: threading.Event) -> None:
        """Solve one exact neighbourhood of the best rows."""
        effort = Effort(
            seconds=max(0.1, self._task.left_for_search_seconds),
            deterministic=_REFINING_SECONDS,
            workers=1,
            seed=self._task.limits.seed,
            stop=stop,
        )
        self._refined = refining.step(rows, self._task.best.schedule, effort) or self._refined
        give_back()  # the holes that a model leaves behind

    def _refine_here(self, rows: Rows) -> None:
        """Refine between two cycles, for as much work as the moves were."""
        task, search = self._task, self._search
        if self._refining is None or not search.is_valid:
            return
        task.offer()
        while 2 * self._refining_work < search.work and self._may_refine:
            self._refine(self._refining, rows, task.stop)
            if self._take_refined(search.rank):
                rows = search.snapshot()
            moves = round(_REFINING_MOVES * self._refining.effort)
            search.count_work(moves)
            self._refining_work += moves

    @property
    def _may_refine(self) -> bool:
        """Say whether a solve that is begun here can be waited for; work units look at no clock."""
        task = self._task
        deaf = min(_DEAF_SECONDS, _DEAF_SHARE * task.limits.seconds)
        is_late = task.limits.work_units is None and task.left_for_search_seconds < deaf
        return not (is_late or task.is_over)

    def _take_refined(self, rank: tuple[int, ...]) -> bool:
        """Go on from what was refined, if it ranks better."""
        refined, self._refined = self._refined, None
        if refined is None:
            return False
        search, rows = self._search, self._search.snapshot()
        if isinstance(refined, Schedule):
            search.adopt_anew(refined)
        else:
            search.restore(refined)
        if search.rank >= rank:
            search.restore(rows)
            return False
        self._lowered += rank[-1] - search.rank[-1]
        self._task.offer()
        return True

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
        best, bound = self._task.best, self._task.bound
        bound_seconds, share, took, known = _BOUND_SECONDS, _BOUND_SHARE, 0.0, 0
        while not over.wait(0.001):
            began, before = best.seconds, bound.best
            while not bound.is_converged and not over.is_set():
                self._raise_bound()
                if best.seconds - began >= bound_seconds:
                    break
            if refining is not None and self._standing is not None:
                # By now it is known what the last neighbourhood was good for.
                raised = (bound.best - before) * took
                lowered = (self._lowered - known) * (best.seconds - began)
                share *= _SHIFT if raised > lowered else 1.0 / _SHIFT
                share = min(max(share, _LEAST_SHARE), _MOST_SHARE)
                began, known = best.seconds, self._lowered
                self._refine(refining, self._standing, over)
                took = best.seconds - began
                bound_seconds = share * took
            elif bound.is_converged:
                return
