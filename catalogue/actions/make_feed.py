"""Somebody has a calendar at a secret address, to subscribe to.

A feed goes on showing what its maker may see. Who comes from an LMS may see less there than outside
(`signed_in`), so that they subscribe to nothing but what is their own.
"""

from __future__ import annotations

from catalogue import audit
from catalogue.access import fresh_secret
from catalogue.calendars import calendar, own_calendars
from catalogue.db import changing
from catalogue.errors import Forbidden
from catalogue.feeds import Feed, FeedKind
from catalogue.fields import now
from catalogue.ids import fresh_id
from catalogue.viewer import SIGNED_IN_HERE, Role, Viewer


@changing
def make_feed(viewer: Viewer, kind: FeedKind, subject: str) -> tuple[str, str]:
    """Make a feed of what the viewer may see: its id, and its secret, which is not stored.

    Raises Forbidden for who is nobody, and for what is not one's own within an LMS; NotFound.
    """
    if viewer.person is None:
        raise Forbidden(tuple(Role))
    if viewer.within and (kind, subject) not in own_calendars(viewer):
        raise Forbidden([SIGNED_IN_HERE])
    calendar(viewer, kind, subject)
    secret = fresh_secret()
    made = Feed.create(
        id=fresh_id(),
        digest=secret.digest,
        kind=kind,
        subject=subject,
        person=viewer.person,
        made_at=now(),
    )
    audit.record(viewer, "feed.made", "person", viewer.person, feed=made.id)
    return made.id, secret.text
