"""A program gets a bearer token with which it acts as somebody."""

from __future__ import annotations

from datetime import timedelta

from catalogue import audit, sight
from catalogue.access import BearerToken, fresh_secret
from catalogue.db import changing
from catalogue.fields import now
from catalogue.ids import fresh_id
from catalogue.signed_in import viewer_of
from catalogue.texts import note
from catalogue.viewer import Viewer

TOKEN_LIFETIME = timedelta(days=90)
"""How long a token is good."""


@changing
def make_token(
    viewer: Viewer, person: str, name: str, lifetime: timedelta = TOKEN_LIFETIME
) -> tuple[str, str]:
    """Make a token for a person: its id, and its secret, which is not stored.

    Somebody makes tokens for themselves, coordinators for all but administrators. Raises
    Forbidden, NotFound, Refused; WrongState where the person was erased.
    """
    sight.person(viewer, person).must_be_known("signed in")
    viewer.allow_to_act_as(viewer_of(person))
    secret = fresh_secret()
    made = BearerToken.create(
        id=fresh_id(),
        digest=secret.digest,
        person=person,
        name=note(name, "name"),
        made_at=now(),
        expires_at=now() + lifetime,
    )
    audit.record(viewer, "token.made", "person", person, token=made.id)
    return made.id, secret.text
