"""A venue is closed on some days, for instance because it is flooded."""

from __future__ import annotations

from datetime import date

from catalogue import audit, outbox
from catalogue.db import changing
from catalogue.errors import NotFound
from catalogue.places import Closure, Venue
from catalogue.spans import span_of
from catalogue.texts import note
from catalogue.viewer import Viewer


@changing
def close_venue(viewer: Viewer, venue: str, start: date, end: date, reason: str) -> None:
    """Note days, both ends included, on which a venue is closed; the plan may need a repair.

    What is noted already is not noted twice. Raises Forbidden, NotFound, Refused.
    """
    viewer.allow_coordinators()
    if Venue.get_or_none(Venue.id == venue) is None:
        raise NotFound("venue", venue)
    days = span_of(start, end).document()
    reason = note(reason, "reason")
    is_noted = Closure.select().where(
        Closure.venue == venue,
        Closure.start == start,
        Closure.end == end,
        Closure.reason == reason,
    )
    if is_noted.exists():
        return
    Closure.create(venue=venue, start=start, end=end, reason=reason)
    audit.record(viewer, "venue.closed", "venue", venue, days=days)
    outbox.put("venue.closed", venue=venue, days=days)
