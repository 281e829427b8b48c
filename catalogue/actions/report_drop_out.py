"""Somebody seems to have dropped out, an LMS or a trainer reports. No seat is free by that."""

from __future__ import annotations

from catalogue import audit, outbox, sight
from catalogue.attendance import DropOut, DropOutState
from catalogue.db import changing
from catalogue.errors import Forbidden, WrongState
from catalogue.fields import now
from catalogue.ids import fresh_id
from catalogue.life import OPEN
from catalogue.texts import note as tidied
from catalogue.viewer import Role, Viewer


@changing
def report_drop_out(viewer: Viewer, nomination: str, source: str, note: str = "") -> str:
    """Report that somebody dropped out, and give the report's id; an open report is kept.

    Raises NotFound, Forbidden, Refused; WrongState where the run is over for them, which an LMS
    that goes on looking cannot know.
    """
    row = sight.seat(viewer, nomination)
    teaches = sight.teaches(viewer, row.run_id or "")
    if not (teaches or viewer.sees_all):
        raise Forbidden({Role.TRAINER, Role.COORDINATOR})
    if row.state not in OPEN and not viewer.is_system:
        raise WrongState("nomination", nomination, state=row.state, wanted="reported")
    reported = (
        sight.drop_outs(viewer)
        .where(DropOut.nomination == nomination, DropOut.state == DropOutState.REPORTED)
        .get_or_none()
    )
    if reported:
        return reported.id
    made = DropOut.create(
        id=fresh_id(),
        nomination=nomination,
        source=source,
        note=tidied(note),
        reported_at=now(),
    )
    member = row.official.agency.member_id
    audit.record(
        viewer, "drop_out.reported", "nomination", nomination, member=member, source=source
    )
    outbox.put("drop_out.reported", drop_out=made.id, nomination=nomination)
    return made.id
