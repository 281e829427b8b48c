"""Exact neighbourhoods of the best schedule, in turn: all seats of some courses, and a few runs."""

from __future__ import annotations

from scheduler.engine.effort import Effort
from scheduler.engine.polish import Polish, can_polish
from scheduler.engine.search import Search
from scheduler.engine.seating import Seating
from scheduler.engine.state import Rows
from scheduler.schedule import Schedule


class Refining:
    """Solves what cheap moves cannot; whatever is found is better than where it began."""

    def __init__(self, search: Search, seed: int) -> None:
        """Begin with nothing tried."""
        self._seating = Seating(search.inst, (search.plain, search.st.masks), seed)
        self._polish = Polish(search.problem, seed) if can_polish(search.problem) else None
        self._turn = 0

    def step(self, rows: Rows, schedule: Schedule | None, effort: Effort) -> Rows | Schedule | None:
        """Solve one neighbourhood of the best rows, or of the best schedule that was told."""
        self._turn += 1
        is_turn_of_runs = self._turn % 2 == 0 or self._seating.is_done(rows)
        if self._polish is not None and schedule is not None and is_turn_of_runs:
            return self._polish.step(schedule, effort)
        return self._seating.step(rows, effort)
