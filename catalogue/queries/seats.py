"""Who sits in a run."""

from __future__ import annotations

from dataclasses import dataclass

from catalogue import sight
from catalogue.db import reading
from catalogue.life import State
from catalogue.members import Agency, Member
from catalogue.nominations import Nomination
from catalogue.people import Official, Person
from catalogue.rows import read_as
from catalogue.viewer import Viewer


@dataclass(frozen=True, slots=True)
class SeatLine:
    """Somebody's seat: what a run's trainers may know of them, and no more."""

    nomination: str
    official: str
    given_name: str
    family_name: str
    member: str
    member_name: str
    agency: str
    agency_name: str
    state: State


@reading
def seats(viewer: Viewer, run: str) -> tuple[SeatLine, ...]:
    """List the seats of a run of which the viewer may know who sits there. Raises NotFound."""
    sight.run(viewer, run)
    query = (
        sight.seats(viewer)
        .join_from(Agency, Member)
        .where(Nomination.run == run)
        .select(
            Nomination.id.alias("nomination"),
            Official.id.alias("official"),
            Person.given_name,
            Person.family_name,
            Member.id.alias("member"),
            Member.name.alias("member_name"),
            Agency.id.alias("agency"),
            Agency.name.alias("agency_name"),
            Nomination.state,
        )
        .order_by(Person.family_name, Person.given_name, Nomination.id)
    )
    return tuple(read_as(SeatLine, query))
