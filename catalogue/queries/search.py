"""One search over people, courses and venues, which finds what the viewer may know of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from catalogue import sight
from catalogue.courses import Course
from catalogue.db import reading
from catalogue.people import Person
from catalogue.places import City, Venue
from catalogue.searchable import is_found
from catalogue.viewer import Role, Viewer


@dataclass(frozen=True, slots=True)
class Found:
    """A `person`, `course` or `venue`; `place` is the member of a person, the city of a venue."""

    kind: str
    id: str
    name: str
    place: str


@reading
def search(viewer: Viewer, text: str, count: int = 20) -> tuple[Found, ...]:
    """Find by the beginnings of words; at most `count` of a kind, by their names.

    Raises Forbidden.
    """
    viewer.allow(*Role)
    people, courses = _people(viewer, text, count), _courses(viewer, text, count)
    return (*people, *courses, *_venues(text, count))


def _people(viewer: Viewer, text: str, count: int) -> Iterator[Found]:
    query = sight.people(viewer).where(is_found("person", Person.id, text))
    for row in query.order_by(Person.family_name, Person.given_name, Person.id).limit(count):
        name = f"{row.given_name} {row.family_name}".strip()
        yield Found("person", row.id, name, row.member_id or "")


def _courses(viewer: Viewer, text: str, count: int) -> Iterator[Found]:
    query = sight.courses(viewer).where(is_found("course", Course.id, text))
    for row in query.order_by(Course.title, Course.id).limit(count):
        yield Found("course", row.id, row.title, "")


def _venues(text: str, count: int) -> Iterator[Found]:
    query = Venue.select(Venue, City).join(City).where(is_found("venue", Venue.id, text))
    for row in query.order_by(Venue.name, Venue.id).limit(count):
        yield Found("venue", row.id, row.name, row.city.name)
