"""Secrets with which somebody could act as others: the tokens and links that they made for them."""

from __future__ import annotations

from catalogue.access import BearerToken, Session, SignInLink
from catalogue.audit import Audit
from catalogue.fields import now
from catalogue.rows import parts

_AT_ONCE = 500


def end_what_was_made_by(person: str) -> None:
    """End the tokens and links that somebody made for others, whoever has these by now.

    Whose link was followed signs in anew: nobody knows by whom it was.
    """
    made = Audit.select().where(
        Audit.person == person,
        Audit.verb.in_(["link.made", "token.made"]),
        Audit.thing != person,
    )
    told = [line.detail for line in made]
    for tokens in parts([each["token"] for each in told if "token" in each], _AT_ONCE):
        theirs = BearerToken.id.in_(tokens) & BearerToken.revoked_at.is_null()
        BearerToken.update(revoked_at=now()).where(theirs).execute()
    for some in parts([each["link"] for each in told if "link" in each], _AT_ONCE):
        links = SignInLink.select().where(SignInLink.digest.in_(some))
        followed = links.where(SignInLink.used_at.is_null(False))
        theirs = Session.person.in_([link.person_id for link in followed])
        Session.update(revoked_at=now()).where(theirs, Session.revoked_at.is_null()).execute()
        SignInLink.update(used_at=now()).where(
            SignInLink.digest.in_(some), SignInLink.used_at.is_null()
        ).execute()
