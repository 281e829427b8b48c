"""An administrator says who receives events, gives them a new secret, or lets them hear no more."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from catalogue import audit
from catalogue.db import changing
from catalogue.errors import NotFound
from catalogue.fields import now
from catalogue.ids import fresh_id
from catalogue.viewer import Role, Viewer
from catalogue.webhooks import EventType, Receiver, fresh_signing_secret

OLD_SECRET_IS_GOOD = timedelta(days=1)
"""How long messages are signed with the secret before, too."""


@changing
def add_receiver(viewer: Viewer, url: str, types: Collection[EventType] = ()) -> tuple[str, str]:
    """Let an address hear of events of some types, or of all: its id and its secret.

    The caller has seen that messages may go there. Raises Forbidden.
    """
    viewer.allow(Role.ADMINISTRATOR)
    secret = fresh_signing_secret()
    made = Receiver.create(
        id=fresh_id(),
        url=url,
        types=tuple(sorted(types)),
        secret=secret,
        made_at=now(),
        made_by=viewer.person,
    )
    audit.record(viewer, "receiver.added", "receiver", made.id)
    return made.id, secret


@changing
def rotate_secret(viewer: Viewer, receiver: str) -> str:
    """Give a receiver a new secret; the old one signs, too, for a day.

    Raises Forbidden, NotFound.
    """
    row = receiver_of(viewer, receiver)
    row.previous_secret, row.previous_until = row.secret, now() + OLD_SECRET_IS_GOOD
    row.secret = fresh_signing_secret()
    row.save()
    audit.record(viewer, "receiver.secret_rotated", "receiver", receiver)
    return row.secret


@changing
def remove_receiver(viewer: Viewer, receiver: str) -> None:
    """Let a receiver hear no more. Raises Forbidden, NotFound."""
    row = receiver_of(viewer, receiver)
    row.removed_at = now()
    row.secret = row.previous_secret = ""
    row.save()
    audit.record(viewer, "receiver.removed", "receiver", receiver)


def receiver_of(viewer: Viewer, receiver: str) -> Receiver:
    """Find a receiver, for who may change it. Raises Forbidden, NotFound."""
    viewer.allow(Role.ADMINISTRATOR)
    row = Receiver.get_or_none(Receiver.id == receiver, Receiver.removed_at.is_null())
    if row is None:
        raise NotFound("receiver", receiver)
    return row
