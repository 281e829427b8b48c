"""Where a search is, as its page says it."""

from __future__ import annotations

import pytest

from catalogue.queries.scenarios import scenario
from lms_bridge.planner.answer import Progress
from lms_bridge.web.planning import live_of
from tests.catalogue.builders import COORDINATOR, a_solved_scenario, a_world


@pytest.mark.usefixtures("catalogue")
def test_what_a_search_waited_before_it_began_is_not_counted_against_its_limit() -> None:
    a_world()
    record = scenario(COORDINATOR, a_solved_scenario())
    waiting, searching = (), (Progress("improving", 2.5, None, None, None),)
    found = [
        (live_of(record, told).phase, live_of(record, told).share) for told in (waiting, searching)
    ]
    limit = float(record.limits.get("seconds", 60))
    assert found == [("queued", 0.0), ("improving", 2.5 / limit)]
