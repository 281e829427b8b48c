"""Somebody is signed out everywhere: by themselves, or by those who may stand for them."""

from __future__ import annotations

from catalogue import audit, sight
from catalogue.access import Session, SignInLink
from catalogue.db import changing
from catalogue.fields import now
from catalogue.lti import LtiLaunch
from catalogue.signed_in import viewer_of
from catalogue.viewer import Viewer


@changing
def end_sessions(viewer: Viewer, person: str) -> int:
    """End every session of somebody, and make links unusable that were not followed yet.

    A launch from an LMS that waits for a window or a word of theirs is over, too. Gives how many
    sessions were ended. Raises Forbidden, NotFound.
    """
    sight.person(viewer, person)
    viewer.allow_to_act_as(viewer_of(person))
    ended: int = (
        Session.update(revoked_at=now())
        .where(Session.person == person, Session.revoked_at.is_null(), Session.expires_at > now())
        .execute()
    )
    for table in (SignInLink, LtiLaunch):
        table.update(used_at=now()).where(table.person == person, table.used_at.is_null()).execute()
    audit.record(viewer, "sessions.ended", "person", person, count=ended)
    return ended
