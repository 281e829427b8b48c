"""What is asked of a solve, and what it tells while it runs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from scheduler.problem import Problem
from scheduler.schedule import Schedule, Score, gap


class Objective(Enum):
    """What a solve minimises; the values are the names on the wire."""

    TOTAL = "OBJECTIVE_TOTAL"
    CHANGES_FIRST = "OBJECTIVE_CHANGES_FIRST"


@dataclass(frozen=True, slots=True)
class Limits:
    """When a search ends: wall `seconds`, a `gap` of 0 to 1, `work_units` (moves tried).

    `memory_mb` is kept by the process that the search runs in.
    """

    seconds: float = 60.0
    gap: float = 0.0
    workers: int = 1
    seed: int = 0
    memory_mb: int | None = None
    work_units: int | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a search is: `total` and `bound` in thousandths, None where there is none yet."""

    phase: str
    seconds: float
    total: int | None = None
    bound: int | None = None

    @property
    def gap(self) -> float | None:
        """(total - bound) / total."""
        return gap(self.total, self.bound)


@dataclass(frozen=True, slots=True)
class Improvement:
    """A valid schedule better than those before; bound and floor in thousandths."""

    schedule: Schedule
    score: Score
    bound: int | None = None
    floor: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Request:
    """A solve: the problem, its digest, and what is wanted of it."""

    problem: Problem
    digest: str
    objective: Objective = Objective.TOTAL
    limits: Limits = Limits()
    start: Schedule | None = None


class Listener(Protocol):
    """Who is told how a search goes, from whatever thread."""

    def progress(self, progress: Progress) -> None:
        """Hear where the search is, at least each second."""

    def improvement(self, improvement: Improvement) -> None:
        """Hear of a better schedule, at most once a second, and always of the last."""
