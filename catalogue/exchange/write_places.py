"""Writing funders, members, agencies, cities, travel, venues and the days on which they close."""

from __future__ import annotations

from collections.abc import Iterable

from catalogue.db import reading
from catalogue.errors import NotFound
from catalogue.exchange.table import Row, Table
from catalogue.members import Agency, Funder, Member
from catalogue.places import City, Closure, Holiday, Travel, Venue
from catalogue.programmes import Programme
from catalogue.viewer import Viewer


def _funders(_: Viewer, __: Programme) -> Iterable[Row]:
    return [(f.id, f.name, f.budget_usd) for f in Funder.select().order_by(Funder.id)]


def _members(_: Viewer, __: Programme) -> Iterable[Row]:
    rows = Member.select().order_by(Member.id)
    return [(m.id, m.name, m.kind, m.seat_target, m.host_target) for m in rows]


def _agencies(_: Viewer, __: Programme) -> Iterable[Row]:
    rows = Agency.select().order_by(Agency.id)
    return [(a.id, a.member_id, a.name, a.kind) for a in rows]


def _cities(_: Viewer, __: Programme) -> Iterable[Row]:
    for c in City.select().order_by(City.id):
        place = c.country, f"{c.latitude:.12g}", f"{c.longitude:.12g}"
        yield c.id, c.name, *place, c.per_diem_usd, c.time_zone


def _travel(_: Viewer, __: Programme) -> Iterable[Row]:
    rows = Travel.select().order_by(Travel.origin, Travel.destination)
    return [(t.origin_id, t.destination_id, t.days, t.cost_usd) for t in rows]


def _venues(_: Viewer, __: Programme) -> Iterable[Row]:
    for v in Venue.select().order_by(Venue.id):
        size = v.capacity, v.parallel_runs, v.facilities
        yield v.id, v.name, v.city_id, v.member_id, *size, v.day_rate_usd


def _closures(_: Viewer, __: Programme) -> Iterable[Row]:
    rows = Closure.select().order_by(Closure.venue, Closure.start, Closure.end, Closure.reason)
    return [(c.venue_id, c.start, c.end, c.reason) for c in rows]


def _holidays(_: Viewer, __: Programme) -> Iterable[Row]:
    rows = Holiday.select().order_by(Holiday.country, Holiday.start, Holiday.name)
    return [(h.country, h.start, h.end, h.name) for h in rows]


_VENUES = Table(
    "venues", "code name city member capacity parallel_runs facilities day_rate_usd", _venues
)

PLACES = (
    Table("funders", "code name budget_usd", _funders),
    Table("members", "code name kind seat_target host_target", _members),
    Table("agencies", "code member name kind", _agencies),
    Table("cities", "code name country latitude longitude per_diem_usd time_zone", _cities),
    Table("travel", "origin destination days cost_usd", _travel),
    _VENUES,
    Table("closures", "venue start end reason", _closures),
    Table("holidays", "country start end name", _holidays),
)
"""What everybody may know."""


@reading
def venue_cells(viewer: Viewer, venue: str) -> dict[str, str]:
    """Give what the table says of a venue: texts by column. Raises NotFound."""
    for row in _VENUES.texts(viewer, Programme()):  # venues are of no programme
        if row[0] == venue:
            return dict(zip(_VENUES.header, row, strict=True))
    raise NotFound("venue", venue)
