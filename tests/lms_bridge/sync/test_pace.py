"""An LMS is asked no faster than it may be, and left alone when it does not answer."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms_bridge.sync import pace
from lms_bridge.sync.errors import Unreachable
from lms_bridge.sync.pace import Pace


@dataclass
class Clock:
    """A clock that goes on when somebody sleeps by it."""

    now: float = 0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(pace.asyncio, "sleep", clock.sleep)
    return clock


async def test_pace_lets_a_burst_through_and_then_so_many_a_second(clock: Clock) -> None:
    asked = Pace(per_second=10, burst=5, clock=clock)
    moments = []
    for _ in range(25):
        await asked.turn(30)
        moments.append(clock.now)
    assert moments[:5] == [0] * 5
    assert moments[-1] == pytest.approx(2)


@given(st.lists(st.tuples(st.floats(0, 3), st.integers(1, 5)), max_size=30))
async def test_pace_is_never_faster_than_its_rate(waits: list[tuple[float, int]]) -> None:
    clock = Clock()
    asked, moments = Pace(per_second=4, burst=3, clock=clock), []
    for wait, count in waits:
        clock.now += wait
        for _ in range(count):
            clock.now += asked._take(clock.now)
            moments.append(clock.now)
    for first, then in zip(moments, moments[12:], strict=False):
        assert then - first >= (13 - 3) / 4 - 1 / 4 - 1e-9


async def test_pace_keeps_a_retry_after_for_every_request(clock: Clock) -> None:
    asked = Pace(clock=clock)
    asked.failed(retry_after_seconds=7)
    await asked.turn(30)
    assert clock.now == 7
    asked.failed(retry_after_seconds=300)
    with pytest.raises(Unreachable) as told:
        await asked.turn(30)
    assert told.value.retry_after_seconds == 300


async def test_pace_leaves_alone_what_failed_again_and_again_then_tries_once(clock: Clock) -> None:
    asked = Pace(failures=3, pause_seconds=20, clock=clock)
    for _ in range(3):
        await asked.turn(30)
        asked.failed()
    with pytest.raises(Unreachable, match="3 times in a row") as told:
        await asked.turn(30)
    assert 10 <= (told.value.retry_after_seconds or 0) <= 20
    clock.now += 20
    await asked.turn(30)
    asked.failed()
    with pytest.raises(Unreachable):
        await asked.turn(30)
    clock.now += 20
    await asked.turn(30)
    asked.answered()
    asked.failed()
    await asked.turn(30)
