"""From a secret to the viewer who holds it. This comes before there is a viewer to ask as."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, replace
from typing import Any

from peewee import JOIN

from catalogue.access import BearerToken, Session, SignInLink, UserRole, digest_of
from catalogue.clients import Client
from catalogue.db import reading
from catalogue.errors import NotFound, NotSignedIn
from catalogue.fields import now
from catalogue.lti import LtiPlatform, PlatformState
from catalogue.people import Official, Person, Trainer
from catalogue.statement import Statement, gap
from catalogue.viewer import Role, Viewer

_ABOVE_MEMBERS = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.OVERSEER})
"""Roles that see more than one member, which nobody has in the LMS of a member."""


@reading
def viewer_of(person: str, request_id: str = "") -> Viewer:
    """Give somebody as a viewer, with all their roles. Raises NotFound."""
    found = _WHO.rows(person=person)
    if not found:
        raise NotFound("person", person)
    ((member, official, trainer),) = found
    granted = _GRANTED.read(UserRole, person=person)
    roles = {grant.role for grant in granted}
    if official:
        roles.add(Role.OFFICIAL)
    if trainer:
        roles.add(Role.TRAINER)
    agencies = [grant.agency_id for grant in granted if grant.agency_id]
    return Viewer(
        person=person,
        roles=frozenset(roles),
        member=member,
        agency=next(iter(agencies), None),
        request_id=request_id,
    )


_WHO = Statement(
    lambda: (
        Person.select(Person.member, Official.id, Trainer.id)
        .join(Official, JOIN.LEFT_OUTER)
        .switch(Person)
        .join(Trainer, JOIN.LEFT_OUTER)
        .where(Person.id == gap("person"))
    )
)
_GRANTED = Statement(lambda: UserRole.select().where(UserRole.person == gap("person")))
_CLIENT = Statement(lambda: Client.select().where(Client.id == gap("id")))


@reading
def viewer_by_session(secret: str, request_id: str = "") -> Viewer:
    """Give who holds a session that still runs. Raises NotSignedIn."""
    session = Session.get_or_none(Session.digest == digest_of(secret))
    viewer = _holder(session, request_id)
    return _from_lms(session, viewer) if session and session.platform else viewer


def _from_lms(session: Session, viewer: Viewer) -> Viewer:
    """Hold somebody to what they may in the LMS that they come from. Raises NotSignedIn."""
    platform = LtiPlatform.get_or_none(LtiPlatform.id == session.platform)
    if platform is None or platform.state != PlatformState.ACTIVE:
        raise NotSignedIn
    roles = viewer.roles & {Role(word) for word in session.roles}
    if platform.member_id:
        roles -= _ABOVE_MEMBERS
    return replace(
        viewer,
        roles=roles,
        only_member=platform.member_id,
        only_programme=platform.programme_id,
        within=platform.authorization_endpoint,
    )


@reading
def viewer_by_token(secret: str, request_id: str = "") -> Viewer:
    """Give who holds a bearer token that is still good. Raises NotSignedIn."""
    token = BearerToken.get_or_none(BearerToken.digest == digest_of(secret))
    return _holder(token, request_id)


@dataclass(frozen=True, slots=True)
class Machine:
    """A client that is let in: as whom it acts, what it may ask for, and its public keys."""

    id: str
    viewer: Viewer
    scopes: frozenset[str]
    public_keys: dict[str, Any]


@reading
def machine_by_id(client: str, request_id: str = "") -> Machine:
    """Give a client that was not revoked. Raises NotSignedIn."""
    row = next(iter(_CLIENT.read(Client, id=client)), None)
    if row is None or row.revoked_at:
        raise NotSignedIn
    return _machine(row, request_id)


@reading
def machine_by_secret(client: str, secret: str, request_id: str = "") -> Machine:
    """Give the client that has this secret. Raises NotSignedIn."""
    row = next(iter(_CLIENT.read(Client, id=client)), None)
    kept = row.digest if row else digest_of(client)  # the same work is done for nobody
    is_right = hmac.compare_digest(kept, digest_of(secret))
    if row is None or row.revoked_at or not is_right:
        raise NotSignedIn
    return _machine(row, request_id)


def _machine(row: Client, request_id: str) -> Machine:
    viewer = viewer_of(row.person_id, request_id)
    return Machine(row.id, viewer, frozenset(row.scopes), row.public_keys)


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
