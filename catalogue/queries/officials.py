"""Officials, as those who answer for them see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from catalogue import sight
from catalogue.attendance import Completion
from catalogue.db import reading
from catalogue.members import Agency
from catalogue.people import Gender, Official, Person, Unavailability
from catalogue.queries.paging import FIRST_PAGE, Page, Paging, page
from catalogue.rows import read_as
from catalogue.searchable import is_found
from catalogue.viewer import Viewer


@dataclass(frozen=True, slots=True)
class OfficialLine:
    """An official in a list; `retired_at` is when they left, if they did."""

    id: str
    person: str
    given_name: str
    family_name: str
    email: str
    languages: tuple[str, ...]
    city: str | None
    member: str
    agency: str
    agency_name: str
    agency_kind: str
    max_days: int | None
    gender: Gender | None
    retired_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OfficialFilter:
    """Which officials; None is any. `text` begins words of a name, an address or an id."""

    member: str | None = None
    agency: str | None = None
    language: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Away:
    """Days on which somebody cannot come."""

    start: date
    end: date
    reason: str


@dataclass(frozen=True, slots=True)
class CompletionLine:
    """How a course ended for an official."""

    course: str
    completed: bool
    completed_on: date
    source: str
    certificate: str | None


@dataclass(frozen=True, slots=True)
class OfficialRecord:
    """All about an official but their nominations."""

    line: OfficialLine
    away: tuple[Away, ...]
    completions: tuple[CompletionLine, ...]


ANY = OfficialFilter()
"""No filter."""

_COLUMNS = (
    Official.id,
    Official.person.alias("person"),
    Person.given_name,
    Person.family_name,
    Person.email,
    Person.languages,
    Person.city.alias("city"),
    Agency.member.alias("member"),
    Agency.id.alias("agency"),
    Agency.name.alias("agency_name"),
    Agency.kind.alias("agency_kind"),
    Official.max_days,
    Person.gender,
    Official.retired_at,
)
_SORTS = {"name": Person.family_name, "id": Official.id, "agency": Agency.name}


@reading
def officials(
    viewer: Viewer, wanted: OfficialFilter = ANY, paging: Paging = FIRST_PAGE
) -> Page[OfficialLine]:
    """List officials. Raises Refused, BadPageToken."""
    query = sight.officials(viewer)
    if wanted.member:
        query = query.where(Person.member == wanted.member)
    if wanted.agency:
        query = query.where(Official.agency == wanted.agency)
    if wanted.language:
        query = query.where(Person.languages.has(wanted.language))
    if wanted.text:
        query = query.where(is_found("person", Person.id, wanted.text))
    return page(
        query,
        paging,
        columns=_COLUMNS,
        make=OfficialLine,
        sorts=_SORTS,
        id=Official.id,
        asked=wanted,
    )


@reading
def official(viewer: Viewer, id: str) -> OfficialRecord:
    """Give an official. Raises NotFound."""
    row = sight.official(viewer, id)
    query = sight.officials(viewer).where(Official.id == id).select(*_COLUMNS)
    away = sight.unavailabilities(viewer).where(Unavailability.person == row.person_id)
    days = (Unavailability.start, Unavailability.end, Unavailability.reason)
    ended = sight.completions(viewer).where(Completion.official == id)
    results = (
        Completion.course.alias("course"),
        Completion.completed,
        Completion.completed_on,
        Completion.source,
        Completion.certificate,
    )
    return OfficialRecord(
        line=read_as(OfficialLine, query)[0],
        away=tuple(read_as(Away, away.select(*days).order_by(Unavailability.start))),
        completions=tuple(
            read_as(CompletionLine, ended.select(*results).order_by(Completion.completed_on))
        ),
    )
