"""A subscriber reads a feed: what changed since it was read last gets its next number.

Most readings find nothing new, and write nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from catalogue.access import digest_of
from catalogue.calendars import Event, calendar, mark_of_calendar
from catalogue.db import changing, reading
from catalogue.errors import Forbidden, NotFound
from catalogue.feeds import Feed, FeedEvent, FeedKind
from catalogue.fields import now
from catalogue.signed_in import viewer_of
from catalogue.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Told:
    """An event as a feed tells it: `sequence` counts its changes, the last at `changed_at`."""

    event: Event
    sequence: int
    changed_at: datetime
    is_cancelled: bool


@dataclass(frozen=True, slots=True)
class Followed:
    """A feed and what it tells."""

    kind: FeedKind
    subject: str
    events: tuple[Told, ...]


def follow_feed(secret: str) -> Followed:
    """Give what a feed tells now.

    Raises NotFound where there is none at this address, it was revoked, or who made it may no
    longer see its subject.
    """
    found = _look(secret)
    return found or _bring_up_to_date(secret)


@reading
def mark_of_feed(secret: str) -> tuple[Viewer, str]:
    """Give a mark of what a feed tells: the same until something is changed of which it is made.

    Raises NotFound as `follow_feed` does where there is no such feed.
    """
    feed = _feed(secret)
    viewer = viewer_of(feed.person_id)
    return viewer, mark_of_calendar(viewer, feed.kind)


@reading
def _look(secret: str) -> Followed | None:
    """Give a feed, or None if something changed since it was read."""
    feed = _feed(secret)
    rows, changed, events = _compared(feed)
    return None if changed else _followed(feed, rows, events)


@changing
def _bring_up_to_date(secret: str) -> Followed:
    feed = _feed(secret)
    rows, changed, events = _compared(feed)
    for row in changed:
        row.save()
    return _followed(feed, rows, events)


def _feed(secret: str) -> Feed:
    feed = Feed.get_or_none(Feed.digest == digest_of(secret), Feed.revoked_at.is_null())
    if feed is None:
        raise NotFound("calendar", "at this address")
    return feed


def _compared(feed: Feed) -> tuple[list[FeedEvent], list[FeedEvent], dict[str, Event]]:
    """Give the rows of a feed as they ought to be, those not stored so, and the events of now."""
    try:
        events = calendar(viewer_of(feed.person_id), feed.kind, feed.subject)
    except (NotFound, Forbidden):
        raise NotFound("calendar", "at this address") from None
    rows = {row.key: row for row in FeedEvent.select().where(FeedEvent.feed == feed)}
    changed = []
    there = {event.key: _written(event) for event in events}
    for key, document in there.items():
        row = rows.get(key)
        if row is None:
            rows[key] = row = FeedEvent(feed=feed, key=key, document=document, changed_at=now())
            changed.append(row)
        elif row.is_cancelled or row.document != document:
            row.document, row.is_cancelled = document, False
            changed.append(_next(row))
    for key in rows.keys() - there.keys():
        if not rows[key].is_cancelled:
            rows[key].is_cancelled = True
            changed.append(_next(rows[key]))
    return list(rows.values()), changed, {event.key: event for event in events}


def _next(row: FeedEvent) -> FeedEvent:
    row.sequence += 1
    row.changed_at = now()
    return row


def _followed(feed: Feed, rows: list[FeedEvent], events: dict[str, Event]) -> Followed:
    told = [
        Told(events.get(row.key) or _read(row), row.sequence, row.changed_at, row.is_cancelled)
        for row in sorted(rows, key=lambda row: (row.document["begins"], row.key))
    ]
    return Followed(feed.kind, feed.subject, tuple(told))


def _written(event: Event) -> dict[str, Any]:
    return {
        "title": event.title,
        "begins": _clock(event.begins),
        "ends": _clock(event.ends),
        "time_zone": event.time_zone,
        "place": event.place,
        "is_settled": event.is_settled,
    }


def _clock(when: date | datetime) -> str:
    return (when.replace(tzinfo=None) if isinstance(when, datetime) else when).isoformat()


def _read(row: FeedEvent) -> Event:
    document: dict[str, Any] = row.document

    def when(text: str) -> date | datetime:
        name = document["time_zone"]
        if not name:
            return date.fromisoformat(text)
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(name))

    begins, ends = when(document["begins"]), when(document["ends"])
    return Event(**{**document, "key": row.key, "begins": begins, "ends": ends})
