"""A solve from beginning to end: construct, prove what is small, improve and bound, explain."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property

from scheduler.domains import NONE
from scheduler.engine import exact
from scheduler.engine.best import Best
from scheduler.engine.bound import Bound
from scheduler.engine.changed import changes_of
from scheduler.engine.conflict import Found, cores, find_conflict
from scheduler.engine.cooling import SETTLE, Cooling
from scheduler.engine.polish import can_polish
from scheduler.engine.promises import Promises
from scheduler.engine.reasons import explain_nominations, explain_runs
from scheduler.engine.refining import Refining
from scheduler.engine.repair import Repair
from scheduler.engine.search import Search
from scheduler.engine.state import Rows
from scheduler.memory import give_back
from scheduler.problem import Problem
from scheduler.reading import Reading
from scheduler.request import Listener, Objective, Request
from scheduler.schedule import Change, Level, Outcome, Schedule, Score, Solution

log = logging.getLogger(__name__)

_MOVES = 64
# The share of the time that is kept for the reasons.
_EXPLAINING = 0.1
_DETERMINISTIC_SECONDS = 20.0
# Of an exact neighbourhood; it counts as so many moves, which take about as long.
_REFINING_SECONDS, _REFINING_MOVES = 1.5, 8_000
# The bound is worked on for so long before the first exact neighbourhood, and then for so many
# times as long as the last one took.
_BOUND_SECONDS, _BOUND_SHARE = 1.0, 2.0


def solve(request: Request, listener: Listener, stop: threading.Event) -> Solution:
    """Solve a problem until it is proved, good enough, stopped, or the limits are reached."""
    with Best(request, listener) as best:
        solving = _Solving(request, best, stop)
        solving.construct()
        solving.repair()
        if exact.is_small(request.problem):
            solving.prove()
        else:
            solving.mend()
        solving.improve()
        best.tell()
        return solving.conclude()


class _Solving:
    def __init__(self, request: Request, best: Best, stop: threading.Event) -> None:
        self._request, self._best, self._stop = request, best, stop
        self._limits, self._problem = request.limits, request.problem
        self._is_repair = request.objective is Objective.CHANGES_FIRST
        self._search = Search(self._problem, self._limits.seed, self._is_repair)
        self._refining: Refining | None = None
        self._standing: Rows | None = None
        self._refined: Rows | Schedule | None = None
        self._refining_work = 0
        self._levels: dict[str, int] = {}
        self._promises: Promises | None = None
        self._is_proved = False
        self._infeasible: Problem | None = None
        self._without = NONE
        best.floor = self._search.floor()
        best.raise_bound(best.floor)

    @cached_property
    def _bound(self) -> Bound:
        return self._search.bound(self._best.floor)

    @property
    def _used(self) -> float:
        """The share of the search that is over: by work alone where that is limited.

        So the clock decides nothing about a search by work units but its end.
        """
        if self._limits.work_units is not None:
            return self._search.work / max(1, self._limits.work_units)
        return self._clock

    @property
    def _clock(self) -> float:
        """The share of the search's time that is over."""
        return self._best.seconds / (self._limits.seconds * (1.0 - _EXPLAINING))

    @property
    def _is_over(self) -> bool:
        if self._infeasible is not None or self._is_proved:
            return True
        if self._stop.is_set() or self._best.is_good_enough:
            return True
        return self._used >= 1.0 or self._clock >= 1.0

    def construct(self) -> None:
        """Find a first schedule, from what is promised or given to begin with."""
        self._best.phase = "constructing"
        search, start, baseline = self._search, self._request.start, self._problem.baseline
        if start is not None:
            search.adopt(start)
        elif baseline is not None:
            search.mend(baseline)
            if self._is_repair:
                self._offer()  # before there is anything new
        search.construct(is_enough=self._is_enough)
        self._offer()

    def _is_enough(self) -> bool:
        """Show what is constructed so far, and say whether it has to do."""
        if self._best.is_hungry:
            self._offer()
        return self._is_over and self._best.schedule is not None

    def repair(self) -> None:
        """Show how few promises can be kept, and what that costs at least."""
        if not self._is_repair or self._problem.baseline is None or self._is_over:
            return
        self._best.phase = "proving"
        repair = Repair(self._search, self._best, lambda: self._effort(0.2))
        repair.prove()
        self._levels |= repair.bounds
        self._promises = repair.promises

    def prove(self) -> None:
        """Solve a small problem as one model, beginning with the best of a short search."""
        self._best.phase = "improving"
        for _ in range(4):
            self._search.improve(_MOVES)
        self._offer()
        if self._is_over:
            return
        self._best.phase = "proving"
        result = exact.solve(
            self._problem,
            self._request.objective,
            self._effort(0.7),
            self._best.schedule,
            self._best.offer,
        )
        if result.is_infeasible:
            self._infeasible = self._problem
        if result.schedule is not None:
            self._best.offer(result.schedule)
            self._search.adopt_anew(result.schedule)
        if result.bound is not None:
            self._best.raise_bound(result.bound)
        for level in result.levels:
            if level.bound is not None:
                self._levels[level.name] = max(level.bound, self._levels.get(level.name, 0))
        self._is_proved = result.is_proved and result.schedule is not None

    def mend(self) -> None:
        """Where the search does not keep the pins, ask the exact model whether they can be kept."""
        self._best.phase = "improving"
        for _ in range(30):
            if self._search.is_valid or self._is_over:
                return
            self._search.improve(_MOVES)
        self._best.phase = "proving"
        left = self._limits.seconds - self._best.seconds
        for core in cores(self._problem, self._search.broken, left):
            if self._is_over:
                return
            result = exact.find(core, self._effort(0.4))
            if result.is_infeasible:
                self._judge(core)
            elif result.schedule is not None and self._try(result.schedule):
                return

    def _try(self, schedule: Schedule) -> bool:
        """Go on from a schedule of a part, if all pins are kept with it."""
        rows = self._search.snapshot()
        self._search.adopt_anew(schedule)
        self._search.construct()
        if not self._search.is_valid:
            self._search.restore(rows)
            return False
        self._offer()
        return True

    def _judge(self, core: Problem) -> None:
        """Take an infeasible core for the whole, if no run outside it could change that.

        By a stop on the way a trainer may be there sooner: where that is so, ways must not matter.
        """
        without = frozenset({"TRAINER_TRAVEL"}) if self._search.inst.detours else NONE
        if not without or exact.is_feasible(core, self._effort(0.4), without) is False:
            self._infeasible, self._without = core, without

    def improve(self) -> None:
        """Search until the limits are reached, with the bound and exact neighbourhoods beside it.

        Begins each cycle of heat, and ends, with the best schedule so far.
        """
        self._best.phase = "improving"
        search, cooling = self._search, Cooling(len(self._problem.runs))
        rows, rank = search.snapshot(), search.rank
        slices, cycle, is_settling = 0, cooling.cycle, False
        # What is polished gets out of its valleys that way, and sooner (decision 11).
        is_cold = self._is_repair or can_polish(self._problem)
        if not self._is_repair:
            self._refining = Refining(search, self._limits.seed)
        with self._beside() as is_beside:
            while not self._is_over:
                used = self._used
                warmth = 0.0 if is_cold else search.warmth
                heat = warmth * cooling.heat(used, search.work)
                if cooling.cycle != cycle or (used >= SETTLE and not is_settling):
                    cycle, is_settling = cooling.cycle, used >= SETTLE
                    search.restore(rows)
                    self._refine_here(rows)
                if self._take_refined(rank) or search.rank < rank:
                    rows, rank = search.snapshot(), search.rank
                self._standing = rows if rank[0] == 0 else None
                search.improve(_MOVES, heat)
                if search.rank < rank:
                    rows, rank = search.snapshot(), search.rank
                    if self._best.is_hungry:
                        self._offer()
                slices += 1
                if not is_beside and slices % self._bound.every == 0:
                    self._raise_bound()
        if not self._take_refined(rank) and rank < search.rank:
            search.restore(rows)
        search.top_up()
        self._offer()

    def conclude(self) -> Solution:
        """Explain what was found, and say how good it is."""
        best = self._best
        best.phase = "explaining"
        solution = Solution(
            outcome=Outcome.UNKNOWN,
            floor=best.floor,
            seed=self._limits.seed,
            problem_digest=self._request.digest,
            bound=best.bound,
        )
        if self._infeasible is not None:
            found = self._conflict(self._infeasible)
            return replace(
                solution,
                outcome=Outcome.INFEASIBLE,
                bound=None,
                conflict=found.conflict,
                complete=found.complete,
            )
        if best.schedule is None or best.score is None or best.total is None:
            return solution
        if best.bound is not None and best.bound > best.total:
            log.error("the bound %s lies above the total %s", best.bound, best.total)
            solution = replace(solution, bound=None)
        search = self._search
        if self._is_repair:  # whose changes are dearer than they are
            search = Search(self._problem, self._limits.seed)
        search.adopt_anew(best.schedule)
        reading = Reading(self._problem, best.schedule)
        levels = self._all_levels(best.rank or ()) if self._is_repair else ()
        is_proved = solution.bound == best.total and all(x.value == x.bound for x in levels)
        return replace(
            solution,
            outcome=Outcome.OPTIMAL if is_proved else Outcome.FEASIBLE,
            schedule=best.schedule,
            score=best.score,
            unheld=explain_runs(reading, search, self._is_late),
            unseated=explain_nominations(reading, self._is_late),
            levels=levels,
            changes=self._changes(reading, best.score) if self._is_repair else (),
        )

    def _changes(self, reading: Reading, score: Score) -> tuple[Change, ...]:
        promises = self._promises or Promises(self._problem)
        return changes_of(reading, score, promises.impossible, self._is_late)

    def _all_levels(self, rank: tuple[int, ...]) -> tuple[Level, ...]:
        """Give what a repair minimised, with what is known of each; the total is bounded anyway."""
        bounds = {"changed_runs": 0, "changes": 0} | self._levels
        bounds["total"] = max(bounds.get("total", 0), self._best.bound or 0)
        return tuple(
            Level(name, value, bounds[name])
            for name, value in zip(("changed_runs", "changes", "total"), rank, strict=True)
        )

    def _is_late(self) -> bool:
        return self._best.seconds >= self._limits.seconds

    def _conflict(self, problem: Problem) -> Found:
        return find_conflict(
            problem,
            self._effort(1.0),
            lambda: self._limits.seconds - self._best.seconds,
            self._without,
        )

    def _offer(self) -> None:
        if self._search.is_valid:
            self._best.offer(self._search.schedule())

    def _effort(self, share: float) -> exact.Effort:
        return exact.Effort(
            seconds=max(0.1, share * (self._limits.seconds - self._best.seconds)),
            deterministic=_DETERMINISTIC_SECONDS,
            workers=self._limits.workers,
            seed=self._limits.seed,
            stop=self._stop,
        )

    def _refine(self, refining: Refining, rows: Rows, stop: threading.Event) -> None:
        """Solve one exact neighbourhood of the best rows."""
        effort = exact.Effort(
            seconds=max(0.1, (1.0 - self._clock) * self._limits.seconds),
            deterministic=_REFINING_SECONDS,
            workers=1,
            seed=self._limits.seed,
            stop=stop,
        )
        self._refined = refining.step(rows, self._best.schedule, effort) or self._refined
        give_back()  # the holes that a model leaves behind

    def _refine_here(self, rows: Rows) -> None:
        """Refine between two cycles, for as much work as the moves were."""
        if self._refining is None or not self._search.is_valid:
            return
        self._offer()
        while 2 * self._refining_work < self._search.work and not self._is_over:
            self._refine(self._refining, rows, self._stop)
            if self._take_refined(self._search.rank):
                rows = self._search.snapshot()
            self._search.count_work(_REFINING_MOVES)
            self._refining_work += _REFINING_MOVES

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
        self._offer()
        return True

    def _raise_bound(self) -> None:
        if not self._bound.is_converged and self._best.total is not None:
            self._bound.step(self._best.total)
            self._best.raise_bound(self._bound.best)

    @contextmanager
    def _beside(self) -> Iterator[bool]:
        """Work on the bound and on exact neighbourhoods, in a thread where one is allowed."""
        if self._limits.workers < 2 or self._is_over:
            yield False
            return
        over = threading.Event()
        # One of its own: two threads must not think in the same room.
        refining = self._refining and Refining(self._search, self._limits.seed + 1)

        def work() -> None:
            bound_seconds = _BOUND_SECONDS
            while not over.wait(0.001):
                began = self._best.seconds
                while not self._bound.is_converged and not over.is_set():
                    self._raise_bound()
                    if self._best.seconds - began >= bound_seconds:
                        break
                if refining is not None and self._standing is not None:
                    began = self._best.seconds
                    self._refine(refining, self._standing, over)
                    bound_seconds = _BOUND_SHARE * (self._best.seconds - began)
                elif self._bound.is_converged:
                    return

        beside = threading.Thread(target=work, daemon=True)
        beside.start()
        try:
            yield True
        finally:
            over.set()
            # One step of the bound takes longer than what is left where a problem is very large.
            beside.join(max(0.0, self._limits.seconds - self._best.seconds))
