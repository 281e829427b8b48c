"""An official leaves the agency, or comes back.

Who has left is nominated no more: nominations without a seat are withdrawn, and a seat is reported
as a drop-out, which somebody decides, so that a fault of an identity system empties no run.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from catalogue import audit, outbox, sight
from catalogue.attendance import DropOut, DropOutState
from catalogue.fields import now
from catalogue.ids import fresh_id
from catalogue.life import MOVABLE, OPEN, Actor, State
from catalogue.moving import move
from catalogue.nominations import Nomination
from catalogue.people import Official
from catalogue.registration import OfficialEntry
from catalogue.rows import narrowed
from catalogue.viewer import Viewer

_SEATLESS = OPEN - MOVABLE - {State.ATTENDED}


def tell_retired(viewer: Viewer, entries: Iterable[OfficialEntry]) -> set[str]:
    """Let registered officials have left, or be back, where entries tell so; give whom it changed.

    When somebody left who has left already stays as it was told first.
    """
    told = {entry.id: entry.retired_at for entry in entries if entry.tells_retired}
    changed = set()
    for row in list(narrowed(sight.officials(viewer), Official.id, told.keys())):
        at = told[row.id]
        if bool(at) == bool(row.retired_at):
            continue
        changed.add(row.id)
        if at:
            retire(viewer, row, "register", at)
        else:
            take_back(viewer, row)
    return changed


def retire(viewer: Viewer, row: Official, source: str, at: datetime | None = None) -> None:
    """Let an official have left, as `source` says, now or then; who has left already stays so.

    Whoever keeps the register speaks for the member here, so that what waits may be withdrawn.
    """
    if row.retired_at:
        return
    row.retired_at = at or now()
    row.save()
    member = row.agency.member_id
    audit.record(viewer, "official.retired", "official", row.id, member=member, source=source)
    outbox.put("official.retired", official=row.id)
    theirs = sight.nominations(viewer).where(Nomination.official == row.id)
    for nomination in theirs.where(Nomination.state.in_(sorted(_SEATLESS))):
        move(
            *(viewer, nomination, State.WITHDRAWN),
            verb="withdrawn",
            reason="left the agency",
            by=Actor.FOCAL_POINT,
        )
    for nomination in theirs.where(Nomination.state.in_(sorted(MOVABLE))):
        _report(viewer, nomination, member, source)


def take_back(viewer: Viewer, row: Official) -> None:
    """Let an official be there again; nominations that were withdrawn stay so.

    Raises WrongState where they were erased.
    """
    if row.retired_at is None:
        return
    row.person.must_be_known("taken back")
    row.retired_at = None
    row.save()
    member = row.agency.member_id
    audit.record(viewer, "official.taken_back", "official", row.id, member=member)
    outbox.put("official.taken_back", official=row.id)


def _report(viewer: Viewer, nomination: Nomination, member: str, source: str) -> None:
    there = sight.drop_outs(viewer).where(
        DropOut.nomination == nomination.id, DropOut.state == DropOutState.REPORTED
    )
    if there.exists():
        return
    made = DropOut.create(id=fresh_id(), nomination=nomination.id, source=source, reported_at=now())
    audit.record(
        viewer, "drop_out.reported", "nomination", nomination.id, member=member, source=source
    )
    outbox.put("drop_out.reported", drop_out=made.id, nomination=nomination.id)
