"""The best of a solve so far: the schedule, recomputed from the problem alone, and the bound."""

from __future__ import annotations

import logging
import threading
import time

from scheduler.check import check
from scheduler.goals import changes
from scheduler.reading import Reading
from scheduler.request import Improvement, Listener, Objective, Progress, Request
from scheduler.schedule import Schedule, Score, gap

log = logging.getLogger(__name__)

_HEARTBEAT_SECONDS = 0.8
_BETWEEN_IMPROVEMENTS_SECONDS = 1.0
# Checking takes at most one part in so many of the time.
_REST = 10.0


class Best:
    """What has been found and proved; tells the listener, at least each second where it is.

    Whatever is offered is checked first, so that nothing invalid ever leaves the search.
    """

    def __init__(self, request: Request, listener: Listener) -> None:
        """Begin to count the seconds."""
        self._request, self._listener = request, listener
        self._began = time.monotonic()
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._told_at, self._told = -1e9, True
        self._offered_at, self.check_seconds = -1e9, 0.0
        self._beat = threading.Thread(target=self._heartbeat, daemon=True)
        self.phase = "reading"
        self.schedule: Schedule | None = None
        self.score: Score | None = None
        self.rank: tuple[int, ...] | None = None
        self.bound: int | None = None
        self.floor = 0

    def __enter__(self) -> Best:
        self._beat.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._beat.join()

    @property
    def seconds(self) -> float:
        """Give the seconds since the solve began."""
        return time.monotonic() - self._began

    @property
    def total(self) -> int | None:
        """Give the best total so far, in thousandths."""
        return self.score.total if self.score else None

    @property
    def is_hungry(self) -> bool:
        """Say whether it is time to be offered a schedule: checking one takes time too."""
        since = time.monotonic() - self._offered_at
        return since >= max(_BETWEEN_IMPROVEMENTS_SECONDS, _REST * self.check_seconds)

    @property
    def is_good_enough(self) -> bool:
        """Say whether the total is proved, or within the gap that was asked for."""
        share = gap(self.total, self.bound)
        if share is None or self._request.objective is not Objective.TOTAL:
            return False
        return share <= self._request.limits.gap

    def offer(self, schedule: Schedule) -> bool:
        """Take a schedule if it is valid and better; tell the listener, at most once a second."""
        self._offered_at = time.monotonic()
        verdict = check(self._request.problem, schedule)
        self.check_seconds = time.monotonic() - self._offered_at
        if verdict.score is None:
            log.error("the search offered an invalid schedule: %s", verdict.violations[:3])
            return False
        rank = self.rank_of(schedule, verdict.score)
        with self._lock:
            if self.rank is not None and rank >= self.rank:
                return False
            self.schedule, self.score, self.rank = schedule, verdict.score, rank
            self._told = False
        if time.monotonic() - self._told_at >= _BETWEEN_IMPROVEMENTS_SECONDS:
            self.tell()
        return True

    def rank_of(self, schedule: Schedule, score: Score) -> tuple[int, ...]:
        """Give what is minimised, most important first."""
        if self._request.objective is Objective.TOTAL:
            return (score.total,)
        changed = changes.changed_runs(Reading(self._request.problem, schedule))
        return (len(changed), score.changes, score.total)

    def raise_bound(self, bound: int) -> None:
        """Take a bound if it is better."""
        with self._lock:
            if self.bound is None or bound > self.bound:
                self.bound = bound

    def tell(self) -> None:
        """Tell the listener of the best schedule, if it has not heard of it."""
        if self._told or self.schedule is None or self.score is None:
            return
        self._told, self._told_at = True, time.monotonic()
        self._listener.improvement(
            Improvement(self.schedule, self.score, self.bound, self.floor, self.seconds)
        )

    def _heartbeat(self) -> None:
        while True:
            self._listener.progress(Progress(self.phase, self.seconds, self.total, self.bound))
            if self._over.wait(_HEARTBEAT_SECONDS):
                return
