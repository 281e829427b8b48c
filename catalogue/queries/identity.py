"""Who somebody is who has signed in, or is about to."""

from __future__ import annotations

from dataclasses import dataclass

from catalogue import sight
from catalogue.access import SignInLink, digest_of
from catalogue.db import reading
from catalogue.errors import NotSignedIn
from catalogue.fields import now
from catalogue.members import Agency, Member
from catalogue.signed_in import viewer_of
from catalogue.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Identity:
    """A viewer's own name, and those of their member and agency."""

    person: str
    name: str
    member: str | None
    member_name: str
    agency_name: str


@reading
def identity(viewer: Viewer) -> Identity:
    """Say who a viewer is. Raises NotFound for the system, which is nobody."""
    person = sight.person(viewer, viewer.person or "")
    member = Member.get_or_none(Member.id == viewer.member)
    agency = Agency.get_or_none(Agency.id == viewer.agency)
    return Identity(
        person=person.id,
        name=f"{person.given_name} {person.family_name}".strip(),
        member=viewer.member,
        member_name=member.name if member else "",
        agency_name=agency.name if agency else "",
    )


@reading
def link_holder(link: str) -> Identity:
    """Say whom a sign-in link would sign in; it is not used up. Raises NotSignedIn."""
    row = SignInLink.get_or_none(SignInLink.digest == digest_of(link))
    if row is None or row.used_at or row.expires_at <= now():
        raise NotSignedIn
    return identity(viewer_of(row.person_id))
