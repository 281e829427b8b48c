"""Who somebody is: their own name, and those of their member and agency."""

from __future__ import annotations

from dataclasses import dataclass

from catalogue import sight
from catalogue.db import reading
from catalogue.members import Agency, Member
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
