"""What happened in runs: days attended, lessons done, courses completed, drop-outs."""

from __future__ import annotations

from enum import StrEnum

from peewee import BooleanField, DateField, ForeignKeyField, TextField

from catalogue.courses import Course
from catalogue.db import Row
from catalogue.fields import MomentField, TermField
from catalogue.nominations import Nomination
from catalogue.people import Official, Person


class Attendance(Row):
    """Whether somebody was there on a day of their run; `source` is who says so."""

    nomination = ForeignKeyField(Nomination, index=False)
    nomination_id: str
    day = DateField()
    present = BooleanField()
    source = TextField()
    recorded_at = MomentField()


Attendance.add_index(Attendance.nomination, Attendance.day, unique=True)


class LessonCompletion(Row):
    """A lesson that somebody completed; `source` is who says so.

    `denied_at` is since when they say otherwise, until somebody decides; `kept_at` when that was
    done, and the lesson stayed.
    """

    nomination = ForeignKeyField(Nomination, index=False)
    nomination_id: str
    lesson = TextField()
    completed_at = MomentField()
    source = TextField()
    denied_at = MomentField(null=True)
    kept_at = MomentField(null=True)


LessonCompletion.add_index(LessonCompletion.nomination, LessonCompletion.lesson, unique=True)


class Completion(Row):
    """How a course ended for an official; without a nomination it is known from before.

    `certificate` is the number of the certificate, where one was given here.
    """

    official = ForeignKeyField(Official, index=False)
    official_id: str
    course = ForeignKeyField(Course)
    course_id: str
    nomination = ForeignKeyField(Nomination, null=True, unique=True)
    nomination_id: str | None
    completed = BooleanField(default=True)
    completed_on = DateField()
    source = TextField()
    decided_at = MomentField()
    certificate = TextField(null=True, unique=True)


Completion.add_index(Completion.official, Completion.course)


class DropOutState(StrEnum):
    """What became of a report that somebody dropped out."""

    REPORTED = "reported"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    LAPSED = "lapsed"
    """The seat was given up or moved before anybody decided."""


class DropOut(Row):
    """A report, for instance from an LMS, that somebody dropped out; it frees no seat by itself."""

    id = TextField(primary_key=True)
    nomination = ForeignKeyField(Nomination)
    nomination_id: str
    state = TermField(DropOutState, default=DropOutState.REPORTED)
    source = TextField()
    note = TextField(default="")
    reported_at = MomentField()
    decided_at = MomentField(null=True)
    decided_by = ForeignKeyField(Person, null=True)
    decided_by_id: str | None


DropOut.add_index(
    DropOut.nomination,
    unique=True,
    where=DropOut.state == DropOutState.REPORTED,
    name="drop_out_open",
)
