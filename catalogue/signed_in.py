"""From a secret to the viewer who holds it. This comes before there is a viewer to ask as."""

from __future__ import annotations

from catalogue.access import BearerToken, Session, SignInLink, UserRole, digest_of
from catalogue.db import reading
from catalogue.errors import NotFound, NotSignedIn
from catalogue.fields import now
from catalogue.people import Official, Person, Trainer
from catalogue.viewer import Role, Viewer


@reading
def viewer_of(person: str, request_id: str = "") -> Viewer:
    """Give somebody as a viewer, with all their roles. Raises NotFound."""
    row = Person.get_or_none(Person.id == person)
    if row is None:
        raise NotFound("person", person)
    granted = list(UserRole.select().where(UserRole.person == person))
    roles = {grant.role for grant in granted}
    official = Official.get_or_none(Official.person == person)
    if official:
        roles.add(Role.OFFICIAL)
    if Trainer.select().where(Trainer.person == person).exists():
        roles.add(Role.TRAINER)
    agencies = [grant.agency_id for grant in granted if grant.agency_id]
    return Viewer(
        person=person,
        roles=frozenset(roles),
        member=row.member_id,
        agency=next(iter(agencies), None),
        request_id=request_id,
    )


@reading
def viewer_by_session(secret: str, request_id: str = "") -> Viewer:
    """Give who holds a session that still runs. Raises NotSignedIn."""
    session = Session.get_or_none(Session.digest == digest_of(secret))
    return _holder(session, request_id)


@reading
def viewer_by_token(secret: str, request_id: str = "") -> Viewer:
    """Give who holds a bearer token that is still good. Raises NotSignedIn."""
    token = BearerToken.get_or_none(BearerToken.digest == digest_of(secret))
    return _holder(token, request_id)


@reading
def viewer_by_link(secret: str, request_id: str = "") -> Viewer:
    """Give whom a link would sign in; it is not used up. Raises NotSignedIn."""
    link = SignInLink.get_or_none(SignInLink.digest == digest_of(secret))
    if link is None or link.used_at or link.expires_at <= now():
        raise NotSignedIn
    return viewer_of(link.person_id, request_id)


def _holder(held: Session | BearerToken | None, request_id: str) -> Viewer:
    if held is None or held.revoked_at or held.expires_at <= now():
        raise NotSignedIn
    return viewer_of(held.person_id, request_id)
