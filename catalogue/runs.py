"""Runs: the occasions on which courses may be held, what is pinned about them, how they relate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from peewee import AutoField, BooleanField, DateField, ForeignKeyField, IntegerField, TextField

from catalogue.courses import Course
from catalogue.db import Row
from catalogue.fields import MomentField, TermField
from catalogue.people import Trainer
from catalogue.places import Venue
from catalogue.plan import BlockTrainer
from catalogue.programmes import Programme


class Run(Row):
    """One occasion of a course. What is pinned binds the planner; what is not there is free.

    `edition` is the number of the course's edition that it was published with, while it is held.
    """

    id = TextField(primary_key=True)
    programme = ForeignKeyField(Programme)
    programme_id: str
    course = ForeignKeyField(Course)
    course_id: str
    required = BooleanField(default=False)
    earliest = DateField(null=True)
    latest = DateField(null=True)
    pinned_held = BooleanField(null=True)
    pinned_start = DateField(null=True)
    pinned_venue = ForeignKeyField(Venue, null=True)
    pinned_venue_id: str | None
    pinned_language = TextField(null=True)
    edition = IntegerField(null=True)


class RunVenue(Row):
    """A venue at which a run may be held; a run without any may be held at all."""

    run = ForeignKeyField(Run, index=False)
    run_id: str
    venue = ForeignKeyField(Venue)
    venue_id: str


RunVenue.add_index(RunVenue.run, RunVenue.venue, unique=True)


class PinnedTrainer(Row):
    """A trainer that a block of a run must have."""

    run = ForeignKeyField(Run, index=False)
    run_id: str
    block = TextField()
    trainer = ForeignKeyField(Trainer)
    trainer_id: str


PinnedTrainer.add_index(PinnedTrainer.run, PinnedTrainer.block, PinnedTrainer.trainer, unique=True)


@dataclass(frozen=True, slots=True)
class Pins:
    """What is decided about a run; None leaves it to the planner."""

    held: bool | None = None
    start: date | None = None
    venue: str | None = None
    language: str | None = None
    trainers: tuple[BlockTrainer, ...] = ()


def pins_of(run: Run) -> Pins:
    """Give what is decided about a run."""
    rows = PinnedTrainer.select().where(PinnedTrainer.run == run)
    ordered = rows.order_by(PinnedTrainer.block, PinnedTrainer.trainer)
    return Pins(
        run.pinned_held,
        run.pinned_start,
        run.pinned_venue_id,
        run.pinned_language,
        tuple(BlockTrainer(each.block, each.trainer_id) for each in ordered),
    )


class LinkKind(StrEnum):
    """What a link asks of its two runs (contract, H6)."""

    BEFORE = "before"
    SAME_START = "same_start"
    APART = "apart"
    ONLY_IF = "only_if"
    SAME_COHORT = "same_cohort"


class RunLink(Row):
    """A relation between two runs."""

    kind = TermField(LinkKind)
    first = ForeignKeyField(Run)
    first_id: str
    second = ForeignKeyField(Run)
    second_id: str
    min_gap_days = IntegerField(default=0)
    max_gap_days = IntegerField(null=True)


RunLink.add_index(RunLink.kind, RunLink.first, RunLink.second, unique=True)


def pairs_before() -> list[tuple[str, str]]:
    """Give which run is to come before which."""
    links = RunLink.select().where(RunLink.kind == LinkKind.BEFORE)
    return [(link.first_id, link.second_id) for link in links]


class AssignmentState(StrEnum):
    """What a trainer says to an assignment; `released` when a later plan does without them."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    RELEASED = "released"


STANDING = (AssignmentState.ASKED, AssignmentState.ACCEPTED)
"""States of an assignment whose days are taken."""


class Assignment(Row):
    """A trainer whom a published plan has in a block of a run."""

    id = AutoField()
    run = ForeignKeyField(Run, index=False)
    run_id: str
    block = TextField()
    trainer = ForeignKeyField(Trainer)
    trainer_id: str
    state = TermField(AssignmentState, default=AssignmentState.ASKED)
    reason = TextField(default="")
    answered_at = MomentField(null=True)


Assignment.add_index(Assignment.run, Assignment.block, Assignment.trainer, unique=True)
