"""Runs that are over and of which it is not known yet who was there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import fn

from catalogue import sight
from catalogue.courses import Course
from catalogue.db import reading
from catalogue.grouping import grouped
from catalogue.life import State
from catalogue.nominations import Nomination
from catalogue.people import Person, Trainer
from catalogue.published import newest_version, programme_of
from catalogue.runs import Assignment, AssignmentState
from catalogue.versions import VersionRun
from catalogue.viewer import Viewer

_WAITING = (State.ACCEPTED, State.ATTENDED)


@dataclass(frozen=True, slots=True)
class UnnotedRun:
    """A run that is over: `accepted` seats of which no day attended is noted, `attended` ones.

    Those who attended wait for the course's rule to judge them. `trainers` are names of those whose
    sheets they are.
    """

    run: str
    course: str
    course_title: str
    start: date
    end: date
    accepted: int
    attended: int
    trainers: tuple[str, ...]


@reading
def unnoted_runs(viewer: Viewer, programme: str) -> tuple[UnnotedRun, ...]:
    """List those that ended before the planning date, the longest over first, as far as they see.

    Raises NotFound.
    """
    today = programme_of(programme).planning_date
    is_over = (VersionRun.version == newest_version(programme)) & (VersionRun.end < today)
    waiting = sight.seats(viewer).where(
        Nomination.run.in_(VersionRun.select(VersionRun.run).where(is_over)),
        Nomination.state.in_(_WAITING),
    )
    found: Any = waiting.select(Nomination.run, Nomination.state, fn.COUNT(Nomination.id))
    rows = found.group_by(Nomination.run, Nomination.state).tuples()
    counts = {(run, state): count for run, state, count in rows}
    over = VersionRun.select(VersionRun, Course).join(Course).where(is_over)
    over = over.where(VersionRun.run.in_(sorted({run for run, _ in counts})))
    duties = (
        sight.assignments(viewer).select(Assignment, Trainer, Person).join_from(Trainer, Person)
    )
    duties = duties.where(Assignment.state != AssignmentState.RELEASED)
    names = grouped(
        duties.order_by(Person.family_name, Person.given_name),
        lambda duty: duty.run_id,
        lambda duty: f"{duty.trainer.person.given_name} {duty.trainer.person.family_name}".strip(),
    )
    return tuple(
        UnnotedRun(
            run=row.run_id,
            course=row.course_id,
            course_title=row.course.title,
            start=row.start,
            end=row.end,
            accepted=counts.get((row.run_id, State.ACCEPTED), 0),
            attended=counts.get((row.run_id, State.ATTENDED), 0),
            trainers=tuple(dict.fromkeys(names.get(row.run_id, ()))),
        )
        for row in over.order_by(VersionRun.end, VersionRun.run)
    )
