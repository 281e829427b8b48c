"""An LMS tells by a signed event that it should be looked at; its secret is made and renewed."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import Final

from catalogue import audit, outbox
from catalogue.actions.webhook_receivers import OLD_SECRET_IS_GOOD
from catalogue.db import changing, reading
from catalogue.errors import AlreadyThere, NotFound
from catalogue.fields import now
from catalogue.hints import Hint, HintSender
from catalogue.viewer import Role, Viewer
from catalogue.webhooks import fresh_signing_secret

LEAST_BETWEEN: Final = timedelta(minutes=1)
"""How long after a hint that was heeded the next one must wait."""

KEPT: Final = timedelta(hours=1)
"""How long heard events are known: longer than their signatures are good."""


@changing
def renew_hint_secret(viewer: Viewer, lms: str) -> str:
    """Give an LMS a secret to sign its events with; the one before it is good for a day.

    For administrators. Raises Forbidden.
    """
    viewer.allow(Role.ADMINISTRATOR)
    secret = fresh_signing_secret()
    there = HintSender.get_or_none(HintSender.id == lms)
    if there is None:
        HintSender.create(id=lms, secret=secret, made_at=now())
    else:
        there.previous_secret, there.previous_until = there.secret, now() + OLD_SECRET_IS_GOOD
        there.secret = secret
        there.save()
    audit.record(viewer, "hint_secret.renewed", "lms", lms)
    return secret


@reading
def hint_secrets(lms: str) -> tuple[str, ...]:
    """Give the secrets with which an LMS may sign now, the newest first; none: it has none."""
    there = HintSender.get_or_none(HintSender.id == lms)
    if there is None:
        return ()
    is_old_good = there.previous_until is not None and there.previous_until > now()
    return (there.secret, there.previous_secret) if is_old_good else (there.secret,)


@changing
def take_hint(viewer: Viewer, lms: str, event: str) -> int:
    """Leave word that an LMS shall be synchronised, since an event of its own says so.

    Gives for how many seconds the LMS must wait before the event is heard; 0: it was. Raises
    AlreadyThere where it was heard before, NotFound.
    """
    sender = HintSender.get_or_none(HintSender.id == lms)
    if sender is None:
        raise NotFound("lms", lms)
    moment, id = now(), sha256(f"{lms}\n{event}".encode()).hexdigest()
    if Hint.get_or_none(Hint.id == id):
        raise AlreadyThere("event", event)
    if sender.heeded_at and sender.heeded_at + LEAST_BETWEEN > moment:
        return int((sender.heeded_at + LEAST_BETWEEN - moment).total_seconds()) + 1
    Hint.delete().where(Hint.heard_at < moment - KEPT).execute()
    Hint.create(id=id, sender=sender, heard_at=moment)
    sender.heeded_at = moment
    sender.save()
    audit.record(viewer, "sync.hinted", "lms", lms)
    outbox.put("sync.requested", lms=lms)
    return 0
