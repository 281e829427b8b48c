"""Nominations, as those who answer for them see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import fn

from catalogue import sight
from catalogue.courses import Course
from catalogue.db import is_sqlite, reading
from catalogue.life import State
from catalogue.members import Agency
from catalogue.nominations import Nomination
from catalogue.people import Official, Person
from catalogue.queries.paging import FIRST_PAGE, Page, Paging, page
from catalogue.rows import read_as
from catalogue.searchable import is_found
from catalogue.viewer import Viewer


@dataclass(frozen=True, slots=True)
class NominationLine:
    """A nomination in a list; `run` is where it has its seat."""

    id: str
    programme: str
    official: str
    given_name: str
    family_name: str
    member: str
    agency: str
    agency_name: str
    course: str
    course_title: str
    state: State
    priority: int
    rank: int | None
    note: str
    reason: str
    run: str | None
    pinned_run: str | None
    answer_by: date | None
    substitutes: str | None
    endorsed_at: datetime | None


@dataclass(frozen=True, slots=True)
class NominationFilter:
    """Which nominations; None is any. `text` begins words of the official's name or id."""

    programme: str | None = None
    member: str | None = None
    agency: str | None = None
    official: str | None = None
    course: str | None = None
    run: str | None = None
    states: tuple[State, ...] = ()
    text: str | None = None


ANY = NominationFilter()
"""No filter."""

_COLUMNS = (
    Nomination.id,
    Nomination.programme.alias("programme"),
    Nomination.official.alias("official"),
    Person.given_name,
    Person.family_name,
    Agency.member.alias("member"),
    Agency.id.alias("agency"),
    Agency.name.alias("agency_name"),
    Nomination.course.alias("course"),
    Course.title.alias("course_title"),
    Nomination.state,
    Nomination.priority,
    Nomination.rank,
    Nomination.note,
    Nomination.reason,
    Nomination.run.alias("run"),
    Nomination.pinned_run.alias("pinned_run"),
    Nomination.answer_by,
    Nomination.substitutes.alias("substitutes"),
    Nomination.endorsed_at,
)
_SORTS = {
    "id": Nomination.id,  # by member and official
    "name": Person.family_name,
    "course": Nomination.course,
    "state": Nomination.state,
    "rank": fn.COALESCE(Nomination.rank, 1000),
    "member": Agency.member,
}


@reading
def nominations(
    viewer: Viewer, wanted: NominationFilter = ANY, paging: Paging = FIRST_PAGE
) -> Page[NominationLine]:
    """List nominations. Raises Refused, BadPageToken."""
    query = sight.nominations(viewer).join(Course).switch(Nomination)
    if wanted.programme:
        query = query.where(_programme(viewer, wanted) == wanted.programme)
    columns = {
        Person.member: wanted.member,
        Official.agency: wanted.agency,
        Nomination.official: wanted.official,
        Nomination.course: wanted.course,
        Nomination.run: wanted.run,
    }
    for column, value in columns.items():
        if value:
            query = query.where(column == value)
    if wanted.states:
        query = query.where(Nomination.state.in_(wanted.states))
    if wanted.text:
        query = query.where(is_found("person", Person.id, wanted.text))
    return page(
        query,
        paging,
        columns=_COLUMNS,
        make=NominationLine,
        sorts=_SORTS,
        id=Nomination.id,
        asked=wanted,
    )


def _programme(viewer: Viewer, wanted: NominationFilter) -> Any:
    """Give the programme's column, by which SQLite is not to look where a few people are asked for.

    It has no figures of what a programme has, which is most nominations, and of what a member has.
    """
    narrow = (wanted.member, wanted.agency, wanted.official, wanted.run, wanted.text)
    is_narrow = not viewer.sees_all or any(narrow)
    return Nomination.programme.concat("") if is_sqlite() and is_narrow else Nomination.programme


@reading
def nomination(viewer: Viewer, id: str) -> NominationLine:
    """Give a nomination. Raises NotFound."""
    sight.nomination(viewer, id)
    query = sight.nominations(viewer).join(Course).where(Nomination.id == id)
    return read_as(NominationLine, query.select(*_COLUMNS))[0]
