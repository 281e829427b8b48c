"""Calendars to subscribe to, each at a secret address that can be revoked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from catalogue.actions import make_feed as making
from catalogue.actions import revoke_feed as revoking
from catalogue.feeds import FeedKind
from catalogue.queries import feeds
from catalogue.queries.feeds import FeedLine
from catalogue.viewer import Viewer
from lms_bridge.api.doing import operation
from lms_bridge.api.listing import Listing, Slice, sliced
from lms_bridge.api.operation import Body
from lms_bridge.doors import EVERYBODY, MACHINES
from lms_bridge.parts import Parts

TAG = "calendars"


class FeedWish(Body):
    """Of what a calendar is wanted: of a programme, venue, member, trainer or official, by id."""

    kind: Literal["programme", "venue", "member", "trainer", "official"]
    subject: str


@dataclass(frozen=True, slots=True)
class NewFeed:
    """A calendar. Its address is shown this once: it is not stored, nor told again for its key."""

    id: str
    address: str | None


def list_feeds(viewer: Viewer, page: Slice) -> Listing[FeedLine]:
    """List one's own calendars, or all for those who run the programme, the newest first."""
    return sliced(feeds.feeds(viewer), page)


def make_feed(viewer: Viewer, parts: Parts, wish: FeedWish) -> NewFeed:
    """Make a calendar to subscribe to, of what one may see oneself.

    Whoever knows its address can read it, in any calendar program, until it is revoked.
    """
    id, secret = making.make_feed(viewer, FeedKind(wish.kind), wish.subject)
    return NewFeed(id, f"{parts.settings.url}/calendar/{secret}.ics")


def revoke_feed(viewer: Viewer, feed: str) -> None:
    """Revoke a calendar; nothing is at its address any more."""
    revoking.revoke_feed(viewer, feed)


def _without_address(made: NewFeed) -> NewFeed:
    return replace(made, address=None)


DOORS = (
    operation("GET", "/feeds", list_feeds, EVERYBODY - MACHINES, tag=TAG),
    operation(
        "POST",
        "/feeds",
        make_feed,
        EVERYBODY - MACHINES,
        tag=TAG,
        status=201,
        kept=_without_address,
    ),
    operation("DELETE", "/feeds/{feed}", revoke_feed, EVERYBODY - MACHINES, tag=TAG, status=204),
)
