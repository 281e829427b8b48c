"""What an LMS tells about somebody, with who says so and when. Nothing follows by itself."""

from __future__ import annotations

from enum import StrEnum

from peewee import AutoField, ForeignKeyField, TextField

from catalogue.db import Row
from catalogue.fields import MomentField, TermField
from catalogue.nominations import Nomination
from catalogue.people import Person


class FactKind(StrEnum):
    """What is told."""

    FINISH = "finish"
    """That somebody completed a course there as a whole."""

    GRADE = "grade"
    """What somebody was graded in `item`; empty is the course as a whole."""

    PROFILE = "profile"
    """What an account there says in the field `item`, other than the catalogue."""


class LmsFact(Row):
    """Something told by an LMS: `told` is its value in words or figures, `at` when it came to be.

    An empty `told` is that what was told before is no longer so. An LMS does not say when that came
    to be, nor when a profile was changed: `at` is then when it was seen.
    """

    id = AutoField()
    lms = TextField()
    kind = TermField(FactKind)
    person = ForeignKeyField(Person)
    person_id: str
    nomination = ForeignKeyField(Nomination, null=True)
    nomination_id: str | None
    item = TextField(default="")
    told = TextField()
    at = MomentField()
    seen_at = MomentField()
