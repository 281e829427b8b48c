"""A client is let in no longer, not even with a token that it holds."""

from __future__ import annotations

from catalogue import audit
from catalogue.clients import Client
from catalogue.db import changing
from catalogue.errors import NotFound
from catalogue.fields import now
from catalogue.viewer import Viewer


@changing
def revoke_client(viewer: Viewer, client: str) -> None:
    """Revoke a client. Raises Forbidden, NotFound."""
    viewer.allow_coordinators()
    row = Client.get_or_none(Client.id == client)
    if row is None:
        raise NotFound("client", client)
    if row.revoked_at is None:
        row.revoked_at = now()
        row.save()
        audit.record(viewer, "client.revoked", "person", row.person_id)
