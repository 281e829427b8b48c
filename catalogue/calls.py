"""Calls for nominations: until when, and how many of each member."""

from __future__ import annotations

from peewee import DateField, ForeignKeyField, IntegerField, TextField

from catalogue.courses import Course
from catalogue.db import Row
from catalogue.fields import MomentField, now
from catalogue.programmes import Programme


class Call(Row):
    """A call for nominations for a course; the one with the highest number is the one that counts.

    Nominations are handed in up to `deadline`, that day included, at most `max_per_member` of each
    member (None: any number).
    """

    id = TextField(primary_key=True)
    programme = ForeignKeyField(Programme, index=False)
    programme_id: str
    course = ForeignKeyField(Course)
    course_id: str
    number = IntegerField()
    deadline = DateField()
    max_per_member = IntegerField(null=True)
    note = TextField(default="")
    made_at = MomentField(default=now)


Call.add_index(Call.programme, Call.course, Call.number, unique=True)
