"""A coordinator writes down a venue by hand: what a row of the table of venues says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from catalogue import audit, outbox
from catalogue.db import changing
from catalogue.errors import Refused
from catalogue.exchange.folder import Folder
from catalogue.exchange.known import note_known_but_officials
from catalogue.exchange.putting import put
from catalogue.exchange.read_places import read_places
from catalogue.faults import Where
from catalogue.ids import Codes
from catalogue.places import Venue
from catalogue.sheets.sheet import Line, Sheet
from catalogue.viewer import Viewer


@changing
def put_venue(viewer: Viewer, venue: Mapping[str, str]) -> bool:
    """Make a venue, or make it what is said here, and say whether it is new.

    `venue` has texts by the columns of its table (`catalogue.exchange`); its closures stay. What is
    published is looked at again by the next plan. Raises Forbidden; AlreadyThere where another
    code differs by capital letters alone; Refused with every fault.
    """
    viewer.allow_coordinators()
    code = venue["code"]
    known = Codes(row.id for row in Venue.select(Venue.id))
    known.refuse_alike("venue", code)
    is_new = code not in known
    folder = Folder({}, {"venues": Sheet("venues", tuple(venue), (Line(0, dict(venue)),))})
    note_known_but_officials(folder)
    rows = [each for each in read_places(folder) if each.table is Venue]
    if folder.faults:
        raise Refused([replace(f, where=Where(column=f.where.column)) for f in folder.faults])
    if any(put(each).differs for each in rows):
        verb = "venue.written" if is_new else "venue.changed"
        audit.record(viewer, verb, "venue", code)
        outbox.put(verb, venue=code)
    return is_new
