"""The first credential needs a key, and whoever comes first has made it for all; it is renewed."""

from __future__ import annotations

from catalogue import audit
from catalogue.badges import BadgeKey
from catalogue.db import changing
from catalogue.fields import now
from catalogue.viewer import Role, Viewer


@changing
def keep_badge_key(id: str, jwk: str) -> str:
    """Keep a new private key if there is none yet; give the one that signs."""
    newest = BadgeKey.select().order_by(BadgeKey.made_at.desc()).get_or_none()
    if newest is None:
        newest = BadgeKey.create(id=id, jwk=jwk, made_at=now())
    return newest.jwk


@changing
def renew_badge_key(viewer: Viewer, id: str, jwk: str) -> None:
    """Let a new private key sign from now on; those before it verify what they signed.

    For administrators. Raises Forbidden.
    """
    viewer.allow(Role.ADMINISTRATOR)
    BadgeKey.create(id=id, jwk=jwk, made_at=now())
    audit.record(viewer, "badge_key.renewed", "badge_key", id)
