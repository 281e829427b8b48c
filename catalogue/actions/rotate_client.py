"""A client gets a new secret; the old one is good no longer."""

from __future__ import annotations

from catalogue import audit
from catalogue.access import fresh_secret
from catalogue.clients import Client
from catalogue.db import changing
from catalogue.errors import NotFound
from catalogue.viewer import Viewer


@changing
def rotate_client(viewer: Viewer, client: str) -> str:
    """Give a client a new secret, which is not stored. Raises Forbidden, NotFound."""
    viewer.allow_coordinators()
    row = Client.get_or_none(Client.id == client)
    if row is None or row.revoked_at:
        raise NotFound("client", client)
    secret = fresh_secret()
    row.digest = secret.digest
    row.save()
    audit.record(viewer, "client.rotated", "person", row.person_id)
    return secret.text
