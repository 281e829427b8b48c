"""The days on which venues are closed: their own closures and their country's holidays."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from catalogue.places import City, Closure, Holiday, Venue


@dataclass(frozen=True, slots=True)
class Closed:
    """Days, both ends included, on which a venue is closed, and why."""

    start: date
    end: date
    reason: str


def closed_days() -> dict[str, tuple[Closed, ...]]:
    """Give the days on which venues are closed, by venue, in their order."""
    found: dict[str, list[Closed]] = defaultdict(list)
    for closure in Closure.select():
        found[closure.venue_id].append(Closed(closure.start, closure.end, closure.reason))
    holidays: dict[str, list[Closed]] = defaultdict(list)
    for holiday in Holiday.select():
        holidays[holiday.country].append(Closed(holiday.start, holiday.end, holiday.name))
    for venue in Venue.select(Venue, City).join(City):
        found[venue.id] += holidays[venue.city.country]
    return {
        venue: tuple(sorted(days, key=lambda day: (day.start, day.end, day.reason)))
        for venue, days in found.items()
    }
