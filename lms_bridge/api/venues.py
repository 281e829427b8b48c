"""Venues, and the cities and agencies that forms choose from."""

from __future__ import annotations

from catalogue.queries import choices, venues
from catalogue.queries.choices import AgencyChoice, CityChoice
from catalogue.queries.venues import VenueFilter, VenueLine
from catalogue.viewer import Viewer
from lms_bridge.api.doing import operation
from lms_bridge.api.listing import Listing, Slice, Sorted, listing, sliced
from lms_bridge.doors import EVERYBODY, MEMBERS

TAG = "places"


def list_venues(viewer: Viewer, wanted: VenueFilter, paging: Sorted) -> Listing[VenueLine]:
    """List venues with the days on which they are closed."""
    return listing(venues.venues(viewer, wanted, paging.paging()))


def list_cities(viewer: Viewer, wanted: Slice) -> Listing[CityChoice]:
    """List the cities in which people can live."""
    return sliced(choices.cities(viewer), wanted)


def list_agencies(viewer: Viewer, wanted: Slice) -> Listing[AgencyChoice]:
    """List the agencies for which one may register officials."""
    return sliced(choices.agencies(viewer), wanted)


DOORS = (
    operation("GET", "/venues", list_venues, EVERYBODY, tag=TAG),
    operation("GET", "/cities", list_cities, EVERYBODY, tag=TAG),
    operation("GET", "/agencies", list_agencies, MEMBERS, tag=TAG),
)
