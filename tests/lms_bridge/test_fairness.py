"""The price of fairness is posed apart from what others write."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from catalogue.db import changing
from catalogue.queries.scenarios import scenario
from lms_bridge.fairness import FACTORS, PosedSeries, plan_series, pose_series
from lms_bridge.planner.client import Limits
from tests.catalogue.builders import SYSTEM, a_nomination, a_world


def test_series_is_posed_while_somebody_writes_and_begins_as_it_was_posed(catalogue: str) -> None:
    a_world()

    @changing
    def while_writing() -> PosedSeries:
        with ThreadPoolExecutor() as threads:
            return threads.submit(pose_series, "rso").result()

    posed = while_writing()
    a_nomination("IDN-001")
    made = plan_series(SYSTEM, "rso", [f"{f:g}" for f in FACTORS], Limits(seconds=1), posed)
    begun = [scenario(SYSTEM, id) for id in made]
    assert [each.problem for each in begun] == [each.text for each in posed.problems]
    assert len({each.problem for each in begun}) == len(FACTORS)
