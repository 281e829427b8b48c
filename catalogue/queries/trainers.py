"""Trainers, with their skills and how much they teach in the published plan."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from peewee import ModelSelect

from catalogue import sight
from catalogue.db import reading
from catalogue.editions import blocks_of
from catalogue.errors import NotFound
from catalogue.people import Person, Trainer, TrainerKind, TrainerSkill, Unavailability
from catalogue.queries.officials import Away
from catalogue.queries.paging import FIRST_PAGE, Page, Paging, page
from catalogue.rows import read_as
from catalogue.runs import Assignment, AssignmentState, Run
from catalogue.searchable import is_found
from catalogue.viewer import Role, Viewer


@dataclass(frozen=True, slots=True)
class SkillLine:
    """What a trainer can teach, how well, and until when."""

    skill: str
    level: int
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class AssignmentLine:
    """A block of a run that a trainer has in the published plan, and what they say to it."""

    run: str
    block: str
    state: AssignmentState
    reason: str


@dataclass(frozen=True, slots=True)
class TrainerLine:
    """A trainer in a list; `load_days` are block days in the plan, `max_days` the most."""

    id: str
    person: str
    given_name: str
    family_name: str
    kind: TrainerKind
    member: str | None
    city: str | None
    languages: tuple[str, ...]
    max_days: int | None
    day_fee_usd: int
    skills: tuple[SkillLine, ...] = ()
    assignments: tuple[AssignmentLine, ...] = ()
    load_days: int = 0


@dataclass(frozen=True, slots=True)
class TrainerFilter:
    """Which trainers; None is any."""

    member: str | None = None
    skill: str | None = None
    language: str | None = None
    text: str | None = None


ANY = TrainerFilter()
"""No filter."""

_COLUMNS = (
    Trainer.id,
    Trainer.person.alias("person"),
    Person.given_name,
    Person.family_name,
    Trainer.kind,
    Person.member.alias("member"),
    Person.city.alias("city"),
    Person.languages,
    Trainer.max_days,
    Trainer.day_fee_usd,
)
_SORTS = {"name": Person.family_name, "id": Trainer.id}
_CONCERNED = (Role.ADMINISTRATOR, Role.COORDINATOR, Role.FOCAL_POINT, Role.TRAINER)


@reading
def trainers(
    viewer: Viewer, wanted: TrainerFilter = ANY, paging: Paging = FIRST_PAGE
) -> Page[TrainerLine]:
    """List trainers. Raises Forbidden, Refused, BadPageToken."""
    viewer.allow(*_CONCERNED)
    query = sight.trainers(viewer)
    if wanted.member:
        query = query.where(Person.member == wanted.member)
    if wanted.language:
        query = query.where(Person.languages.has(wanted.language))
    if wanted.skill:
        skilled = TrainerSkill.select(TrainerSkill.trainer)
        query = query.where(Trainer.id.in_(skilled.where(TrainerSkill.skill == wanted.skill)))
    if wanted.text:
        is_named = is_found("person", Person.id, wanted.text)
        query = query.where(is_named | (Trainer.id == wanted.text))
    return _page(viewer, query, paging, wanted)


@reading
def trainer(viewer: Viewer, id: str) -> TrainerLine:
    """Give a trainer. Raises Forbidden, NotFound."""
    viewer.allow(*_CONCERNED)
    found = _page(viewer, sight.trainers(viewer).where(Trainer.id == id), FIRST_PAGE, id)
    for line in found.items:
        return line
    raise NotFound("trainer", id)


@reading
def days_away(viewer: Viewer, id: str) -> tuple[Away, ...]:
    """Give the days on which a trainer cannot come, in their order. Raises Forbidden, NotFound."""
    person = trainer(viewer, id).person
    days = sight.unavailabilities(viewer).where(Unavailability.person == person)
    columns = Unavailability.start, Unavailability.end, Unavailability.reason
    return tuple(read_as(Away, days.select(*columns).order_by(*columns[:2])))


def _page(
    viewer: Viewer, query: ModelSelect[Trainer], paging: Paging, asked: Any
) -> Page[TrainerLine]:
    lines = page(
        query, paging, columns=_COLUMNS, make=TrainerLine, sorts=_SORTS, id=Trainer.id, asked=asked
    )
    return replace(lines, items=_with_work(viewer, lines.items))


def _with_work(viewer: Viewer, lines: tuple[TrainerLine, ...]) -> tuple[TrainerLine, ...]:
    ids = [line.id for line in lines]
    skills: dict[str, list[SkillLine]] = defaultdict(list)
    known = TrainerSkill.select().where(TrainerSkill.trainer.in_(ids))
    for row in known.order_by(TrainerSkill.skill):
        skills[row.trainer_id].append(SkillLine(row.skill, row.level, row.expires_on))
    work: dict[str, list[AssignmentLine]] = defaultdict(list)
    load: dict[str, int] = defaultdict(int)
    assigned = (
        sight.assignments(viewer)
        .select(Assignment, Run)
        .join(Run)
        .where(Assignment.trainer.in_(ids), Assignment.state != AssignmentState.RELEASED)
        .order_by(Assignment.run, Assignment.block)
    )
    duties = list(assigned)
    blocks = blocks_of({duty.run_id: duty.run for duty in duties}.values())
    for duty in duties:
        line = AssignmentLine(duty.run_id, duty.block, duty.state, duty.reason)
        work[duty.trainer_id].append(line)
        first, last = blocks.get((duty.run_id, duty.block), (0, -1))  # not published, and gone
        load[duty.trainer_id] += last - first + 1
    return tuple(
        replace(
            line,
            skills=tuple(skills[line.id]),
            assignments=tuple(work[line.id]),
            load_days=load[line.id],
        )
        for line in lines
    )
