"""A search that is broken off at any moment leaves no process, and the next one works."""

from __future__ import annotations

from pathlib import Path

from tests.faults.broken_off import break_off
from tests.scheduler.processes import serving


def test_searches_that_are_broken_off_leave_nothing(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        found = break_off(server, 6, seed=20150907)
    assert found.wrong == []
    assert sum(found.statuses.values()) == 6
