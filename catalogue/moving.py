"""Moving one nomination as a viewer: the move, its audit line and its word to others, together."""

from __future__ import annotations

from typing import Any

from catalogue import audit, outbox
from catalogue.actors import actors_of
from catalogue.life import Actor, State
from catalogue.nominations import Nomination
from catalogue.viewer import Viewer


def move(
    viewer: Viewer,
    nomination: Nomination,
    to: State,
    *,
    verb: str,
    reason: str = "",
    by: Actor | None = None,
    **detail: Any,
) -> None:
    """Move a nomination and save it. `by` is the actor, where it is not what the viewer is to it.

    Others hear `nomination.<verb>` with the run whose seat was left or taken. Raises WrongState.
    """
    source, run = nomination.state, nomination.run_id
    actors = frozenset({by}) if by else actors_of(viewer, nomination)
    nomination.move(to, actors, reason)
    audit.record(
        viewer,
        f"nomination.{verb}",
        "nomination",
        nomination.id,
        member=nomination.official.agency.member_id,
        reason=reason,
        source=source,
        to=to,
        **detail,
    )
    outbox.put(f"nomination.{verb}", nomination=nomination.id, run=run or nomination.run_id)
