"""Messages: to whom, of what, what became of mailing them; and those that publishing would make.

Names stand beside ids here, of those alone whom the reader of the message may see.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from catalogue import sight
from catalogue.courses import Course
from catalogue.db import reading
from catalogue.errors import NotFound
from catalogue.messages import Kind, Line, Message, MessageState, line_of
from catalogue.nominations import Nomination
from catalogue.people import Person
from catalogue.places import City, Venue
from catalogue.queries.news import news_of_scenario
from catalogue.queries.paging import Page, Paging, page
from catalogue.rows import narrowed
from catalogue.signed_in import viewer_of
from catalogue.viewer import Viewer


@dataclass(frozen=True, slots=True)
class TheirLine:
    """A line with names; `official` is empty where the seat is the reader's own."""

    kind: Kind
    course: str
    course_title: str
    run: str
    start: date | None
    end: date | None
    venue: str
    city: str
    language: str
    answer_by: date | None
    nomination: str
    official: str
    old_run: str
    old_start: date | None
    old_venue: str
    old_language: str


@dataclass(frozen=True, slots=True)
class MessageLine:
    """A message to somebody, and what became of it.

    `said` is the mail server's last answer; NO_MAIL or NO_ADDRESS where it stands on the pages
    alone. `language` is the one in which it was mailed.
    """

    id: int
    person: str
    given_name: str
    family_name: str
    programme: str
    made_at: datetime
    state: MessageState
    tries: int
    said: str
    tried_at: datetime | None
    language: str
    lines: tuple[TheirLine, ...]


@dataclass(frozen=True, slots=True)
class Addressed:
    """What is to be mailed: to which address, and in which languages the person may read it."""

    id: int
    address: str
    given_name: str
    family_name: str
    languages: tuple[str, ...]
    lines: tuple[TheirLine, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody would be told; without an address it would stand on the pages alone."""

    person: str
    given_name: str
    family_name: str
    member: str | None
    has_address: bool
    languages: tuple[str, ...]
    lines: tuple[TheirLine, ...]


NEWEST_FIRST = Paging(sort="-id")
"""The usual order of messages."""

_COLUMNS = (
    *(Message.id, Message.person.alias("person"), Person.given_name, Person.family_name),
    *(Message.programme.alias("programme"), Message.made_at, Message.state, Message.tries),
    *(Message.said, Message.tried_at, Message.language, Message.lines),
)


@reading
def messages(
    viewer: Viewer, state: MessageState | None = None, paging: Paging = NEWEST_FIRST
) -> Page[MessageLine]:
    """List the viewer's messages, or all for those who run the programme, the newest first.

    Raises Refused, BadPageToken.
    """
    query = sight.messages(viewer)
    if state:
        query = query.where(Message.state == state)
    found = page(
        query,
        paging,
        columns=_COLUMNS,
        make=MessageLine,
        sorts={"id": Message.id},
        id=Message.id,
        asked=state,
    )
    kept: list[list[Line]] = [[line_of(each) for each in row.lines] for row in found.items]  # type: ignore[arg-type]
    names = _names(viewer, [line for lines in kept for line in lines])
    items = [
        replace(row, lines=tuple(names.of(line, row.person) for line in lines))
        for row, lines in zip(found.items, kept, strict=True)
    ]
    return replace(found, items=tuple(items))


@reading
def addressed(viewer: Viewer, message: int) -> Addressed | None:
    """Give a message that is to be mailed; None where it is not any more, or nobody can be reached.

    It is made of what the person may see now. Raises Forbidden.
    """
    viewer.allow_coordinators()
    waiting = sight.messages(viewer).where(Message.state == MessageState.WAITING)
    row = waiting.where(Message.id == message).get_or_none()
    if row is None or not row.person.email:
        return None
    kept = [line_of(each) for each in row.lines]
    names = _names(viewer_of(row.person_id), kept)
    return Addressed(
        id=row.id,
        address=row.person.email,
        given_name=row.person.given_name,
        family_name=row.person.family_name,
        languages=_languages(row.person),
        lines=tuple(names.of(line, row.person_id) for line in kept),
    )


@reading
def drafts(viewer: Viewer, scenario: str) -> tuple[Draft, ...]:
    """List who would be told what if a scenario were published now, by name.

    Raises Forbidden, NotFound.
    """
    lines: dict[str, list[Line]] = defaultdict(list)
    for each in news_of_scenario(viewer, scenario):
        lines[each.person].append(each.line)
    names = _names(viewer, [line for mine in lines.values() for line in mine])
    people = narrowed(sight.people(viewer), Person.id, lines.keys())
    return tuple(
        Draft(
            person=person.id,
            given_name=person.given_name,
            family_name=person.family_name,
            member=person.member_id,
            has_address=bool(person.email),
            languages=_languages(person),
            lines=tuple(names.of(line, person.id) for line in lines[person.id]),
        )
        for person in people.order_by(Person.family_name, Person.id)
        if person.id in lines
    )


@reading
def draft(viewer: Viewer, scenario: str, person: str) -> Draft:
    """Give what one person would be told. Raises Forbidden, NotFound."""
    for each in drafts(viewer, scenario):
        if each.person == person:
            return each
    raise NotFound("message", person)


def _languages(person: Person) -> tuple[str, ...]:
    return ((person.reads,) if person.reads else ()) + tuple(person.languages)


@dataclass(frozen=True, slots=True)
class _Names:
    courses: dict[str, str]
    venues: dict[str, tuple[str, str]]
    officials: dict[str, tuple[str, str]]  # who sits, and their name, by nomination

    def of(self, line: Line, reader: str) -> TheirLine:
        """Put names beside a line's ids."""
        person, name = self.officials.get(line.nomination, ("", ""))
        venue, city = self.venues.get(line.venue, (line.venue, ""))
        return TheirLine(
            kind=line.kind,
            course=line.course,
            course_title=self.courses.get(line.course, line.course),
            run=line.run,
            start=line.start,
            end=line.end,
            venue=venue,
            city=city,
            language=line.language,
            answer_by=line.answer_by,
            nomination=line.nomination,
            official="" if person == reader else name,
            old_run=line.old_run,
            old_start=line.old_start,
            old_venue=self.venues.get(line.old_venue, (line.old_venue, ""))[0],
            old_language=line.old_language,
        )


def _names(viewer: Viewer, lines: Collection[Line]) -> _Names:
    # whoever is told of a course sits in it, teaches it, or answers for somebody who does
    titles = sight.courses(Viewer.system()).select(Course.id, Course.title)
    wanted = _ids(line.nomination for line in lines)
    rows = sight.nominations(viewer).select(
        Nomination.id, Person.id, Person.given_name, Person.family_name
    )
    seated: Any = narrowed(rows, Nomination.id, wanted).tuples()
    places: Any = Venue.select(Venue.id, Venue.name, City.name).join(City).tuples()
    return _Names(
        courses={row.id: row.title for row in titles},
        venues={id: (venue, city) for id, venue, city in places},
        officials={
            id: (person, f"{given} {family}".strip()) for id, person, given, family in seated
        },
    )


def _ids(ids: Iterable[str]) -> set[str]:
    return set(ids) - {""}
