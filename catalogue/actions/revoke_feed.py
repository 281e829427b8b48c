"""A calendar is no longer at its secret address."""

from __future__ import annotations

from catalogue import audit
from catalogue.db import changing
from catalogue.errors import NotFound
from catalogue.feeds import Feed
from catalogue.fields import now
from catalogue.viewer import Viewer


@changing
def revoke_feed(viewer: Viewer, feed: str) -> None:
    """Revoke a feed of one's own, or any for those who run the programme. Raises NotFound."""
    row = Feed.get_or_none(Feed.id == feed)
    if row is None or not (viewer.sees_all or row.person_id == viewer.person):
        raise NotFound("feed", feed)
    if row.revoked_at is None:
        row.revoked_at = now()
        row.save()
        audit.record(viewer, "feed.revoked", "person", row.person_id, feed=feed)
