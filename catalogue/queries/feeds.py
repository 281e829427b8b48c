"""Which calendars are read at secret addresses, and who made those."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from catalogue.db import reading
from catalogue.feeds import Feed, FeedKind
from catalogue.rows import read_as
from catalogue.viewer import Viewer


@dataclass(frozen=True, slots=True)
class FeedLine:
    """A calendar feed without its address; it shows what `person`, who made it, may see."""

    id: str
    kind: FeedKind
    subject: str
    person: str
    made_at: datetime
    revoked_at: datetime | None


@reading
def feeds(viewer: Viewer) -> tuple[FeedLine, ...]:
    """List the viewer's own feeds, or all for those who run the programme, the newest first."""
    query = Feed.select(
        *(Feed.id, Feed.kind, Feed.subject, Feed.person.alias("person")),
        *(Feed.made_at, Feed.revoked_at),
    ).order_by(Feed.made_at.desc(), Feed.id)
    if not viewer.sees_all:
        query = query.where(Feed.person == viewer.person)
    return tuple(read_as(FeedLine, query))
