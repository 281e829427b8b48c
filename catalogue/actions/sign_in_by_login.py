"""Somebody signs in as whom an OpenID provider says they are.

Whom a login stands for is found once and kept: by the e-mail address that the provider has
verified, if exactly one person has it, or by the person's id where the provider tells it. Never so
for administrators, whose address others may write: they tie their login while they are signed in.
"""

from __future__ import annotations

from dataclasses import dataclass

from peewee import fn

from catalogue import audit, sight
from catalogue.access import Login, login_digest
from catalogue.actions.sign_in import begin_session
from catalogue.db import changing
from catalogue.errors import AlreadyThere, NotSignedIn
from catalogue.fields import now
from catalogue.people import Person
from catalogue.signed_in import viewer_of
from catalogue.viewer import Role, Viewer


@dataclass(frozen=True, slots=True)
class Shown:
    """What a provider has shown of somebody; `email` only where it is verified."""

    issuer: str
    subject: str
    email: str = ""
    person: str = ""


@changing
def sign_in_by_login(shown: Shown, request_id: str = "") -> str:
    """Give the secret of a new session; it is not stored. Raises NotSignedIn for nobody of ours."""
    known = Login.get_or_none(Login.digest == login_digest(shown.issuer, shown.subject))
    if known:
        return begin_session(known.person_id, request_id)
    found = [viewer_of(id, request_id) for id in _people(shown)]
    if len(found) != 1 or found[0].has(Role.ADMINISTRATOR):
        raise NotSignedIn
    (viewer,) = found
    _tie(viewer, shown)
    return begin_session(viewer.person or "", request_id)


@changing
def tie_login(viewer: Viewer, shown: Shown) -> None:
    """Let a login stand for the viewer from now on.

    Raises AlreadyThere if it does for another, Forbidden for who comes from an LMS.
    """
    viewer.allow_to_act_as(viewer)
    known = Login.get_or_none(Login.digest == login_digest(shown.issuer, shown.subject))
    if known is None:
        _tie(viewer, shown)
    elif known.person_id != viewer.person:
        raise AlreadyThere("login", shown.issuer)


def _tie(viewer: Viewer, shown: Shown) -> None:
    digest = login_digest(shown.issuer, shown.subject)
    Login.create(digest=digest, issuer=shown.issuer, person=viewer.person, made_at=now())
    audit.record(viewer, "login.tied", "person", viewer.person or "")


def _people(shown: Shown) -> list[str]:
    wanted = Person.id == shown.person
    if not shown.person:
        if not shown.email:
            return []
        wanted = fn.LOWER(Person.email) == shown.email.lower()
    found = sight.people(Viewer.system()).where(wanted, Person.erased_at.is_null()).limit(2)
    return [row.id for row in found]
