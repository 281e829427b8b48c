"""Somebody signs in with their link."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from catalogue import audit
from catalogue.access import Session, SignInLink, digest_of, fresh_secret
from catalogue.db import changing
from catalogue.errors import NotSignedIn
from catalogue.fields import now
from catalogue.signed_in import viewer_of

SESSION_LIFETIME = timedelta(hours=12)
"""How long a session lasts."""


@changing
def sign_in(link: str, request_id: str = "", lifetime: timedelta = SESSION_LIFETIME) -> str:
    """Use up a link and give the secret of a new session; it is not stored. Raises NotSignedIn."""
    row = SignInLink.get_or_none(SignInLink.digest == digest_of(link))
    if row is None or row.used_at or row.expires_at <= now():
        raise NotSignedIn
    row.used_at = now()
    row.save()
    return begin_session(row.person_id, request_id, lifetime)


def begin_session(
    person: str, request_id: str = "", lifetime: timedelta = SESSION_LIFETIME, **more: Any
) -> str:
    """Begin a session of somebody who has shown who they are, in the transaction that there is.

    `more` are further values of the session, such as the LMS that they came from.
    """
    secret = fresh_secret()
    Session.create(
        digest=secret.digest, person=person, made_at=now(), expires_at=now() + lifetime, **more
    )
    audit.record(viewer_of(person, request_id), "session.begun", "person", person)
    return secret.text
