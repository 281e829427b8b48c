"""What can go wrong in the planner.

PlanningError            has a stable `reason` (UPPER_SNAKE); texts for users are made at the edge
├── Malformed            MALFORMED: the input breaks the contract's shape; carries every fault
├── NotValid             NOT_VALID: the schedule to be explained breaks rules
├── NotCached            PROBLEM_NOT_CACHED: no problem is known by that digest
├── ServerFull           SERVER_FULL: all places for solves are taken
├── OutOfMemory          SOLVER_MEMORY: a solve went beyond its memory
├── Crashed              SOLVER_CRASHED: a solve died or failed
├── NotLoaded            NOT_LOADED: what searches cannot be loaded
└── Unreachable          UNAVAILABLE: no server answers there
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple


class Fault(NamedTuple):
    """One thing that is malformed: where (`runs[3].course`) and what, with the remedy in it."""

    path: str
    text: str

    def __str__(self) -> str:
        """Write it as a line."""
        return f"{self.path}: {self.text}" if self.path else self.text


class PlanningError(Exception):
    """An error of the planner that a caller can act on."""

    reason = "PLANNING"


class Malformed(PlanningError):
    """The input breaks the shape that the contract asks for."""

    reason = "MALFORMED"

    def __init__(self, faults: Sequence[Fault]) -> None:
        """Carry every fault that was found."""
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


class NotValid(PlanningError):
    """The schedule breaks rules, so that it cannot be explained."""

    reason = "NOT_VALID"


class NotCached(PlanningError):
    """No problem is known by that digest: send it again."""

    reason = "PROBLEM_NOT_CACHED"


class ServerFull(PlanningError):
    """All places for solves are taken: wait, then try again."""

    reason = "SERVER_FULL"


class OutOfMemory(PlanningError):
    """A solve went beyond its memory."""

    reason = "SOLVER_MEMORY"


class Crashed(PlanningError):
    """A solve died or failed."""

    reason = "SOLVER_CRASHED"


class NotLoaded(PlanningError):
    """What searches cannot be loaded: its compiled code can be kept nowhere."""

    reason = "NOT_LOADED"


@contextmanager
def loading() -> Iterator[None]:
    """Import what searches, and say in words where numba finds no folder. Raises NotLoaded."""
    try:
        yield
    except RuntimeError as error:
        raise NotLoaded(f"{error}; let XDG_CACHE_HOME name a folder that can be written") from None


class Unreachable(PlanningError):
    """No server answers at that address."""

    reason = "UNAVAILABLE"
