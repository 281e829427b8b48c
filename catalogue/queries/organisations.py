"""Members, their agencies, and venues, as others' directories list organisations."""

from __future__ import annotations

from dataclasses import dataclass

from catalogue.db import reading
from catalogue.members import Agency, Member
from catalogue.places import Venue
from catalogue.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation; `member` is whose an agency is, or who hosts what is held at a venue."""

    id: str
    name: str
    member: str | None = None


@dataclass(frozen=True, slots=True)
class Organisations:
    """All organisations, each kind in the order of its ids."""

    members: tuple[Organisation, ...]
    agencies: tuple[Organisation, ...]
    venues: tuple[Organisation, ...]


@reading
def member_names(viewer: Viewer) -> dict[str, str]:
    """Give what the members are called, by their ids: everybody may know them."""
    return {member.id: member.name for member in Member.select(Member.id, Member.name)}


@reading
def organisations(viewer: Viewer) -> Organisations:
    """List members, agencies and venues: everybody may know them."""
    return Organisations(
        members=tuple(Organisation(m.id, m.name) for m in Member.select().order_by(Member.id)),
        agencies=tuple(
            Organisation(a.id, a.name, a.member_id) for a in Agency.select().order_by(Agency.id)
        ),
        venues=tuple(
            Organisation(v.id, v.name, v.member_id) for v in Venue.select().order_by(Venue.id)
        ),
    )
