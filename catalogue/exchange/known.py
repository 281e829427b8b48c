"""What a folder may name because the database has it already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from peewee import Field

from catalogue.calls import Call
from catalogue.courses import Block, Course
from catalogue.exchange.folder import Folder
from catalogue.life import OPEN
from catalogue.members import Agency, Funder, Member
from catalogue.nominations import Nomination
from catalogue.people import Official, Person, Trainer
from catalogue.places import City, Venue
from catalogue.runs import Run

_FEW: Mapping[str, Field] = {
    "funder": Funder.id,
    "member": Member.id,
    "city": City.id,
    "venue": Venue.id,
    "call": Call.id,
}
_MANY: Mapping[str, Field] = {
    "person": Person.id,
    "official": Official.id,
    "nomination": Nomination.id,
}


def note_known(folder: Folder) -> None:
    """Tell a folder the codes that are in the database."""
    note_known_but_officials(folder)
    _note(folder, _MANY)
    pairs: Any = Nomination.select(Nomination.official, Nomination.course)
    folder.open_pairs |= set(pairs.where(Nomination.state.in_(sorted(OPEN))).tuples())


def note_known_but_officials(folder: Folder) -> None:
    """Tell a folder the codes of all but people and nominations, of which there are many."""
    _note(folder, _FEW)
    for agency in Agency.select():
        folder.codes["agency"].add(agency.id)
        folder.codes["kind"].add(agency.kind)
        folder.member_of[agency.id] = agency.member_id
    for trainer in Trainer.select():
        folder.codes["trainer"].add(trainer.id)
        folder.person_of[trainer.id] = trainer.person_id
    for course in Course.select():
        folder.codes["course"].add(course.id)
        folder.days_of[course.id] = course.days
    for block in Block.select():
        folder.codes[f"block of {block.course_id}"].add(block.code)
    for run in Run.select():
        folder.codes["run"].add(run.id)
        folder.course_of[run.id] = run.course_id


def _note(folder: Folder, kinds: Mapping[str, Field]) -> None:
    for kind, column in kinds.items():
        rows: Any = column.model.select(column).tuples()
        folder.codes[kind] |= {id for (id,) in rows}
