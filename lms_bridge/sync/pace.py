"""How fast an LMS is asked, and when it is left alone: shared by all that ask it in this process.

A token bucket; a Retry-After, which binds every request and not only the one that was told; and a
breaker: after some failures in a row, one request in a while finds out whether it answers again.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from random import SystemRandom

from lms_bridge.sync.errors import Unreachable

_chance = SystemRandom()


def jittered(longest_seconds: float) -> float:
    """Give a wait between half of the longest and the longest, so as not to be in step."""
    return _chance.uniform(longest_seconds / 2, longest_seconds)


@dataclass(slots=True)
class Pace:
    """At most `burst` requests at once and `per_second` in the long run.

    `failures` in a row open the breaker for `pause_seconds` at most. `clock` gives seconds.
    """

    per_second: float = 50
    burst: float = 50
    failures: int = 5
    pause_seconds: float = 20
    clock: Callable[[], float] = time.monotonic
    _tokens: float = field(init=False)
    _counted_at: float = field(init=False)
    _failed: int = 0
    _asked_to_wait_until: float = 0
    _open_until: float = 0

    def __post_init__(self) -> None:
        """Fill the bucket."""
        self._tokens, self._counted_at = self.burst, self.clock()

    async def turn(self, longest_seconds: float) -> None:
        """Wait for the turn of a request.

        Raises Unreachable while the breaker is open, and where the LMS asked for a longer wait.
        """
        now = self.clock()
        if self._open_until > now:
            left = self._open_until - now
            raise Unreachable(f"it did not answer {self._failed} times in a row", left)
        asked = max(0.0, self._asked_to_wait_until - now)
        if asked > longest_seconds:
            raise Unreachable(f"it asked to be left alone for {asked:.0f} s", asked)
        if wait := max(asked, self._take(now)):
            await asyncio.sleep(wait)

    def answered(self) -> None:
        """Note that it answers."""
        self._failed = 0

    def failed(self, retry_after_seconds: float = 0) -> None:
        """Note that it gave no answer, or that it asked to wait."""
        now = self.clock()
        self._failed += 1
        self._asked_to_wait_until = max(self._asked_to_wait_until, now + retry_after_seconds)
        if self._failed >= self.failures:
            self._open_until = now + jittered(self.pause_seconds)

    def _take(self, now: float) -> float:
        """Take a token, and give how long it takes until it is there."""
        gained = (now - self._counted_at) * self.per_second
        self._tokens = min(self.burst, self._tokens + gained) - 1
        self._counted_at = now
        return max(0.0, -self._tokens / self.per_second)
