"""Published versions of a programme's plan. They never change.

The database itself refuses: triggers stop every change of their rows, and the row of a version is
written last and seals what belongs to it, so that nothing can be added afterwards either.
"""

from __future__ import annotations

from typing import Any, NoReturn

from peewee import AutoField, BigIntegerField, DateField, ForeignKeyField, IntegerField, TextField

from catalogue.courses import Course
from catalogue.db import Row
from catalogue.fields import DocumentField, MomentField
from catalogue.members import Member
from catalogue.nominations import Nomination
from catalogue.people import Official, Person, Trainer
from catalogue.places import Venue
from catalogue.programmes import Programme
from catalogue.runs import Run


class _Sealed(Row):
    @classmethod
    def update(cls, *_: Any, **__: Any) -> NoReturn:
        """Refuse: what is published stays as it is."""
        raise TypeError("a published version never changes")

    @classmethod
    def delete(cls) -> NoReturn:
        """Refuse: what is published stays."""
        raise TypeError("a published version never goes")


class Version(_Sealed):
    """A published plan: its number in the programme, who published it when, and how good it is.

    `planning_date` is the programme's today at that time. Score and bounds are in thousandths.
    """

    id = TextField(primary_key=True)
    programme = ForeignKeyField(Programme, index=False)
    programme_id: str
    number = IntegerField()
    note = TextField(default="")
    published_at = MomentField()
    published_by = ForeignKeyField(Person, null=True)
    published_by_id: str | None
    planning_date = DateField()
    scenario = TextField(default="")
    problem_digest = TextField(default="")
    score = DocumentField(null=True, default=None)
    bound = BigIntegerField(null=True)
    floor = BigIntegerField(null=True)


Version.add_index(Version.programme, Version.number, unique=True)


def version_id(programme: str, number: int) -> str:
    """Make the id of a version."""
    return f"{programme}-v{number}"


def version_number(id: str) -> str:
    """Give the number of a version, as people name it, from its id."""
    return id.rpartition("-v")[2]


class VersionOrigin(_Sealed):
    """What a version was made from, so that it can be made again, and what it left out, and why.

    Left out are runs and nominations with the planner's reasons (`plan.left_out_to_rows`). Erasure
    alone takes something out of the problem (`problems.forget_in_problems`), of so many people.
    """

    version = ForeignKeyField(Version, primary_key=True, deferrable="INITIALLY DEFERRED")
    version_id: str
    problem = TextField(default="")
    objective = TextField(default="")
    limits = DocumentField()
    outcome = TextField(default="")
    seed = BigIntegerField(null=True)
    unheld = DocumentField(default=list)
    unseated = DocumentField(default=list)
    people_forgotten = IntegerField(default=0)

    @classmethod
    def forget_people(cls, version: str, problem: str, people: int) -> None:
        """Keep a problem from which erasure took something of so many people."""
        changed = super(_Sealed, cls).update(problem=problem, people_forgotten=people)
        changed.where(cls.version == version).execute()


class VersionRun(_Sealed):
    """A run that a version holds, on the days `start` to `end`."""

    version = ForeignKeyField(Version, index=False, deferrable="INITIALLY DEFERRED")
    version_id: str
    run = ForeignKeyField(Run)
    run_id: str
    course = ForeignKeyField(Course)
    course_id: str
    start = DateField()
    end = DateField()
    venue = ForeignKeyField(Venue)
    venue_id: str
    language = TextField()


VersionRun.add_index(VersionRun.version, VersionRun.run, unique=True)


class VersionTrainer(_Sealed):
    """A trainer in a block of a run that a version holds."""

    id = AutoField()
    version = ForeignKeyField(Version, index=False, deferrable="INITIALLY DEFERRED")
    version_id: str
    run = ForeignKeyField(Run)
    run_id: str
    block = TextField()
    trainer = ForeignKeyField(Trainer)
    trainer_id: str


VersionTrainer.add_index(
    VersionTrainer.version,
    VersionTrainer.run,
    VersionTrainer.block,
    VersionTrainer.trainer,
    unique=True,
)


class VersionSeat(_Sealed):
    """A nomination that a version seats in a run; `member` is the official's at that time."""

    id = AutoField()
    version = ForeignKeyField(Version, index=False, deferrable="INITIALLY DEFERRED")
    version_id: str
    run = ForeignKeyField(Run)
    run_id: str
    nomination = ForeignKeyField(Nomination)
    nomination_id: str
    official = ForeignKeyField(Official)
    official_id: str
    member = ForeignKeyField(Member)
    member_id: str


VersionSeat.add_index(VersionSeat.version, VersionSeat.nomination, unique=True)
