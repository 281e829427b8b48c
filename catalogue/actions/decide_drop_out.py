"""The focal point or a coordinator says whether somebody really dropped out."""

from __future__ import annotations

from catalogue import audit, outbox, sight
from catalogue.attendance import DropOutState
from catalogue.db import changing
from catalogue.errors import WrongState
from catalogue.fields import now
from catalogue.life import MOVABLE, Actor, State
from catalogue.moving import leave_cohort
from catalogue.viewer import Role, Viewer


@changing
def decide_drop_out(viewer: Viewer, drop_out: str, *, confirmed: bool) -> None:
    """Confirm a reported drop-out, which frees the seat, or dismiss it.

    Who has attended already keeps the state that they are in; the completion rule judges them.
    Raises NotFound, Forbidden, WrongState.
    """
    viewer.allow(Role.FOCAL_POINT, Role.COORDINATOR, Role.ADMINISTRATOR)
    row = sight.drop_out(viewer, drop_out)
    wanted = DropOutState.CONFIRMED if confirmed else DropOutState.DISMISSED
    if row.state != DropOutState.REPORTED:
        raise WrongState("drop-out", drop_out, state=row.state, wanted=wanted)
    row.state, row.decided_at, row.decided_by_id = wanted, now(), viewer.person
    row.save()
    nomination = row.nomination
    run = nomination.run_id
    if confirmed and nomination.state in MOVABLE:
        nomination.move(State.WITHDRAWN, frozenset({Actor.DROP_OUT}), row.note)
    verb, member = f"drop_out.{wanted}", nomination.official.agency.member_id
    audit.record(viewer, verb, "nomination", nomination.id, member=member, to=nomination.state)
    outbox.put(verb, drop_out=drop_out, nomination=nomination.id, run=run)
    if confirmed and run and nomination.run_id is None:
        leave_cohort(viewer, nomination, run)
