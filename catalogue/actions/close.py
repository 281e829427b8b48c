"""The end of a programme closes its waiting lists."""

from __future__ import annotations

from catalogue import audit, outbox, sight
from catalogue.audit import Touch
from catalogue.db import changing
from catalogue.errors import WrongState
from catalogue.life import Actor, State
from catalogue.nominations import Nomination
from catalogue.published import programme_of
from catalogue.viewer import Viewer


@changing
def close_waiting_lists(viewer: Viewer, programme: str) -> list[str]:
    """Close what is still waitlisted once the programme is over, and list it.

    Raises Forbidden, NotFound; WrongState where the planning date is not after the programme.
    """
    viewer.allow_coordinators()
    row = programme_of(programme)
    if row.planning_date <= row.end:
        raise WrongState("programme", programme, state="under way", wanted="closed")
    waiting = sight.nominations(viewer).where(
        Nomination.programme == programme, Nomination.state == State.WAITLISTED
    )
    closed = list(waiting.order_by(Nomination.id))
    touched = []
    for nomination in closed:
        nomination.move(State.CLOSED, frozenset({Actor.END_OF_PROGRAMME}))
        member = nomination.official.agency.member_id
        touched.append(Touch("nomination", nomination.id, member, State.CLOSED))
    if closed:
        audit.record(viewer, "programme.closed", "programme", programme, touched=touched)
        outbox.put("programme.closed", programme=programme)
    return [nomination.id for nomination in closed]
