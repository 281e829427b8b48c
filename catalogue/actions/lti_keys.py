"""Our keys for LMSes: the first is made when it is needed, the next by an administrator.

A new key is published a while before it signs, and an old one a while after: an LMS that keeps our
keys for a day finds every signature's key among them.
"""

from __future__ import annotations

from datetime import timedelta

from catalogue import audit
from catalogue.db import changing
from catalogue.fields import now
from catalogue.lti import LtiKey
from catalogue.viewer import Role, Viewer

SIGNS_AFTER = timedelta(days=1)
"""How long a new key is published before it signs."""

KEPT_FOR = timedelta(days=7)
"""How long a key is published after the next one signs."""


@changing
def keep_first_lti_key(id: str, jwk: str) -> None:
    """Keep a private key if there is none yet; whoever comes first has made it for all."""
    if not LtiKey.select().exists():
        LtiKey.create(id=id, jwk=jwk, made_at=now(), signs_from=now())


@changing
def keep_next_lti_key(viewer: Viewer, id: str, jwk: str, *, at_once: bool = False) -> None:
    """Keep the private key that signs next; `at_once` where the one before it is known to others.

    Keys that have signed nothing for long are forgotten. Raises Forbidden.
    """
    viewer.allow(Role.ADMINISTRATOR)
    signs_from = now() if at_once else now() + SIGNS_AFTER
    if at_once:
        LtiKey.delete().execute()
    rows = list(
        LtiKey.select().where(LtiKey.signs_from < now() - KEPT_FOR).order_by(LtiKey.signs_from)
    )
    for row in rows[:-1]:
        row.delete_instance()
    LtiKey.create(id=id, jwk=jwk, made_at=now(), signs_from=signs_from)
    audit.record(viewer, "lti_key.made", "lti_key", id)
