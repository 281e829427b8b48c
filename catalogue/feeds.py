"""Calendar feeds: who may read which calendar at a secret address, and what each was told.

Only the digest of the address is stored. What a feed told is kept event by event, so that a change
gets the next number of its event, and what is no longer there is told as cancelled.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from peewee import AutoField, BooleanField, ForeignKeyField, IntegerField, TextField

from catalogue.db import Row
from catalogue.fields import DocumentField, MomentField, TermField
from catalogue.people import Person


class FeedKind(StrEnum):
    """Of what a feed is the calendar."""

    PROGRAMME = "programme"
    VENUE = "venue"
    MEMBER = "member"
    TRAINER = "trainer"
    OFFICIAL = "official"


class Feed(Row):
    """A calendar at a secret address; it shows what `person`, who made it, may see."""

    id = TextField(primary_key=True)
    digest = TextField(unique=True)
    kind = TermField(FeedKind)
    subject = TextField()
    person = ForeignKeyField(Person)
    person_id: str
    made_at = MomentField()
    revoked_at = MomentField(null=True)


class FeedEvent(Row):
    """An event as a feed told it last; `sequence` counts its changes."""

    id = AutoField()
    feed = ForeignKeyField(Feed, index=False)
    feed_id: str
    key = TextField()
    document = DocumentField()
    sequence = IntegerField(default=0)
    changed_at = MomentField()
    is_cancelled = BooleanField(default=False)


FeedEvent.add_index(FeedEvent.feed, FeedEvent.key, unique=True)


def forget_feeds(people: Collection[str], subjects: Collection[str]) -> None:
    """Delete the feeds that people made, and those about officials or trainers."""
    is_about = Feed.subject.in_(subjects) & Feed.kind.in_([FeedKind.TRAINER, FeedKind.OFFICIAL])
    gone = [feed.id for feed in Feed.select().where(Feed.person.in_(people) | is_about)]
    FeedEvent.delete().where(FeedEvent.feed.in_(gone)).execute()
    Feed.delete().where(Feed.id.in_(gone)).execute()
