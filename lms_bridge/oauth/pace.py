"""How often tokens may be asked for: a bucket for each who asks, which fills up by and by."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

BURST: Final = 120
"""How many requests at once."""

PER_SECOND: Final = 1.0
"""How many more with every second. A token is good for half an hour, so that few are needed."""

_MOST_KEPT: Final = 10_000


class Pace:
    """Counts who asks, the latest first to be remembered; each process counts for itself."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with nobody; `clock` gives seconds."""
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait_seconds(self, who: str) -> int:
        """Count a request: 0 where it may go on, or the seconds after which to ask again."""
        now = self._clock()
        left, at = self._left.pop(who, (float(BURST), now))
        left = min(float(BURST), left + (now - at) * PER_SECOND)
        self._left[who] = (left - 1 if left >= 1 else left, now)
        if len(self._left) > _MOST_KEPT:
            self._left.popitem(last=False)
        return 0 if left >= 1 else max(1, round((1 - left) / PER_SECOND))
