"""Whatever is sent to the planner, the fault is never its own."""

from __future__ import annotations

from pathlib import Path

from tests.faults.fuzz import ALLOWED, fuzz
from tests.scheduler.processes import serving

COUNT, SEED = 600, 20150907


def test_no_request_is_an_error_of_the_planner(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        found = fuzz(server.address, COUNT, SEED)
        assert set(found) <= ALLOWED, found
        assert len(found) >= 2, found  # not all fall at the first hurdle
        said = server.end()
    assert "ERROR" not in said.err, said.err
