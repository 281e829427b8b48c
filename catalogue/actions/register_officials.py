"""A focal point, an agency or a coordinator registers many officials, by a sheet."""

from __future__ import annotations

from dataclasses import replace

from catalogue import audit, outbox
from catalogue.audit import Touch
from catalogue.db import changing
from catalogue.errors import Refused
from catalogue.ids import Codes
from catalogue.places import City
from catalogue.registration import (
    OfficialEntry,
    Registered,
    agencies_of,
    codes_alike,
    id_of,
    put_officials,
    read_official,
)
from catalogue.retiring import tell_retired
from catalogue.sheets.cells import Cells
from catalogue.sheets.sheet import Sheet, header_faults
from catalogue.viewer import Role, Viewer

REQUIRED = ("code", "agency", "city", "family_name")
"""Columns that a sheet of officials has. `code` is the member's own number for an official."""

OPTIONAL = ("given_name", "email", "languages", "max_days", "gender", "retired_at")
"""Columns that it may have besides; languages have spaces between, who left has the day of it."""


@changing
def register_officials(viewer: Viewer, sheet: Sheet) -> Registered:
    """Register everybody in a sheet, or nobody; who is there already is brought up to date.

    Doing it again changes nothing. Raises Forbidden; Refused with every fault of every row.
    """
    viewer.allow(Role.FOCAL_POINT, Role.AGENCY_OFFICER, Role.COORDINATOR, Role.ADMINISTRATOR)
    faults = header_faults(sheet, REQUIRED, OPTIONAL)
    if faults:
        raise Refused(faults)
    agencies = agencies_of(viewer)
    cities = Codes(city.id for city in City.select(City.id))
    read: list[tuple[Cells, OfficialEntry]] = []
    for line in sheet.lines:
        cells = Cells(sheet.file, line, faults)
        if not cells.has("code"):
            cells.fault("code", "MISSING")
        read.append((cells, read_official(cells, agencies, cities)))
    known, hidden = codes_alike(viewer, {entry.id for _, entry in read})
    entries: dict[str, OfficialEntry] = {}
    for cells, entry in read:
        id = id_of(cells, entry, known, hidden)
        if id in entries and cells.has("code"):
            cells.twice("code", id)
        known.add(id)
        entries[id] = replace(entry, id=id)
    if faults:
        raise Refused(faults)
    registered = put_officials(viewer, list(entries.values()), agencies)
    moved = tell_retired(viewer, entries.values()) & set(registered.unchanged)
    registered = Registered(
        added=registered.added,
        changed=(*registered.changed, *(id for id in registered.unchanged if id in moved)),
        unchanged=tuple(id for id in registered.unchanged if id not in moved),
    )
    put = {
        **dict.fromkeys(registered.added, "added"),
        **dict.fromkeys(registered.changed, "changed"),
    }
    if put:
        touched = [
            Touch("official", id, agencies[entries[id].agency].member_id, change)
            for id, change in put.items()
        ]
        audit.record(viewer, "officials.registered", "sheet", sheet.file, touched=touched)
        outbox.put("officials.registered", officials=len(put))
    return registered
