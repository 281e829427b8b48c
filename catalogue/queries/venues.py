"""Venues, with the days on which they are closed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from peewee import ModelSelect

from catalogue.db import reading
from catalogue.errors import NotFound
from catalogue.places import City, Closure, Holiday, Venue
from catalogue.queries.closures import Closed, closed_days
from catalogue.queries.paging import FIRST_PAGE, Page, Paging, page
from catalogue.rows import read_as
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
    query = _venues()
    if wanted.country:
        query = query.where(City.country == wanted.country)
    if wanted.member:
        query = query.where(Venue.member == wanted.member)
    if wanted.facility:
        query = query.where(Venue.facilities.has(wanted.facility))
    if wanted.text:
        query = query.where(is_found("venue", Venue.id, wanted.text))
    return _page(query, paging, wanted)


@reading
def venue(viewer: Viewer, id: str) -> VenueLine:
    """Give a venue, to everybody with a role. Raises Forbidden, NotFound."""
    viewer.allow(*Role)
    for line in _page(_venues().where(Venue.id == id), FIRST_PAGE, id).items:
        return line
    raise NotFound("venue", id)


@dataclass(frozen=True, slots=True)
class ClosedDays:
    """When a venue is closed by itself, which can be taken back, and by its country's holidays."""

    closures: tuple[Closed, ...]
    holidays: tuple[Closed, ...]


@reading
def venue_days(viewer: Viewer, id: str) -> ClosedDays:
    """Give the days on which a venue is closed, in their order. Raises Forbidden, NotFound."""
    line = venue(viewer, id)
    own = Closure.select(Closure.start, Closure.end, Closure.reason).where(Closure.venue == id)
    days = Holiday.select(Holiday.start, Holiday.end, Holiday.name.alias("reason"))
    days = days.where(Holiday.country == line.country)
    return ClosedDays(
        tuple(read_as(Closed, own.order_by(Closure.start, Closure.end))),
        tuple(read_as(Closed, days.order_by(Holiday.start, Holiday.end))),
    )


def _venues() -> ModelSelect[Venue]:
    return Venue.select().join(City).switch(Venue)


def _page(query: ModelSelect[Venue], paging: Paging, asked: Any) -> Page[VenueLine]:
    found = page(
        query, paging, columns=_COLUMNS, make=VenueLine, sorts=_SORTS, id=Venue.id, asked=asked
    )
    closed = closed_days()
    lines = tuple(replace(line, closed=closed.get(line.id, ())) for line in found.items)
    return replace(found, items=lines)
