"""What a solve is about: the request, the search, the best so far, and how much time is left."""

from __future__ import annotations

import threading
from functools import cached_property

from scheduler.domains import NONE
from scheduler.engine.best import Best
from scheduler.engine.bound import Bound
from scheduler.engine.effort import Effort
from scheduler.engine.promises import Promises
from scheduler.engine.search import Search
from scheduler.problem import Problem
from scheduler.request import Objective, Request

# The share of the time that is kept for the reasons.
_EXPLAINING = 0.1
# The last seats, the last check and what the reasons begin with take about as long as so many.
_CHECKS_AFTERWARDS = 4.0
_DETERMINISTIC_SECONDS = 20.0


class Task:
    """One solve, as its parts hand it on."""

    def __init__(self, request: Request, best: Best, stop: threading.Event) -> None:
        """Make the search; what no schedule can avoid is the first bound."""
        self.request, self.best, self.stop = request, best, stop
        self.problem, self.limits = request.problem, request.limits
        self.is_repair = request.objective is Objective.CHANGES_FIRST
        self.search = Search(self.problem, self.limits.seed, self.is_repair)
        self.levels: dict[str, int] = {}
        self.promises: Promises | None = None
        self.is_proved = False
        self.infeasible: Problem | None = None
        self.without = NONE
        best.floor = self.search.floor()
        best.raise_bound(best.floor)

    @cached_property
    def bound(self) -> Bound:
        """Give the bound, which rises from the floor."""
        return self.search.bound(self.best.floor)

    @property
    def used(self) -> float:
        """The share of the search that is over: by work alone where that is limited.

        So the clock decides nothing about a search by work units but its end.
        """
        if self.limits.work_units is not None:
            return self.search.work / max(1, self.limits.work_units)
        return self._clock

    @property
    def _clock(self) -> float:
        """The share of the search's time that is over."""
        return self.best.seconds / max(1e-9, self._search_seconds)

    @property
    def _search_seconds(self) -> float:
        """For how long to search: what comes after it takes longer where a check does."""
        whole = self.limits.seconds * (1.0 - _EXPLAINING)
        return whole - _CHECKS_AFTERWARDS * self.best.check_seconds

    @property
    def is_over(self) -> bool:
        """Say whether the search has to end, or need not go on."""
        if self.infeasible is not None or self.is_proved:
            return True
        if self.stop.is_set() or self.best.is_good_enough:
            return True
        return self.used >= 1.0 or self._clock >= 1.0

    @property
    def is_late(self) -> bool:
        """Say whether all of the time is over."""
        return self.best.seconds >= self.limits.seconds

    @property
    def left_seconds(self) -> float:
        """Give the seconds until all of the time is over."""
        return self.limits.seconds - self.best.seconds

    @property
    def left_for_search_seconds(self) -> float:
        """Give the seconds until the search has to end."""
        return self._search_seconds - self.best.seconds

    def effort(self, share: float) -> Effort:
        """Give what an exact solve may take of the time that is left."""
        return Effort(
            seconds=max(0.1, share * self.left_seconds),
            deterministic=_DETERMINISTIC_SECONDS,
            workers=self.limits.workers,
            seed=self.limits.seed,
            stop=self.stop,
        )

    def offer(self) -> None:
        """Offer the schedule at which the search stands, if it is valid."""
        if self.search.is_valid:
            self.best.offer(self.search.schedule())
