"""A venue is open after all on days on which it was to be closed."""

from __future__ import annotations

from datetime import date

from catalogue import audit, outbox
from catalogue.db import changing
from catalogue.errors import NotFound
from catalogue.places import Closure, Venue
from catalogue.spans import span_of
from catalogue.viewer import Viewer


@changing
def reopen_venue(viewer: Viewer, venue: str, start: date, end: date) -> None:
    """Take days, both ends included, from a venue's closures; public holidays stay.

    Doing it again changes nothing. Raises Forbidden, NotFound, Refused.
    """
    viewer.allow_coordinators()
    if Venue.get_or_none(Venue.id == venue) is None:
        raise NotFound("venue", venue)
    days = span_of(start, end)
    rows = Closure.select().where(Closure.venue == venue)
    closed = list(rows.where(Closure.start <= end, Closure.end >= start))
    for row in closed:
        for left in days.taken_from(row.start, row.end):
            Closure.create(venue=venue, start=left.start, end=left.end, reason=row.reason)
        row.delete_instance()
    if closed:
        audit.record(viewer, "venue.reopened", "venue", venue, days=days.document())
        outbox.put("venue.reopened", venue=venue, days=days.document())
