"""The member sends somebody else instead of an official who cannot come."""

from __future__ import annotations

from catalogue import outbox, sight
from catalogue.actions.nominate import draft_one
from catalogue.actors import actors_of
from catalogue.calling import GIVEN_UP
from catalogue.db import changing
from catalogue.drafting import Wish
from catalogue.errors import AlreadyThere, Refused, WrongState
from catalogue.faults import Fault, Where
from catalogue.fields import now
from catalogue.life import MOVABLE, State
from catalogue.moving import move
from catalogue.nominations import Nomination
from catalogue.texts import note as tidied
from catalogue.viewer import Viewer

_LEFT = frozenset({State.DECLINED, State.LAPSED, State.WITHDRAWN})


@changing
def substitute(viewer: Viewer, nomination: str, official: str, note: str = "") -> str:
    """Withdraw a nomination, if it still has a seat, and endorse another official in its place.

    The new nomination takes over rank and priority, and gets a seat as any other does: by a plan
    or by promotion, once the planner finds it possible. It counts towards the call for which the
    other was handed in. Gives its id. Raises NotFound; WrongState where the other was never
    endorsed, or waits; Forbidden; AlreadyThere, also where somebody is sent already; Refused.
    """
    row = sight.nomination(viewer, nomination)
    if sight.official(viewer, official).id == row.official_id:
        raise Refused([Fault(Where(column="official"), "THE_SAME", official)])
    run = row.run_id
    if row.state in MOVABLE:
        move(viewer, row, State.WITHDRAWN, verb="withdrawn", reason=tidied(note))
    elif row.state not in _LEFT or row.endorsed_at is None:
        raise WrongState(
            "nomination",
            row.id,
            state=row.state,
            wanted="substituted",
            actors=actors_of(viewer, row),
        )
    sent = sight.nominations(viewer).where(Nomination.substitutes == row)
    if instead := sent.where(Nomination.state.not_in(sorted(GIVEN_UP))).first():
        raise AlreadyThere("nomination", instead.id)
    made = draft_one(viewer, row.programme_id, Wish(official, row.course_id, tidied(note)))
    made.substitutes, made.call = row, row.call
    actors = actors_of(viewer, made)
    made.move(State.SUBMITTED, actors)
    made.rank, made.priority, made.endorsed_at = row.rank, row.priority, now()
    move(viewer, made, State.ENDORSED, verb="substituted", substitutes=row.id)
    outbox.put("nomination.to_be_seated", nomination=made.id, run=run)
    return made.id
