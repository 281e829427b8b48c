"""What should be in an LMS, and what is in it. It knows no LMS and no plan.

Our keys (a run's id, a person's external key) name what should be there; the LMS's own ids name
what is there. `match` brings the two together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lms_bridge.sync.errors import MalformedDesired


class Role(StrEnum):
    """What somebody is in a class."""

    COACH = "coach"
    LEARNER = "learner"


class Enrolment(NamedTuple):
    """A person in a class, by our keys."""

    class_key: str
    person_key: str
    role: Role


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson by its title, with the LMS's ids of the materials that belong to it."""

    title: str
    materials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Class:
    """A run as its class in the LMS.

    `key` is the run's id. `about` tells dates, place with its local time, and trainers, a line
    each, the most important first: an LMS with little room cuts the end. `time_zone` (an IANA
    name) decides on which day an attendance session fell. It is held from `start` to `end`, both
    days included, at `place`. `course` is the catalogue's id of the course, by which a template is
    found, `category` the programme's title. `lessons` are those whose materials the course names.
    An LMS has no room for some of these: its `fit` leaves them empty. `digest` is a short name for
    all that the catalogue wants of it; `fit` leaves it.
    """

    key: str
    title: str
    about: str = ""
    time_zone: str = "UTC"
    start: date | None = None
    end: date | None = None
    place: str = ""
    course: str = ""
    category: str = ""
    lessons: tuple[Lesson, ...] = ()
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who needs an account.

    `key` is the external key: it must be unmistakable beside the keys that the LMS already holds.
    `username` is a wish: an LMS bends it into its alphabet and makes it unique. `member` is the
    id of the member state that somebody belongs to, for an LMS that keeps its people in cohorts.
    """

    key: str
    name: str
    username: str = ""
    given_name: str = ""
    family_name: str = ""
    email: str = ""
    member: str = ""


class Presence(NamedTuple):
    """Whether somebody was there on a day of a class, as it was noted here by hand."""

    class_key: str
    person_key: str
    day: date
    present: bool


class LessonOf(NamedTuple):
    """Somebody's lesson in a class."""

    class_key: str
    person_key: str
    lesson: str


class GradeOf(NamedTuple):
    """What an LMS told that somebody was graded in `item` of a class; empty is all of it."""

    class_key: str
    person_key: str
    item: str
    told: str


@dataclass(frozen=True, slots=True)
class Desired:
    """What the published plan wants. People without an enrolment get no account.

    `presences` are for an LMS that keeps attendance; `lessons_done` and `grades` are what it told
    before.
    `forgotten` are keys of people whose names are told no more, also where an LMS has them still.

    Raises MalformedDesired where a key is empty, has spaces, stands twice or is not given at all,
    and for a time zone that does not exist.
    """

    classes: tuple[Class, ...] = ()
    people: tuple[Person, ...] = ()
    enrolments: frozenset[Enrolment] = frozenset()
    presences: frozenset[Presence] = frozenset()
    lessons_done: frozenset[LessonOf] = frozenset()
    grades: frozenset[GradeOf] = frozenset()
    forgotten: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Refuse what cannot be meant."""
        classes = _unique("classes", (c.key for c in self.classes))
        people = _unique("people", (p.key for p in self.people))
        for zone in sorted({c.time_zone for c in self.classes}):
            try:
                ZoneInfo(zone)
            except (ZoneInfoNotFoundError, ValueError):
                raise MalformedDesired("classes", f'"{zone}" is no time zone') from None
        for e in sorted(self.enrolments):
            if e.class_key not in classes:
                raise MalformedDesired("enrolments", f'no class has the key "{e.class_key}"')
            if e.person_key not in people:
                raise MalformedDesired("enrolments", f'no person has the key "{e.person_key}"')

    def within(self, scope: Scope) -> Desired:
        """Give the part about the classes of a scope, with all who belong to them."""
        enrolments = frozenset(e for e in self.enrolments if e.class_key in scope.classes)
        wanted = {e.person_key for e in enrolments}
        return Desired(
            classes=tuple(c for c in self.classes if c.key in scope.classes),
            people=tuple(p for p in self.people if p.key in wanted),
            enrolments=enrolments,
            forgotten=self.forgotten,
        )


@dataclass(frozen=True, slots=True)
class RemoteClass:
    """A class in the LMS; `key` is None where it bears none.

    `lessons` are all but one that only shows `about`. Of the others of `Class` it has what `fit`
    leaves. Where its days are not whole ones, or not the same everywhere, `start` and `end` are
    None, and `other_days` tells them to people. Who learns cannot open a `hidden` one.
    """

    id: str
    key: str | None
    title: str
    about: str = ""
    archived: bool = False
    lessons: tuple[Lesson, ...] = ()
    start: date | None = None
    end: date | None = None
    place: str = ""
    other_days: str = field(default="", compare=False)
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class RemotePerson:
    """An account in the LMS; `key` is None where it bears none.

    `email` is empty in an LMS that has no place for it; `fit` then empties ours, too. `member` is
    that in whose cohort it is, empty for none; None where that was not read. With a `suspended`
    one nobody can sign in.
    """

    id: str
    key: str | None
    name: str
    username: str
    email: str = ""
    member: str | None = None
    suspended: bool = False


class Seat(NamedTuple):
    """A person in a class, by the LMS's ids. A suspended enrolment is none."""

    class_id: str
    person_id: str
    role: Role


@dataclass(frozen=True, slots=True)
class Scope:
    """A part of what the LMS holds, by our keys: classes with all who are in them, and people.

    It keeps a change of few people from waiting for a reading of everything.
    """

    classes: frozenset[str]
    people: frozenset[str]


@dataclass(frozen=True, slots=True)
class Remote:
    """What the LMS holds, all or a `Scope` of it. A failed reading never becomes a Remote.

    `ungrouped` are the seats that lack the group of their class, in an LMS that has groups. Those
    `beside` are, by the LMS's ids of class and person, there in no role of ours, but in another.
    """

    classes: tuple[RemoteClass, ...] = ()
    people: tuple[RemotePerson, ...] = ()
    seats: frozenset[Seat] = frozenset()
    ungrouped: frozenset[Seat] = frozenset()
    beside: frozenset[tuple[str, str]] = frozenset()

    def forgetting(self, keys: Collection[str]) -> Remote:
        """Give the same with the keys of some people in the place of their names."""
        people = tuple(
            replace(p, name=p.key) if p.key and p.key in keys else p for p in self.people
        )
        return replace(self, people=people)


def _unique(where: str, keys: Iterable[str]) -> set[str]:
    counted = Counter(keys)
    for key, count in counted.items():
        if key.split() != [key]:
            raise MalformedDesired(where, f'"{key}" is no key: it is empty or has spaces')
        if count > 1:
            raise MalformedDesired(where, f'the key "{key}" stands {count} times')
    return set(counted)
