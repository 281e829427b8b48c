"""A coordinator moves a programme's today."""

from __future__ import annotations

from datetime import date

from catalogue import audit, outbox
from catalogue.db import changing
from catalogue.published import programme_of
from catalogue.viewer import Viewer


@changing
def set_planning_date(viewer: Viewer, programme: str, day: date) -> None:
    """Set the day that counts as today for the plan: what began by then is fact.

    Raises Forbidden, NotFound.
    """
    viewer.allow_coordinators()
    row = programme_of(programme)
    before, row.planning_date = row.planning_date, day
    row.save()
    verb, change = "programme.planning_date_set", [before.isoformat(), day.isoformat()]
    audit.record(viewer, verb, "programme", programme, change=change)
    outbox.put(verb, programme=programme, day=day.isoformat())
