"""What the relay does by itself: whose time is over is erased when the planning date moves."""

from __future__ import annotations

from datetime import date
from typing import cast

from catalogue.actions.set_planning_date import set_planning_date
from catalogue.attendance import Completion
from catalogue.db import changing
from catalogue.fields import now
from catalogue.outbox import waiting
from catalogue.people import Person
from catalogue.programmes import Programme
from lms_bridge.workflows.planning import Planning
from lms_bridge.workflows.relay import relay
from tests.catalogue.builders import COORDINATOR, a_world, stored

NO_PLANNING = cast(Planning, None)


async def test_people_are_erased_when_the_planning_date_passes_their_time(catalogue: str) -> None:
    a_world()

    @changing
    def once_upon_a_time() -> None:
        Programme.update(retention_days=365).execute()
        Completion.create(
            official="IDN-001",
            course="induction",
            completed_on=date(2014, 6, 1),
            source="before",
            decided_at=now(),
        )

    once_upon_a_time()
    set_planning_date(COORDINATOR, "rso", date(2015, 6, 1))
    await relay(NO_PLANNING, None)
    assert stored(Person, "IDN-001").erased_at is None
    set_planning_date(COORDINATOR, "rso", date(2015, 6, 2))
    await relay(NO_PLANNING, None)
    assert stored(Person, "IDN-001").erased_at is not None
    assert [letter.topic for letter in waiting()] == ["person.erased"]
