"""Courses: what is taught, to whom, when in a run, and what completing it asks for."""

from __future__ import annotations

from peewee import BooleanField, DateField, ForeignKeyField, IntegerField, TextField

from catalogue.db import Row
from catalogue.fields import NumbersField, WordsField
from catalogue.members import Funder, Member


class Course(Row):
    """What is taught, by its rules. Completing it asks for days attended and named lessons.

    `audience` names kinds of agencies, empty for all. A `restricted` activity is known only to its
    participating members.
    """

    id = TextField(primary_key=True)
    title = TextField()
    days = IntegerField()
    start_weekdays = NumbersField()
    facilities = WordsField()
    audience = WordsField()
    min_seats = IntegerField()
    max_seats = IntegerField()
    max_seats_per_member = IntegerField(null=True)
    min_members = IntegerField(default=0)
    funder = ForeignKeyField(Funder, null=True)
    funder_id: str | None
    attendance_percent = IntegerField(default=80)
    lessons = WordsField()
    restricted = BooleanField(default=False)


class CourseLanguage(Row):
    """A language of a course, and the day from which its materials exist."""

    course = ForeignKeyField(Course, index=False)
    course_id: str
    language = TextField()
    available_from = DateField(null=True)


CourseLanguage.add_index(CourseLanguage.course, CourseLanguage.language, unique=True)


class CourseMaterial(Row):
    """A material, by its id in the LMS, that belongs to a named lesson of a course."""

    course = ForeignKeyField(Course, index=False)
    course_id: str
    lesson = TextField()
    material = TextField()


CourseMaterial.add_index(
    CourseMaterial.course, CourseMaterial.lesson, CourseMaterial.material, unique=True
)


class Block(Row):
    """Days of a run, counted from 0, that need exactly `trainer_count` trainers with a skill."""

    course = ForeignKeyField(Course, index=False)
    course_id: str
    code = TextField()
    title = TextField(default="")
    first_day = IntegerField()
    last_day = IntegerField()
    skill = TextField(default="")
    level = IntegerField(default=0)
    trainer_count = IntegerField(default=1)


Block.add_index(Block.course, Block.code, unique=True)


class CourseSession(Row):
    """A session on a day of a run, counted from 0, from and to a time by the venue's clock, HH:MM.

    `block` is the code of the block that it belongs to, if to one.
    """

    course = ForeignKeyField(Course, index=False)
    course_id: str
    day = IntegerField()
    begins = TextField()
    ends = TextField()
    title = TextField()
    block = TextField(default="")


CourseSession.add_index(
    CourseSession.course,
    CourseSession.day,
    CourseSession.begins,
    CourseSession.title,
    unique=True,
)


class Prerequisite(Row):
    """A course that an official completes, or is seated in, before another."""

    course = ForeignKeyField(Course, index=False)
    course_id: str
    required = ForeignKeyField(Course)
    required_id: str


Prerequisite.add_index(Prerequisite.course, Prerequisite.required, unique=True)


class Participant(Row):
    """A member that takes part in a restricted activity, and so may know of it."""

    course = ForeignKeyField(Course, index=False)
    course_id: str
    member = ForeignKeyField(Member)
    member_id: str


Participant.add_index(Participant.course, Participant.member, unique=True)
