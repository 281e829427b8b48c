"""The first credential needs a key; whoever comes first has made it for all."""

from __future__ import annotations

from catalogue.badges import BadgeKey
from catalogue.db import changing
from catalogue.fields import now


@changing
def keep_badge_key(id: str, jwk: str) -> str:
    """Keep a new private key if there is none yet; give the one that signs."""
    newest = BadgeKey.select().order_by(BadgeKey.made_at.desc()).get_or_none()
    if newest is None:
        newest = BadgeKey.create(id=id, jwk=jwk, made_at=now())
    return newest.jwk
