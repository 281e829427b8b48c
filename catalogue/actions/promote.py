"""A free seat goes to somebody who waits for it, between two published plans.

Until the run's answer-by date the waiting list promotes by itself; afterwards a coordinator
decides. Whether the seat fits the official's days is for the planner to check beforehand; what
nobody may break, the number of seats, is checked here.
"""

from __future__ import annotations

from datetime import timedelta

from catalogue import outbox, sight
from catalogue.answer_by import answer_by
from catalogue.db import changing
from catalogue.errors import Forbidden, NotSeatable
from catalogue.life import Actor, State
from catalogue.moving import move
from catalogue.nominations import Nomination
from catalogue.published import held_run
from catalogue.versions import VersionRun
from catalogue.viewer import Role, Viewer


@changing
def promote(viewer: Viewer, nomination: str, run: str) -> None:
    """Offer a waitlisted nomination, or an endorsed substitute, a free seat in a published run.

    Raises NotFound, Forbidden, WrongState, NotSeatable.
    """
    viewer.allow_coordinators()
    row = sight.nomination(viewer, nomination)
    held = held_run(row.programme_id, run)
    if held is None or held.course_id != row.course_id:
        raise NotSeatable(nomination, run, "NO_RUN_HELD")
    programme = row.programme
    if held.start <= programme.planning_date:
        raise NotSeatable(nomination, run, "FROZEN")
    last_day = held.start - timedelta(days=programme.answer_by_days)
    if viewer.is_system and programme.planning_date > last_day:
        raise Forbidden({Role.COORDINATOR})
    _check_seats(viewer, row, held)
    row.run = held.run
    row.answer_by = answer_by(programme, held.start)
    move(viewer, row, State.OFFERED, verb="promoted", by=Actor.PROMOTION, run=run)
    outbox.put("seats.changed", programme=programme.id, run=run)


def _check_seats(viewer: Viewer, row: Nomination, held: VersionRun) -> None:
    course, venue = held.course, held.venue
    if row.pinned_run_id not in {None, held.run_id}:
        raise NotSeatable(row.id, held.run_id, "PINNED_ELSEWHERE")
    seated = list(sight.seats(viewer).where(Nomination.run == held.run_id))
    if len(seated) >= min(course.max_seats, venue.capacity):
        raise NotSeatable(row.id, held.run_id, "FULL")
    member = row.official.agency.member_id
    of_member = [n for n in seated if n.official.agency.member_id == member]
    limit = course.max_seats_per_member
    if limit is not None and len(of_member) >= limit:
        raise NotSeatable(row.id, held.run_id, "MEMBER_LIMIT")
