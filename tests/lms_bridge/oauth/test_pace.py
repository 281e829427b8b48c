"""How often tokens may be asked for."""

from __future__ import annotations

from lms_bridge.oauth.pace import BURST, Pace


def test_who_asks_too_often_waits_and_nobody_else_does() -> None:
    now = [0.0]
    pace = Pace(lambda: now[0])
    assert [pace.wait_seconds("a") for _ in range(BURST)] == [0] * BURST
    assert pace.wait_seconds("a") == 1
    assert pace.wait_seconds("b") == 0
    now[0] += 2
    assert [pace.wait_seconds("a") for _ in range(3)] == [0, 0, 1]
