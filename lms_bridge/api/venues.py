"""Venues, and the cities and agencies that forms choose from."""

from __future__ import annotations

from datetime import date

from catalogue.actions import close_venue as closing
from catalogue.actions import reopen_venue as reopening
from catalogue.exchange import put_venue as writing
from catalogue.exchange.table import text
from catalogue.queries import choices, venues
from catalogue.queries.choices import AgencyChoice, CityChoice
from catalogue.queries.venues import VenueFilter, VenueLine
from catalogue.viewer import Viewer
from lms_bridge.api.doing import operation
from lms_bridge.api.listing import Listing, Slice, Sorted, listing, sliced
from lms_bridge.api.operation import Body
from lms_bridge.doors import COORDINATORS, EVERYBODY, MEMBERS

TAG = "places"


class OpenDays(Body):
    """Days, both ends included."""

    start: date
    end: date


class ClosedDays(OpenDays):
    """Days, both ends included, and why a venue is closed on them."""

    reason: str


class VenueEntry(Body):
    """A venue by what is known of it; `member` hosts what is held there."""

    name: str
    city: str
    capacity: int
    member: str | None = None
    parallel_runs: int = 1
    facilities: tuple[str, ...] = ()
    day_rate_usd: int = 0


def list_venues(viewer: Viewer, wanted: VenueFilter, paging: Sorted) -> Listing[VenueLine]:
    """List venues with the days on which they are closed."""
    return listing(venues.venues(viewer, wanted, paging.paging()))


def list_cities(viewer: Viewer, wanted: Slice) -> Listing[CityChoice]:
    """List the cities in which people can live."""
    return sliced(choices.cities(viewer), wanted)


def list_agencies(viewer: Viewer, wanted: Slice) -> Listing[AgencyChoice]:
    """List the agencies for which one may register officials."""
    return sliced(choices.agencies(viewer), wanted)


def get_venue(viewer: Viewer, venue: str) -> VenueLine:
    """Give a venue."""
    return venues.venue(viewer, venue)


def put_venue(viewer: Viewer, venue: str, entry: VenueEntry) -> VenueLine:
    """Make a venue, or make it what is said here; the days on which it is closed stay."""
    writing.put_venue(viewer, {"code": venue, **{name: text(value) for name, value in entry}})
    return get_venue(viewer, venue)


def close_venue(viewer: Viewer, venue: str, closed: ClosedDays) -> VenueLine:
    """Note days on which a venue is closed; the plan may need a repair."""
    closing.close_venue(viewer, venue, closed.start, closed.end, closed.reason)
    return get_venue(viewer, venue)


def reopen_venue(viewer: Viewer, venue: str, days: OpenDays) -> VenueLine:
    """Take days from a venue's closures; public holidays stay."""
    reopening.reopen_venue(viewer, venue, days.start, days.end)
    return get_venue(viewer, venue)


DOORS = (
    operation("GET", "/venues/{venue}", get_venue, EVERYBODY, tag=TAG, tagged=True),
    operation(
        "PUT",
        "/venues/{venue}",
        put_venue,
        COORDINATORS,
        tag=TAG,
        tagged=True,
        guarded_by=get_venue,
    ),
    operation(
        "POST",
        "/venues/{venue}:close",
        close_venue,
        COORDINATORS,
        tag=TAG,
        tagged=True,
        guarded_by=get_venue,
    ),
    operation(
        "POST",
        "/venues/{venue}:reopen",
        reopen_venue,
        COORDINATORS,
        tag=TAG,
        tagged=True,
        guarded_by=get_venue,
    ),
    operation("GET", "/venues", list_venues, EVERYBODY, tag=TAG),
    operation("GET", "/cities", list_cities, EVERYBODY, tag=TAG),
    operation("GET", "/agencies", list_agencies, MEMBERS, tag=TAG),
)
