"""Somebody gets a link that signs them in, once."""

from __future__ import annotations

from datetime import timedelta

from catalogue import audit, sight
from catalogue.access import SignInLink, fresh_secret
from catalogue.db import changing
from catalogue.fields import now
from catalogue.signed_in import viewer_of
from catalogue.viewer import Viewer

LINK_LIFETIME = timedelta(days=7)
"""How long a link can be used."""


@changing
def make_link(viewer: Viewer, person: str, lifetime: timedelta = LINK_LIFETIME) -> str:
    """Make a link's secret for somebody; it is not stored.

    Raises Forbidden, NotFound; WrongState where they were erased.
    """
    sight.person(viewer, person).must_be_known("signed in")
    viewer.allow_to_act_as(viewer_of(person))
    secret = fresh_secret()
    SignInLink.create(
        digest=secret.digest, person=person, made_at=now(), expires_at=now() + lifetime
    )
    audit.record(viewer, "link.made", "person", person, link=secret.digest)
    return secret.text
