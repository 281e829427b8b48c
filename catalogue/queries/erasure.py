"""Whether somebody can be erased: who they are, by which rows, and what is still open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from catalogue import sight
from catalogue.about import about
from catalogue.db import reading
from catalogue.errors import StillOpen
from catalogue.still_open import still_open
from catalogue.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Erasure:
    """A person with the ids by which they are an official or a trainer; what is open, if anything.

    `merged` are other spellings of the person, which are erased with them.
    """

    person: str
    given_name: str
    family_name: str
    member: str | None
    erased_at: datetime | None
    officials: tuple[str, ...]
    trainers: tuple[str, ...]
    merged: tuple[str, ...]
    open: StillOpen | None


@reading
def erasure(viewer: Viewer, person: str) -> Erasure:
    """Give what erasing somebody would be about. Raises Forbidden, NotFound."""
    viewer.allow_coordinators()
    row = sight.person(viewer, person)
    found = about(person)
    return Erasure(
        person=person,
        given_name=row.given_name,
        family_name=row.family_name,
        member=row.member_id,
        erased_at=row.erased_at,
        officials=found.officials,
        trainers=found.trainers,
        merged=tuple(id for id in found.people if id != person),
        open=None if row.erased_at else still_open(viewer, person, found),
    )
