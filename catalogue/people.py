"""People: human beings, officials who learn, and trainers who teach.

One human being may be both. Days on which somebody cannot come belong to the human being.
"""

from __future__ import annotations

from enum import StrEnum

from peewee import DateField, ForeignKeyField, IntegerField, TextField, fn

from catalogue.db import Row
from catalogue.errors import WrongState
from catalogue.fields import MomentField, TermField, WordsField
from catalogue.members import Agency, Member
from catalogue.places import City


class Gender(StrEnum):
    """A person's gender, where they gave it."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"


class Person(Row):
    """A human being, or a machine that signs in. `member` is who they belong to, if to anybody.

    `languages` are those that they speak; `reads` is the one that they chose for the pages, if any.
    Of an erased person only what figures need is left. One that was found to be another is
    `merged_into` that one, and stands only for what was published.
    """

    id = TextField(primary_key=True)
    given_name = TextField(default="")
    family_name = TextField()
    email = TextField(default="")
    languages = WordsField()
    member = ForeignKeyField(Member, null=True)
    member_id: str | None
    city = ForeignKeyField(City, null=True)
    city_id: str | None
    gender = TermField(Gender, null=True)
    reads = TextField(default="")
    erased_at = MomentField(null=True)
    merged_into = ForeignKeyField("self", null=True, index=False)
    merged_into_id: str | None

    def must_be_known(self, wanted: str) -> None:
        """Go on only with somebody who is not erased. Raises WrongState."""
        if self.erased_at:
            raise WrongState("person", self.id, state="erased", wanted=wanted)


Person.add_index(Person.family_name, Person.id)
Person.add_index(Person.member, Person.family_name, Person.id)
Person.add_index(
    Person.merged_into,
    where=Person.merged_into.is_null(is_null=False),  # else SQLite looks all people up by it
    name="person_merged_into_id",
)


Person.add_index(fn.LOWER(Person.email), name="person_called")
Person.add_index(fn.LOWER(Person.id), name="person_letters")


class Unavailability(Row):
    """Days on which somebody cannot come, and why; `source` where it was not entered by hand."""

    person = ForeignKeyField(Person)
    person_id: str
    start = DateField()
    end = DateField()
    reason = TextField(default="")
    source = TextField(default="")


class Official(Row):
    """Somebody's place in an agency of their member; `max_days` limits their seats' days.

    Who has left the agency is `retired_at` a moment, and cannot be nominated any more.
    """

    id = TextField(primary_key=True)
    person = ForeignKeyField(Person, unique=True)
    person_id: str
    agency = ForeignKeyField(Agency)
    agency_id: str
    max_days = IntegerField(null=True)
    retired_at = MomentField(null=True)


Official.add_index(fn.LOWER(Official.id), name="official_called")


class TrainerKind(StrEnum):
    """Where a trainer comes from."""

    SECONDED = "seconded"
    EXPERT = "expert"


class Trainer(Row):
    """Somebody who teaches; seconded by the member that the person belongs to, or an expert."""

    id = TextField(primary_key=True)
    person = ForeignKeyField(Person, unique=True)
    person_id: str
    kind = TermField(TrainerKind, default=TrainerKind.SECONDED)
    max_days = IntegerField(null=True)
    day_fee_usd = IntegerField(default=0)


class TrainerSkill(Row):
    """What a trainer can teach, how well, and until when that is certified."""

    trainer = ForeignKeyField(Trainer, index=False)
    trainer_id: str
    skill = TextField()
    level = IntegerField(default=0)
    expires_on = DateField(null=True)


TrainerSkill.add_index(TrainerSkill.trainer, TrainerSkill.skill, unique=True)
