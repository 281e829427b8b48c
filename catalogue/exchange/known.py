"""What a folder may name because the database has it already."""

from __future__ import annotations

from catalogue.calls import Call
from catalogue.courses import Block, Course
from catalogue.db import Row
from catalogue.exchange.folder import Folder
from catalogue.life import OPEN
from catalogue.members import Agency, Funder, Member
from catalogue.nominations import Nomination
from catalogue.people import Official, Person, Trainer
from catalogue.places import City, Venue
from catalogue.runs import Run

_BY_ID: dict[str, type[Row]] = {
    "funder": Funder,
    "member": Member,
    "city": City,
    "venue": Venue,
    "person": Person,
    "official": Official,
    "nomination": Nomination,
    "call": Call,
}


def note_known(folder: Folder) -> None:
    """Tell a folder the codes that are in the database."""
    for kind, table in _BY_ID.items():
        folder.codes[kind] |= {row.__data__["id"] for row in table.select()}
    for nomination in Nomination.select().where(Nomination.state.in_(sorted(OPEN))):
        folder.open_pairs.add((nomination.official_id, nomination.course_id))
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
