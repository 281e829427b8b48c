"""A bearer token is good no longer."""

from __future__ import annotations

from catalogue import audit
from catalogue.access import BearerToken
from catalogue.db import changing
from catalogue.errors import NotFound
from catalogue.fields import now
from catalogue.viewer import Viewer


@changing
def revoke_token(viewer: Viewer, token: str) -> None:
    """Revoke a token of one's own, or any for those who run the programme. Raises NotFound."""
    row = BearerToken.get_or_none(BearerToken.id == token)
    if row is None or not (viewer.sees_all or row.person_id == viewer.person):
        raise NotFound("token", token)
    if row.revoked_at is None:
        row.revoked_at = now()
        row.save()
        audit.record(viewer, "token.revoked", "person", row.person_id, token=token)
