"""Runs that are over and of which it is not known yet who was there."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

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
    waiting = sight.seats(viewer).where(
        Nomination.programme == programme, Nomination.state.in_(_WAITING)
    )
    counts = Counter((row.run_id, row.state) for row in waiting.select(Nomination))
    over = (
        VersionRun.select(VersionRun, Course)
        .join(Course)
        .where(
            VersionRun.version == newest_version(programme),
            VersionRun.end < today,
            VersionRun.run.in_(sorted({run for run, _ in counts if run})),
        )
        .order_by(VersionRun.end, VersionRun.run)
    )
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
            accepted=counts[row.run_id, State.ACCEPTED],
            attended=counts[row.run_id, State.ATTENDED],
            trainers=tuple(dict.fromkeys(names.get(row.run_id, ()))),
        )
        for row in over
    )
