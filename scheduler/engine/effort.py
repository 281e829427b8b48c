"""How long something exact may take."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field, fields


@dataclass(frozen=True, slots=True)
class Effort:
    """How long one exact solve may take: wall `seconds` for its model and all its levels together.

    The solver's own deterministic time is that of one level. `until_first`: whatever
    is found first is enough. `is_brief`: there is no time to look far into the model beforehand.
    """

    seconds: float
    deterministic: float
    workers: int
    seed: int
    stop: threading.Event
    until_first: bool = False
    is_brief: bool = False

    def begin(self) -> Effort:
        """Give what is left of it from now on, whenever it is asked."""
        return _Begun(**{f.name: getattr(self, f.name) for f in fields(Effort)})

    @property
    def left(self) -> float:
        """Give the wall seconds that are left."""
        return self.seconds

    @property
    def is_over(self) -> bool:
        """Say whether the time is over, or a stop was asked for."""
        return self.stop.is_set() or self.left <= 0.0


@dataclass(frozen=True, slots=True)
class _Begun(Effort):
    began: float = field(default_factory=time.monotonic)

    @property
    def left(self) -> float:
        """Give the wall seconds that are left."""
        return self.seconds - (time.monotonic() - self.began)
