"""What stands in the way of erasing somebody: seats and duties that others still count on."""

from __future__ import annotations

from datetime import date

from catalogue import sight
from catalogue.about import About
from catalogue.errors import StillOpen
from catalogue.life import OPEN, State
from catalogue.nominations import Nomination
from catalogue.published import held_run
from catalogue.runs import STANDING, Assignment, Run
from catalogue.viewer import Viewer

WITHDRAWABLE = OPEN - {State.ATTENDED}
"""States of a nomination that ends with the person, if the eraser says so."""


def still_open(viewer: Viewer, person: str, found: About) -> StillOpen | None:
    """Give all that is open of a person, if anything is."""
    query = sight.nominations(viewer).where(Nomination.id.in_(found.nominations))
    states = {row.id: row.state for row in query.order_by(Nomination.id)}
    withdrawable = {id: state for id, state in states.items() if state in WITHDRAWABLE}
    attended = [id for id, state in states.items() if state == State.ATTENDED]
    duties = _duties_to_come(viewer, found)
    if withdrawable or attended or duties:
        return StillOpen(person, nominations=withdrawable, attended=attended, duties=duties)
    return None


def _duties_to_come(viewer: Viewer, found: About) -> dict[str, str]:
    duties = sight.assignments(viewer).select(Assignment, Run).join(Run).order_by(Run.id)
    to_come: dict[str, str] = {}
    for duty in duties.where(Assignment.id.in_(found.assignments), Assignment.state.in_(STANDING)):
        held = held_run(duty.run.programme_id, duty.run_id)
        today: date = duty.run.programme.planning_date
        if held and held.end >= today:
            to_come[duty.run_id] = duty.state
    return to_come
