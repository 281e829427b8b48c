"""How little a repair can change: bounds on its levels, and the way that they show to get there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet

import numpy as np

from scheduler.engine.best import Best
from scheduler.engine.disruption import factor
from scheduler.engine.effort import Effort
from scheduler.engine.fewest import Kept, most_kept
from scheduler.engine.least_change import IMPOSSIBLE, hold_promise, least_change, seats_lost
from scheduler.engine.promises import Promises
from scheduler.engine.search import Search
from scheduler.goals.changes import changed_runs
from scheduler.reading import Reading
from scheduler.schedule import Schedule


class Repair:
    """The proof beside a repair: `bounds` has what every schedule pays on a level, by its name.

    That of "changes" holds for schedules that change as few runs as the best that was found.
    """

    def __init__(self, search: Search, best: Best, effort: Callable[[], Effort]) -> None:
        """Look at what the problem has broken of its baseline."""
        self._problem, self._search, self._best = search.problem, search, best
        self._effort = effort
        self._facts = search.facts_alone()
        self.promises = Promises(search.problem)
        self.bounds = {"changed_runs": 0, "changes": 0}

    def prove(self) -> None:
        """Bound the number of changed runs, and what they cost; mend what can be mended on it."""
        courses: set[int] = set()
        while True:
            kept = most_kept(self.promises, self._search, self._facts, courses, self._effort())
            if kept is None:
                break
            self._raise("changed_runs", len(self.promises.all) - kept.most)
            if self._is_fewest:
                break
            self._try(kept.runs)
            grown = courses | self._suspects(kept)
            if self._is_fewest or grown == courses:
                break
            courses = grown
        certain = self.promises.all - kept.touched if kept and self._is_fewest else frozenset()
        self._raise("changes", sum(self._least_changes(certain)))

    @property
    def _is_fewest(self) -> bool:
        rank = self._best.rank
        return rank is not None and rank[0] <= self.bounds["changed_runs"]

    def _raise(self, level: str, bound: int) -> None:
        self.bounds[level] = max(self.bounds[level], bound)

    def _try(self, kept: AbstractSet[str]) -> None:
        """Keep these promises, mend the others, and go on from there if that is better."""
        search, baseline = self._search, self._problem.baseline
        assert baseline is not None
        rows, rank = search.snapshot(), search.rank
        search.mend_anew(baseline, kept)
        if search.rank < rank:
            if search.is_valid:
                self._best.offer(search.schedule())
        else:
            search.restore(rows)

    def _suspects(self, kept: Kept) -> set[int]:
        """Give the courses whose seats could be why the best keeps less than seems possible.

        Those of the runs that it changes though they seem to be kept, and of what these need.
        """
        inst, problem = self._search.inst, self._problem
        reading = Reading(problem, self._best.schedule or Schedule())
        found = {problem.run[id].course for id in kept.runs & changed_runs(reading)}
        found |= {before for course in found for before in problem.course[course].prerequisites}
        numbers = [self._search.number_of(r) for r in problem.runs if r.course in found]
        return {int(inst.run_course[number]) for number in numbers}

    def _least_changes(self, certain: AbstractSet[str]) -> Iterator[int]:
        """Give what the promises that nothing can keep pay at least, beside those that all keep."""
        search, problem = self._search, self._problem
        inst, handle = search.inst, search.plain
        beside = search.facts_alone()
        numbers = {id: search.number_of(problem.run[id]) for id in sorted(self.promises.all)}
        for id in sorted(certain):
            hold_promise(handle, beside, numbers[id])
        for id, run in numbers.items():
            if id in problem.frozen:
                continue
            if id in self.promises.impossible:
                price = least_change(handle, beside, run)
                yield 0 if price == IMPOSSIBLE else int(price)
            elif id in certain:
                begin, end = inst.run_start_ptr[run], inst.run_start_ptr[run + 1]
                at = begin + int(np.searchsorted(inst.run_start[begin:end], inst.base_start[run]))
                city = inst.venue_city[inst.base_venue[run]]
                lost = seats_lost(handle, run, at, city, inst.base_language[run])
                yield int(inst.seat_price * lost * factor(handle, inst.base_start[run]))
