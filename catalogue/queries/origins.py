"""Where runs are held and where those who sit in them come from: figures by city, no persons."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from catalogue import sight
from catalogue.courses import Course
from catalogue.db import reading
from catalogue.nominations import Nomination
from catalogue.people import Official, Person
from catalogue.places import City, Venue
from catalogue.published import newest_version, programme_of
from catalogue.versions import VersionRun
from catalogue.viewer import Role, Viewer


@dataclass(frozen=True, slots=True)
class CityLine:
    """A city with the runs held there that the viewer may know of, and seats of who lives there.

    Latitude and longitude are in degrees; `country` is ISO 3166 alpha-3.
    """

    city: str
    name: str
    country: str
    latitude: float
    longitude: float
    runs: int
    seats: int


@reading
def origins(viewer: Viewer, programme: str) -> tuple[CityLine, ...]:
    """List the cities of a published plan, those with the most runs first.

    Raises Forbidden, NotFound.
    """
    viewer.allow(Role.ADMINISTRATOR, Role.COORDINATOR, Role.OVERSEER)
    programme_of(programme)
    venue_of = {venue.id: venue.city_id for venue in Venue.select()}
    held = VersionRun.select().where(
        VersionRun.version == newest_version(programme),
        VersionRun.course.in_(sight.courses(viewer).select(Course.id)),
    )
    runs = Counter(venue_of[row.venue_id] for row in held)
    rows = (
        sight.counted(viewer)
        .select(Nomination, Official, Person)
        .where(Nomination.programme == programme, Nomination.run.is_null(is_null=False))
    )
    seats = Counter(row.official.person.city_id for row in rows)
    lines = [
        CityLine(
            *(city.id, city.name, city.country, city.latitude, city.longitude),
            runs=runs[city.id],
            seats=seats[city.id],
        )
        for city in City.select()
        if runs[city.id] or seats[city.id]
    ]
    return tuple(sorted(lines, key=lambda line: (-line.runs, -line.seats, line.name)))
