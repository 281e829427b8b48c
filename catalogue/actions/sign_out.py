"""Somebody signs out."""

from __future__ import annotations

from catalogue import audit
from catalogue.access import Session, digest_of
from catalogue.db import changing
from catalogue.fields import now
from catalogue.viewer import Viewer


@changing
def sign_out(viewer: Viewer, session: str) -> None:
    """End a session of the viewer; one that has ended already, or never was, stays so."""
    ended = Session.update(revoked_at=now()).where(
        Session.digest == digest_of(session),
        Session.person == viewer.person,
        Session.revoked_at.is_null(),
    )
    if ended.execute():
        audit.record(viewer, "session.ended", "person", viewer.person or "")
