"""What happened in runs: who was there, what they did, and who seems to have dropped out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from peewee import Expression, ModelSelect

from catalogue import sight
from catalogue.attendance import Attendance, Completion, DropOut, DropOutState, LessonCompletion
from catalogue.db import reading
from catalogue.grouping import grouped
from catalogue.life import State
from catalogue.members import Agency
from catalogue.nominations import Nomination
from catalogue.people import Official, Person
from catalogue.rows import read_as
from catalogue.viewer import Viewer


@dataclass(frozen=True, slots=True)
class LearnerLine:
    """Somebody in a run, with the days on which they were there or not, and their lessons.

    `certificate` is its number, seen by those who may see the official's record.
    """

    nomination: str
    given_name: str
    family_name: str
    member: str
    state: State
    present: tuple[date, ...]
    missed: tuple[date, ...]
    lessons: tuple[str, ...]
    certificate: str | None = None


@dataclass(frozen=True, slots=True)
class NotedDay:
    """Whether somebody was there on a day of their run, as a person noted it or an LMS told."""

    run: str
    person: str
    nomination: str
    day: date
    present: bool


@dataclass(frozen=True, slots=True)
class ToldLesson:
    """A lesson that somebody did, as an LMS told; it may have been `denied` since."""

    run: str
    person: str
    nomination: str
    lesson: str
    denied: bool = False


@dataclass(frozen=True, slots=True)
class DeniedLesson:
    """A lesson done at `completed_at` as `source` told, which it says no longer since `denied_at`.

    `certificate` is the number of the one that was given for the run, if any.
    """

    nomination: str
    given_name: str
    family_name: str
    member: str
    run: str
    lesson: str
    source: str
    completed_at: datetime
    denied_at: datetime
    certificate: str | None


@dataclass(frozen=True, slots=True)
class DropOutLine:
    """A report that somebody dropped out, and what became of it."""

    id: str
    nomination: str
    given_name: str
    family_name: str
    member: str
    course: str
    run: str | None
    state: DropOutState
    source: str
    note: str
    reported_at: datetime
    decided_at: datetime | None


@reading
def learners(viewer: Viewer, run: str) -> tuple[LearnerLine, ...]:
    """List who sits in a run and what they did there, as far as they may know. Raises NotFound."""
    sight.run(viewer, run)
    of_run = Nomination.run == run
    days = {
        was_there: grouped(
            sight.attendances(viewer)
            .where(of_run, Attendance.present == was_there)
            .order_by(Attendance.day),
            lambda row: row.nomination_id,
            lambda row: row.day,
        )
        for was_there in (True, False)
    }
    lessons = grouped(
        sight.lesson_completions(viewer).where(of_run).order_by(LessonCompletion.completed_at),
        lambda row: row.nomination_id,
        lambda row: row.lesson,
    )
    given = sight.completions(viewer).where(Completion.certificate.is_null(is_null=False))
    certificates = {row.nomination_id: row.certificate for row in given}
    rows = sight.seats(viewer).select(Nomination, Official, Person, Agency).where(of_run)
    return tuple(
        LearnerLine(
            nomination=row.id,
            given_name=row.official.person.given_name,
            family_name=row.official.person.family_name,
            member=row.official.agency.member_id,
            state=row.state,
            present=days[True].get(row.id, ()),
            missed=days[False].get(row.id, ()),
            lessons=lessons.get(row.id, ()),
            certificate=certificates.get(row.id),
        )
        for row in rows.order_by(Person.family_name, Nomination.id)
    )


@reading
def drop_outs(
    viewer: Viewer, programme: str, state: DropOutState | None = DropOutState.REPORTED
) -> tuple[DropOutLine, ...]:
    """List reported drop-outs in one state, or in any for None, the newest first."""
    query = sight.drop_outs(viewer).where(Nomination.programme == programme)
    if state is not None:
        query = query.where(DropOut.state == state)
    columns = (
        DropOut.id,
        Nomination.id.alias("nomination"),
        Person.given_name,
        Person.family_name,
        Agency.member.alias("member"),
        Nomination.course.alias("course"),
        Nomination.run.alias("run"),
        DropOut.state,
        DropOut.source,
        DropOut.note,
        DropOut.reported_at,
        DropOut.decided_at,
    )
    ordered = query.select(*columns).order_by(DropOut.reported_at.desc(), DropOut.id)
    return tuple(read_as(DropOutLine, ordered))


@reading
def noted_days(viewer: Viewer, lms: str) -> tuple[NotedDay, ...]:
    """List the days of attendance that an LMS did not tell, of those who sit now.

    Raises Forbidden.
    """
    viewer.allow_coordinators()
    return _days(viewer, Attendance.source != lms)


@reading
def told_days(viewer: Viewer, lms: str) -> tuple[NotedDay, ...]:
    """List the days of attendance that an LMS told, of those who sit now. Raises Forbidden."""
    viewer.allow_coordinators()
    return _days(viewer, Attendance.source == lms)


def _days(viewer: Viewer, which: Expression) -> tuple[NotedDay, ...]:
    rows = (
        sight.attendances(viewer)
        .select(Attendance, Nomination, Official)
        .switch(Nomination)
        .join(Official)
        .where(which, Nomination.run.is_null(is_null=False))
    )
    return tuple(
        NotedDay(
            run=row.nomination.run_id or "",
            person=row.nomination.official.person_id,
            nomination=row.nomination_id,
            day=row.day,
            present=row.present,
        )
        for row in rows
    )


@reading
def told_lessons(viewer: Viewer, lms: str) -> tuple[ToldLesson, ...]:
    """List the lessons that an LMS told of, of those who sit now. Raises Forbidden."""
    viewer.allow_coordinators()
    rows = _with_people(viewer).where(LessonCompletion.source == lms)
    return tuple(
        ToldLesson(
            run=row.nomination.run_id or "",
            person=row.nomination.official.person_id,
            nomination=row.nomination_id,
            lesson=row.lesson,
            denied=row.denied_at is not None,
        )
        for row in rows
    )


@reading
def denied_lessons(viewer: Viewer, programme: str) -> tuple[DeniedLesson, ...]:
    """List the lessons about which somebody has to decide, the newest first. Raises Forbidden."""
    viewer.allow_coordinators()
    rows = _with_people(viewer).where(
        Nomination.programme == programme,
        LessonCompletion.denied_at.is_null(is_null=False),
        LessonCompletion.kept_at.is_null(),
    )
    of_programme = Completion.nomination.in_(
        sight.seats(viewer).select(Nomination.id).where(Nomination.programme == programme)
    )
    given = sight.completions(viewer).where(of_programme)
    certificates = {row.nomination_id: row.certificate for row in given}
    return tuple(
        DeniedLesson(
            nomination=row.nomination_id,
            given_name=row.nomination.official.person.given_name,
            family_name=row.nomination.official.person.family_name,
            member=row.nomination.official.person.member_id or "",
            run=row.nomination.run_id or "",
            lesson=row.lesson,
            source=row.source,
            completed_at=row.completed_at,
            denied_at=row.denied_at,
            certificate=certificates.get(row.nomination_id),
        )
        for row in rows.order_by(LessonCompletion.denied_at.desc(), LessonCompletion.nomination)
        if row.denied_at
    )


def _with_people(viewer: Viewer) -> ModelSelect[LessonCompletion]:
    query = sight.lesson_completions(viewer).select(LessonCompletion, Nomination, Official, Person)
    query = query.switch(Nomination).join(Official).join(Person)
    return query.where(Nomination.run.is_null(is_null=False))
