"""Searches that are broken off leave no process, and requests that are nearly right are answered."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults import nearly_right
from tests.faults.broken_off import break_off
from tests.scheduler.processes import Server, serving


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("planner")) as running:
        yield running


def test_searches_that_are_broken_off_leave_nothing(server: Server) -> None:
    found = break_off(server, 6, seed=20150907)
    assert found.wrong == []
    assert sum(found.statuses.values()) == 6


def test_what_is_nearly_right_is_answered_or_refused(server: Server) -> None:
    found = nearly_right.ask(server.address, 20, seed=20150907)
    assert found.wrong == []
    statuses = {status for each in found.statuses.values() for status in each}
    assert {"OK", "INVALID_ARGUMENT"} <= statuses
