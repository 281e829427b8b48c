"""Moving one nomination as a viewer: the move, its audit line and its word to others, together.

Whoever leaves a run leaves the others that share its cohort, such as the legs of a study exchange.
"""

from __future__ import annotations

from typing import Any

from catalogue import audit, outbox, sight
from catalogue.actors import actors_of
from catalogue.left_seats import lapse_reports
from catalogue.life import MOVABLE, SEATED, Actor, State
from catalogue.nominations import Nomination
from catalogue.published import newest_version
from catalogue.runs import LinkKind, RunLink
from catalogue.versions import VersionRun
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
    if run and to not in SEATED:
        lapse_reports(viewer, [nomination])
        leave_cohort(viewer, nomination, run)


def leave_cohort(viewer: Viewer, nomination: Nomination, left: str) -> None:
    """Withdraw somebody's seats in runs to come that share the cohort of the run that they left."""
    links = RunLink.select().where(
        RunLink.kind == LinkKind.SAME_COHORT, (RunLink.first == left) | (RunLink.second == left)
    )
    shared = {run for link in links for run in (link.first_id, link.second_id)} - {left}
    if not shared:
        return
    to_come = VersionRun.select(VersionRun.run).where(
        VersionRun.version == newest_version(nomination.programme_id),
        VersionRun.run.in_(sorted(shared)),
        VersionRun.start > nomination.programme.planning_date,
    )
    seats = sight.nominations(viewer).where(
        Nomination.official == nomination.official_id,
        Nomination.state.in_(sorted(MOVABLE)),
        Nomination.run.in_(to_come),
    )
    for seat in list(seats.order_by(Nomination.id)):
        move(
            viewer,
            seat,
            State.WITHDRAWN,
            verb="withdrawn",
            reason=f"left the cohort of {left}",
            by=Actor.COHORT,
        )
