"""What came back from an LMS: attendance by session, progress in lessons, completions, grades.

Facts are by the LMS's ids; `inbound` puts them in our keys and the place's time. Who was taken out
over there is a matter of enrolments: see `shown.Gone`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from lms_bridge.sync.made import Made
from lms_bridge.sync.match import Matched, match
from lms_bridge.sync.state import Desired, LessonOf, Remote


@dataclass(frozen=True, slots=True)
class Mark:
    """Somebody was, or was not, in a session that began at `at` (aware)."""

    class_id: str
    person_id: str
    at: datetime
    present: bool


@dataclass(frozen=True, slots=True)
class Work:
    """Somebody did `done` of the `total` >= 1 parts of a lesson, last at `at` (aware)."""

    class_id: str
    person_id: str
    lesson: str
    done: int
    total: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Undone:
    """The LMS says that somebody has not done a lesson; where it says nothing there is none."""

    class_id: str
    person_id: str
    lesson: str


@dataclass(frozen=True, slots=True)
class Finish:
    """The LMS holds that somebody completed a class as a whole, at `at` (aware)."""

    class_id: str
    person_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Unfinished:
    """The LMS says that somebody has not completed a class; where it says nothing there is none."""

    class_id: str
    person_id: str


@dataclass(frozen=True, slots=True)
class Grade:
    """Somebody was graded: `points` of `most` > 0 in `item`; empty is the class as a whole."""

    class_id: str
    person_id: str
    item: str
    points: float
    most: float
    at: datetime


@dataclass(frozen=True, slots=True)
class Ungraded:
    """The LMS says that somebody has no grade in `item`; where it says nothing there is none."""

    class_id: str
    person_id: str
    item: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What an LMS tells about some classes."""

    marks: tuple[Mark, ...] = ()
    works: tuple[Work, ...] = ()
    undone: tuple[Undone, ...] = ()
    finishes: tuple[Finish, ...] = ()
    unfinished: tuple[Unfinished, ...] = ()
    grades: tuple[Grade, ...] = ()
    ungraded: tuple[Ungraded, ...] = ()


@dataclass(frozen=True, slots=True)
class Attendance:
    """Whether somebody was there in the session that began at `at`, in the class's time zone."""

    class_key: str
    person_key: str
    at: datetime
    present: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """How far somebody is in a lesson; it is completed when `done` equals `total`."""

    class_key: str
    person_key: str
    lesson: str
    done: int
    total: int
    at: datetime

    @property
    def completed(self) -> bool:
        """Whether nothing of the lesson is left to do."""
        return self.done == self.total


@dataclass(frozen=True, slots=True)
class Finished:
    """The LMS holds a class for completed by somebody."""

    class_key: str
    person_key: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Graded:
    """Somebody was graded: `points` of `most` in `item`; empty is the class as a whole."""

    class_key: str
    person_key: str
    item: str
    points: float
    most: float
    at: datetime


@dataclass(frozen=True, slots=True)
class Profile:
    """An account made by others says something else than the catalogue in `name` or `email`."""

    person_key: str
    field: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Inbound:
    """What came back about our people in our classes.

    `undone` are lessons not wholly done, `unfinished` who has not completed which class, `ungraded`
    who has no grade in which class in what.
    """

    attendance: tuple[Attendance, ...] = ()
    progress: tuple[Progress, ...] = ()
    undone: frozenset[LessonOf] = frozenset()
    finishes: tuple[Finished, ...] = ()
    unfinished: frozenset[tuple[str, str]] = frozenset()
    grades: tuple[Graded, ...] = ()
    ungraded: frozenset[tuple[str, str, str]] = frozenset()
    profiles: tuple[Profile, ...] = ()


Found = TypeVar("Found", Progress, Finished, Graded)


def inbound(facts: Facts, desired: Desired, remote: Remote, made: Made) -> Inbound:
    """Put facts in our keys and places' time; those about other people and classes are left out.

    Somebody marked twice for one session was there if one of the marks says so.
    """
    matched = match(desired, remote, made)
    zone = {
        matched.classes[c.key].id: (c.key, ZoneInfo(c.time_zone))
        for c in desired.classes
        if c.key in matched.classes
    }
    person = {p.id: key for key, p in matched.people.items()}
    there: dict[tuple[str, str, datetime], bool] = {}
    for mark in facts.marks:
        if mark.class_id in zone and mark.person_id in person:
            key, place = zone[mark.class_id]
            session = key, person[mark.person_id], mark.at.astimezone(place)
            there[session] = there.get(session, False) or mark.present

    def ours(fact: Work | Undone | Finish | Unfinished | Grade | Ungraded) -> bool:
        return fact.class_id in zone and fact.person_id in person

    def whose(fact: Work | Undone | Finish | Unfinished | Grade | Ungraded) -> tuple[str, str]:
        return zone[fact.class_id][0], person[fact.person_id]

    progress = _sorted(
        Progress(*whose(w), w.lesson, w.done, w.total, w.at) for w in facts.works if ours(w)
    )
    done = {LessonOf(p.class_key, p.person_key, p.lesson) for p in progress if p.completed}
    begun = {LessonOf(p.class_key, p.person_key, p.lesson) for p in progress if not p.completed}
    undone = {LessonOf(*whose(u), u.lesson) for u in facts.undone if ours(u)}
    finishes = _sorted(Finished(*whose(f), f.at) for f in facts.finishes if ours(f))
    grades = _sorted(
        Graded(*whose(g), g.item, g.points, g.most, g.at) for g in facts.grades if ours(g)
    )
    graded = {(g.class_key, g.person_key, g.item) for g in grades}
    unfinished = {whose(u) for u in facts.unfinished if ours(u)}
    return Inbound(
        attendance=tuple(Attendance(*of, present) for of, present in sorted(there.items())),
        progress=progress,
        undone=frozenset((undone | begun) - done),
        finishes=finishes,
        unfinished=frozenset(unfinished - {(f.class_key, f.person_key) for f in finishes}),
        grades=grades,
        ungraded=frozenset((*whose(u), u.item) for u in facts.ungraded if ours(u)) - graded,
        profiles=tuple(_profiles(desired, matched, made)),
    )


def _sorted(found: Iterable[Found]) -> tuple[Found, ...]:
    """Put facts in an order that does not depend on the LMS's, each once."""
    return tuple(sorted(set(found), key=lambda f: (*astuple(f)[:3], str(f))))


def _profiles(desired: Desired, matched: Matched, made: Made) -> Iterator[Profile]:
    for wanted in desired.people:
        there = matched.people.get(wanted.key)
        if there is None or made.ours(wanted.key):
            continue
        for field in ("name", "email"):
            theirs = getattr(there, field)
            if theirs and theirs != getattr(wanted, field):
                yield Profile(wanted.key, field, theirs)
