"""A focal point, an agency or a coordinator nominates many officials, by a sheet."""

from __future__ import annotations

from dataclasses import dataclass

from catalogue import audit, outbox, sight
from catalogue.actors import actors_of
from catalogue.audit import Touch
from catalogue.calling import hand_in
from catalogue.courses import Course
from catalogue.db import changing
from catalogue.drafting import Wish, draft
from catalogue.errors import AlreadyThere, Forbidden, Refused
from catalogue.faults import Where
from catalogue.ids import Codes
from catalogue.life import State, may_move
from catalogue.nominations import Nomination
from catalogue.people import Official
from catalogue.published import programme_of
from catalogue.restated import COLUMNS, Restated
from catalogue.sheets.cells import Cells
from catalogue.sheets.sheet import Sheet, header_faults
from catalogue.viewer import Role, Viewer

_ROWS_AT_ONCE = 500

REQUIRED = ("official", "course")
"""Columns that a sheet of nominations has: an official's id, and a course's code."""

OPTIONAL = ("note",)
"""Columns that it may have besides."""


@dataclass(frozen=True, slots=True)
class Nominated:
    """Nominations that were submitted, and those that were there already."""

    added: tuple[str, ...]
    unchanged: tuple[str, ...]


@changing
def nominate_officials(viewer: Viewer, programme: str, sheet: Sheet) -> Nominated:
    """Nominate everybody in a sheet, or nobody, and submit the nominations for endorsement.

    Who is nominated already, or has completed the course, stays as they are, so that doing it
    again changes nothing; so do rows of a table that was written here, as long as what they say of
    a nomination still stands. Raises Forbidden, NotFound; Refused with every fault of every row.
    """
    viewer.allow(Role.FOCAL_POINT, Role.AGENCY_OFFICER, Role.COORDINATOR, Role.ADMINISTRATOR)
    programme_of(programme)
    faults = header_faults(sheet, REQUIRED, (*OPTIONAL, *COLUMNS))
    if faults:
        raise Refused(faults)
    there = sight.officials(viewer).where(Official.retired_at.is_null())
    officials = Codes(o.id for o in there.select(Official.id))
    courses = Codes(c.id for c in sight.courses(viewer).select(Course.id))
    wishes: dict[tuple[str, str], Wish] = {}
    where: dict[tuple[str, str], Where] = {}
    standing: list[str] = []
    restated = Restated(viewer, programme) if {*COLUMNS} & {*sheet.header} else None
    for line in sheet.lines:
        cells = Cells(sheet.file, line, faults)
        stands = restated.find(cells) if restated else None
        if stands:
            standing.append(stands)
            continue
        pair = cells.ref("official", officials), cells.ref("course", courses)
        if pair in wishes and all(pair):
            cells.fault("official", "TWICE")
        wishes[pair] = Wish(*pair, cells.text("note", required=False, longest=2000))
        where[pair] = cells.where("course")
    if faults:
        raise Refused(faults)
    drafts = draft(viewer, programme, list(wishes.values()))
    unchanged = [each.id for each in drafts if isinstance(each, AlreadyThere)]
    made = [each for each in drafts if isinstance(each, Nomination)]
    for nomination in made:
        if not may_move(State.DRAFT, State.SUBMITTED, actors_of(viewer, nomination)):
            raise Forbidden({Role.AGENCY_OFFICER, Role.FOCAL_POINT})
        nomination.state = State.SUBMITTED
    faults = hand_in(programme, [(n, where[n.official_id, n.course_id]) for n in made])
    if faults:
        raise Refused(faults)
    Nomination.bulk_create(made, batch_size=_ROWS_AT_ONCE)
    touched = [
        Touch("nomination", each.id, each.official.agency.member_id, State.SUBMITTED)
        for each in made
    ]
    added = tuple(touch.thing for touch in touched)
    if added:
        audit.record(viewer, "nominations.submitted", "sheet", sheet.file, touched=touched)
        outbox.put("nominations.submitted", programme=programme, nominations=len(added))
    return Nominated(added, (*standing, *unchanged))
