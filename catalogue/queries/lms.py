"""What an LMS refused, and what it tells about people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from catalogue import sight
from catalogue.db import reading
from catalogue.facts import FactKind, LmsFact
from catalogue.lms import LmsItem
from catalogue.nominations import Nomination
from catalogue.people import Official, Person
from catalogue.rows import read_as
from catalogue.viewer import Viewer


@dataclass(frozen=True, slots=True)
class ItemLine:
    """A change that an LMS refused: itself and why in words, how often, since when.

    `aside_at` is when it was set aside: it is not tried then.
    """

    id: str
    lms: str
    key: str
    words: str
    reason: str
    text: str
    tries: int
    first_at: datetime
    last_at: datetime
    aside_at: datetime | None


@dataclass(frozen=True, slots=True)
class FactLine:
    """Something that an LMS tells about somebody, `at` that time; seen here at `seen_at`.

    An empty `told` is that what it told before is no longer so.
    """

    lms: str
    kind: FactKind
    person: str
    given_name: str
    family_name: str
    nomination: str | None
    item: str
    told: str
    at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class ToldGrade:
    """What an LMS told last that somebody who sits now was graded in `item`; empty is all."""

    run: str
    person: str
    item: str
    told: str


@reading
def lms_items(viewer: Viewer) -> tuple[ItemLine, ...]:
    """List what LMSs refused, the latest first. Raises Forbidden."""
    viewer.allow_coordinators()
    return tuple(read_as(ItemLine, LmsItem.select().order_by(LmsItem.last_at.desc(), LmsItem.key)))


@reading
def set_aside(viewer: Viewer, lms: str) -> frozenset[str]:
    """Name the changes that are not to be tried. Raises Forbidden."""
    viewer.allow_coordinators()
    rows = LmsItem.select().where(LmsItem.lms == lms, LmsItem.aside_at.is_null(is_null=False))
    return frozenset(row.key for row in rows)


@reading
def told_completed(viewer: Viewer, lms: str) -> frozenset[str]:
    """Name the nominations of which an LMS told that a course was completed, and still does.

    Raises Forbidden.
    """
    viewer.allow_coordinators()
    rows = LmsFact.select().where(LmsFact.lms == lms, LmsFact.kind == FactKind.FINISH)
    last = {row.nomination_id: row.told for row in rows.order_by(LmsFact.id)}
    return frozenset(nomination for nomination, told in last.items() if nomination and told)


@reading
def told_grades(viewer: Viewer, lms: str) -> tuple[ToldGrade, ...]:
    """List the grades that an LMS told of and has not taken back. Raises Forbidden."""
    viewer.allow_coordinators()
    seen = sight.nominations(viewer).select(Nomination.id)
    rows = (
        LmsFact.select(LmsFact, Nomination)
        .join(Nomination)
        .where(LmsFact.lms == lms, LmsFact.kind == FactKind.GRADE, Nomination.id.in_(seen))
        .order_by(LmsFact.id)
    )
    last: dict[tuple[str, str, str], str] = {}
    for row in rows:
        if row.nomination and row.nomination.run_id:
            last[row.nomination.run_id, row.person_id, row.item] = row.told
    return tuple(ToldGrade(*of, told) for of, told in last.items() if told)


@reading
def facts(viewer: Viewer, programme: str | None = None) -> tuple[FactLine, ...]:
    """List what LMSs told, the latest first; with a programme what concerns it or its people.

    Raises Forbidden.
    """
    viewer.allow_coordinators()
    query = LmsFact.select(LmsFact, Person).join(Person).order_by(LmsFact.id.desc())
    if programme is not None:
        nominated = sight.nominations(viewer).where(Nomination.programme == programme)
        query = query.where(LmsFact.person.in_(nominated.select(Official.person)))
    return tuple(
        FactLine(
            lms=row.lms,
            kind=row.kind,
            person=row.person_id,
            given_name=row.person.given_name,
            family_name=row.person.family_name,
            nomination=row.nomination_id,
            item=row.item,
            told=row.told,
            at=row.at,
            seen_at=row.seen_at,
        )
        for row in query
    )
