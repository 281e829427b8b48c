"""A free seat goes to somebody who waits for it, between two published plans.

Until the run's answer-by date the waiting list promotes by itself; afterwards a coordinator
decides. Whether the seat breaks any rule is for the planner to check beforehand; what must hold
whatever happened since then is checked here: the number of seats, and that nobody is in two runs
on one day.
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
from catalogue.people import Trainer
from catalogue.published import held_run
from catalogue.runs import STANDING, Assignment, Run
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
    _check_days(viewer, row, held)
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


def _check_days(viewer: Viewer, row: Nomination, held: VersionRun) -> None:
    """Go on only where the official sits, and teaches, nowhere else on these days."""
    sits = sight.nominations(viewer).where(
        Nomination.official == row.official_id,
        Nomination.run.is_null(is_null=False),
        Nomination.run != held.run_id,
    )
    trainer = sight.trainers(viewer).select(Trainer.id)
    teaches = sight.assignments(viewer).where(
        Assignment.trainer.in_(trainer.where(Trainer.person == row.official.person_id)),
        Assignment.state.in_(STANDING),
    )
    runs = sight.runs(viewer).where(
        Run.id.in_([n.run_id for n in sits] + [duty.run_id for duty in teaches])
    )
    for run in runs:
        other = held_run(run.programme_id, run.id)
        if other and other.start <= held.end and held.start <= other.end:
            raise NotSeatable(row.id, held.run_id, "CLASH")
