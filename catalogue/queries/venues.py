"""Venues, with the days on which they are closed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from catalogue.db import reading
from catalogue.places import City, Venue
from catalogue.queries.closures import Closed, closed_days
from catalogue.queries.paging import FIRST_PAGE, Page, Paging, page
from catalogue.searchable import is_found
from catalogue.viewer import Role, Viewer


@dataclass(frozen=True, slots=True)
class VenueLine:
    """A venue in a list; `member` hosts what is held there."""

    id: str
    name: str
    city: str
    city_name: str
    country: str
    time_zone: str
    member: str | None
    capacity: int
    parallel_runs: int
    facilities: tuple[str, ...]
    day_rate_usd: int
    closed: tuple[Closed, ...] = ()


@dataclass(frozen=True, slots=True)
class VenueFilter:
    """Which venues; None is any."""

    country: str | None = None
    member: str | None = None
    facility: str | None = None
    text: str | None = None


ANY = VenueFilter()
"""No filter."""

_COLUMNS = (
    Venue.id,
    Venue.name,
    City.id.alias("city"),
    City.name.alias("city_name"),
    City.country,
    City.time_zone,
    Venue.member.alias("member"),
    Venue.capacity,
    Venue.parallel_runs,
    Venue.facilities,
    Venue.day_rate_usd,
)
_SORTS = {"name": Venue.name, "id": Venue.id, "city": City.name, "capacity": Venue.capacity}


@reading
def venues(
    viewer: Viewer, wanted: VenueFilter = ANY, paging: Paging = FIRST_PAGE
) -> Page[VenueLine]:
    """List venues, for everybody with a role. Raises Forbidden, Refused, BadPageToken."""
    viewer.allow(*Role)
    query = Venue.select().join(City).switch(Venue)
    if wanted.country:
        query = query.where(City.country == wanted.country)
    if wanted.member:
        query = query.where(Venue.member == wanted.member)
    if wanted.facility:
        query = query.where(Venue.facilities.has(wanted.facility))
    if wanted.text:
        query = query.where(is_found("venue", Venue.id, wanted.text))
    found = page(
        query,
        paging,
        columns=_COLUMNS,
        make=VenueLine,
        sorts=_SORTS,
        id=Venue.id,
        asked=wanted,
    )
    closed = closed_days()
    lines = tuple(replace(line, closed=closed.get(line.id, ())) for line in found.items)
    return replace(found, items=lines)
