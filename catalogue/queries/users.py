"""Who may sign in, and with which tokens programs act as them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from catalogue import sight
from catalogue.access import BearerToken, UserRole
from catalogue.db import reading
from catalogue.grouping import grouped
from catalogue.people import Person
from catalogue.rows import read_as
from catalogue.viewer import Role, Viewer


@dataclass(frozen=True, slots=True)
class UserLine:
    """Somebody with a role that was granted; trainers and officials are listed as such."""

    person: str
    given_name: str
    family_name: str
    email: str
    member: str | None
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class TokenLine:
    """A bearer token without its secret."""

    id: str
    person: str
    name: str
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


@reading
def users(viewer: Viewer) -> tuple[UserLine, ...]:
    """List who was granted a role, by their ids. Raises Forbidden."""
    viewer.allow_coordinators()
    roles = grouped(
        UserRole.select().order_by(UserRole.role), lambda row: row.person_id, lambda row: row.role
    )
    granted = sight.people(viewer).where(Person.id.in_(UserRole.select(UserRole.person)))
    return tuple(
        UserLine(
            person=person.id,
            given_name=person.given_name,
            family_name=person.family_name,
            email=person.email,
            member=person.member_id,
            roles=roles[person.id],
        )
        for person in granted.order_by(Person.id)
    )


@reading
def tokens(viewer: Viewer) -> tuple[TokenLine, ...]:
    """List the viewer's own tokens, or all for those who run the programme, the newest first."""
    query = BearerToken.select(
        BearerToken.id,
        BearerToken.person.alias("person"),
        BearerToken.name,
        BearerToken.made_at,
        BearerToken.expires_at,
        BearerToken.revoked_at,
    ).order_by(BearerToken.made_at.desc(), BearerToken.id)
    if not viewer.sees_all:
        query = query.where(BearerToken.person == viewer.person)
    return tuple(read_as(TokenLine, query))
