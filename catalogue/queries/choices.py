"""What a form offers to choose from."""

from __future__ import annotations

from dataclasses import dataclass

from catalogue.db import reading
from catalogue.places import City
from catalogue.registration import agencies_of
from catalogue.rows import read_as
from catalogue.viewer import Role, Viewer


@dataclass(frozen=True, slots=True)
class AgencyChoice:
    """An agency for which somebody may register officials."""

    id: str
    name: str
    kind: str
    member: str
    member_name: str


@dataclass(frozen=True, slots=True)
class CityChoice:
    """A city in which somebody may live; `country` is ISO 3166 alpha-3."""

    id: str
    name: str
    country: str


@reading
def agencies(viewer: Viewer) -> tuple[AgencyChoice, ...]:
    """List the agencies for which the viewer may register officials, by member and name."""
    choices = [
        AgencyChoice(row.id, row.name, row.kind, row.member.id, row.member.name)
        for row in agencies_of(viewer).values()
    ]
    return tuple(sorted(choices, key=lambda choice: (choice.member_name, choice.name)))


@reading
def cities(viewer: Viewer) -> tuple[CityChoice, ...]:
    """List cities, for everybody with a role. Raises Forbidden."""
    viewer.allow(*Role)
    query = City.select(City.id, City.name, City.country).order_by(City.name, City.id)
    return tuple(read_as(CityChoice, query))
