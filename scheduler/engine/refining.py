"""Exact neighbourhoods of the best schedule, in turn: seats of courses, few runs, many runs."""

from __future__ import annotations

from scheduler.engine.bound import Bound
from scheduler.engine.effort import Effort
from scheduler.engine.guided import HARDER, Guided
from scheduler.engine.polish import Polish, can_polish
from scheduler.engine.search import Search
from scheduler.engine.seating import Seating
from scheduler.engine.state import Rows
from scheduler.schedule import Schedule


class Refining:
    """Solves what cheap moves cannot; whatever is found is better than where it began."""

    def __init__(self, search: Search, seed: int, bound: Bound | None = None) -> None:
        """Begin with nothing tried; many runs need a bound's prices."""
        self._seating = Seating(search.inst, (search.plain, search.st.masks), seed)
        self._polish = Polish(search.problem, seed) if can_polish(search.problem) else None
        self._guided: Guided | None = None
        if self._polish is not None and bound is not None:
            self._guided = Guided(search.problem, bound, seed)
        self._turn = 0
        self.effort = 1.0
        """How many times what was given the last step was allowed to take."""

    def step(self, rows: Rows, schedule: Schedule | None, effort: Effort) -> Rows | Schedule | None:
        """Solve one neighbourhood of the best rows, or of the best schedule that was told."""
        self._turn += 1
        self.effort = 1.0
        many = self._guided if self._turn % 3 == 0 else None
        if many is not None and schedule is not None and many.is_ready:
            self.effort = HARDER
            return many.step(schedule, effort)
        is_turn_of_runs = self._turn % 3 == 2 or self._seating.is_done(rows)
        if self._polish is not None and schedule is not None and is_turn_of_runs:
            return self._polish.step(schedule, effort)
        return self._seating.step(rows, effort)
