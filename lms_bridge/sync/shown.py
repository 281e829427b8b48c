"""What a run only shows: people gone, things added by hand, names that differ.

Nothing of it is changed in the LMS by us; a person decides, or nobody needs to.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from lms_bridge.sync.made import Made
from lms_bridge.sync.match import Kind, Matched
from lms_bridge.sync.ownership import OWNERS, Owner
from lms_bridge.sync.state import Class, Desired, Enrolment, Remote, RemoteClass


@dataclass(frozen=True, slots=True)
class Gone:
    """Somebody whom we enrolled was taken out over there: a drop-out is *reported*, no more.

    They are not enrolled again until somebody decides: either the plan no longer wants them, or
    the report is taken back (`Made.forgetting`). Until then every run tells it. Where their
    `account` is gone, too, it is made again only then. Whoever is `beside` is there still, in
    another role.
    """

    code: ClassVar[str] = "GONE"
    enrolment: Enrolment
    name: str
    title: str
    account: bool = False
    beside: bool = False


class Extra(StrEnum):
    """What somebody added by hand."""

    COACH = "coach"
    LEARNER = "learner"
    OTHER = "other"
    """In no role of ours."""
    LESSON = "lesson"


@dataclass(frozen=True, slots=True)
class ByHand:
    """Something in a class of ours that we did not make: left alone."""

    code: ClassVar[str] = "BY_HAND"
    class_key: str
    extra: Extra
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class OtherName:
    """An account made by others bears another name than the catalogue's: theirs is left."""

    code: ClassVar[str] = "OTHER_NAME"
    person_key: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True, order=True)
class Changed:
    """A field of ours (a key of `OWNERS`) was changed there: both values, before it is set again.

    `key` is the class's or the person's.
    """

    code: ClassVar[str] = "CHANGED"
    field: str
    key: str
    ours: str
    theirs: str

    @property
    def decides(self) -> Owner:
        """Whose word counts."""
        return OWNERS[self.field]


@dataclass(frozen=True, slots=True, order=True)
class Closed:
    """Somebody hid a class of ours there, or suspended an account: left alone, and told."""

    code: ClassVar[str] = "CLOSED"
    kind: Kind
    key: str
    name: str


@dataclass(frozen=True, slots=True, order=True)
class LeftBehind:
    """A class of ours lost its key to another, and `count` of our people are in it still.

    It is left alone, and told until it is empty or gone.
    """

    code: ClassVar[str] = "LEFT_BEHIND"
    key: str
    id: str
    title: str
    count: int


@dataclass(frozen=True, slots=True, order=True)
class NotedOtherwise:
    """Somebody was there on a day by what was noted here, and was not by the LMS, or vice versa."""

    code: ClassVar[str] = "NOTED_OTHERWISE"
    class_key: str
    person_key: str
    day: date
    ours: str  # present or absent
    theirs: str


@dataclass(frozen=True, slots=True, order=True)
class NotDone:
    """A lesson that the LMS told of before, and says now that it is not done: a person decides."""

    code: ClassVar[str] = "NOT_DONE"
    class_key: str
    person_key: str
    lesson: str


@dataclass(frozen=True, slots=True, order=True)
class NoGrade:
    """A grade that the LMS told of before, and says now that there is none: it is noted so."""

    code: ClassVar[str] = "NO_GRADE"
    class_key: str
    person_key: str
    item: str
    ours: str  # as it was told


def changed(desired: Desired, matched: Matched, made: Made) -> tuple[Changed, ...]:
    """Find what was changed there since it was last seen as it is still wanted."""
    found = []
    for wanted in desired.classes:
        there = matched.classes.get(wanted.key)
        if there is None or made.told.get(wanted.key) != wanted.digest:
            continue  # it is not there, or we are the ones who want something else now
        for field, ours, theirs in (
            ("class.key", wanted.key, there.key or ""),
            ("class.title", wanted.title, there.title),
            ("class.about", wanted.about, there.about),
            ("class.dates", _days(wanted.start, wanted.end), _days_there(wanted, there)),
            ("class.place", wanted.place, there.place),
        ):
            if ours != theirs:
                found.append(Changed(field, wanted.key, ours, theirs))
    for person in desired.people:
        account = matched.people.get(person.key)
        if account is None or not made.ours(person.key):
            continue
        for field in ("key", "name", "email"):
            ours, theirs = getattr(person, field), getattr(account, field) or ""
            if ours != theirs:
                found.append(Changed(f"account_made_by_us.{field}", person.key, ours, theirs))
    return tuple(sorted(found))


def _days(start: date | None, end: date | None) -> str:
    return f"{start} - {end}" if start or end else ""


def _days_there(wanted: Class, there: RemoteClass) -> str:
    told = _days(there.start, there.end)
    is_wanted = (there.start, there.end) == (wanted.start, wanted.end)
    return told if is_wanted else told or there.other_days


def by_hand(desired: Desired, remote: Remote, matched: Matched, made: Made) -> tuple[ByHand, ...]:
    """Find who and what others added to our classes."""
    key_of = {c.id: key for key, c in matched.classes.items()}
    name_of = {p.id: p.name or p.username for p in remote.people}
    ours = desired.enrolments | made.enrolments.keys()
    seats = [seat for e, seat in matched.enrolments.items() if e not in ours]
    there = [(class_id, person, Extra(role)) for class_id, person, role in seats]
    there += [(class_id, person, Extra(role)) for class_id, person, role in matched.strangers]
    key_of_person = {p.id: key for key, p in matched.people.items()}
    wanted = {(e.class_key, e.person_key) for e in ours}
    there += [
        (class_id, person, Extra.OTHER)
        for class_id, person in remote.beside
        if (key_of.get(class_id), key_of_person.get(person)) not in wanted
    ]
    found = [
        ByHand(
            class_key=key_of[class_id],
            extra=extra,
            name=name_of.get(person, person),
            title=matched.classes[key_of[class_id]].title,
        )
        for class_id, person, extra in there
        if class_id in key_of
    ]
    named = {c.key: {x.title.casefold() for x in c.lessons} for c in desired.classes}
    found += [
        ByHand(key, Extra.LESSON, lesson.title, there.title)
        for key, there in matched.classes.items()
        for lesson in there.lessons
        if lesson.title.casefold() not in named.get(key, set())
    ]
    return tuple(sorted(found, key=lambda b: (b.class_key, b.extra, b.name)))


def closed(desired: Desired, matched: Matched) -> tuple[Closed, ...]:
    """Find what nobody can use there, though it is wanted."""
    classes = [(c, matched.classes.get(c.key)) for c in desired.classes]
    people = [(p, matched.people.get(p.key)) for p in desired.people]
    found = [Closed(Kind.CLASS, c.key, c.title) for c, there in classes if there and there.hidden]
    found += [
        Closed(Kind.PERSON, p.key, p.name) for p, there in people if there and there.suspended
    ]
    return tuple(sorted(found))


def left_behind(remote: Remote, matched: Matched, made: Made) -> tuple[LeftBehind, ...]:
    """Find the classes that lost our keys to others and hold people of ours."""
    lost = {id: key for key, id in made.classes.items()} | dict(made.former)
    used = {c.id for c in matched.classes.values()}
    ours = {p.id for key, p in matched.people.items() if key in made.people}
    title = {c.id: c.title for c in remote.classes if c.id in lost and c.id not in used}
    there = {id: {s.person_id for s in remote.seats if s.class_id == id} & ours for id in title}
    return tuple(
        sorted(LeftBehind(lost[id], id, title[id], len(who)) for id, who in there.items() if who)
    )


def other_names(desired: Desired, matched: Matched, made: Made) -> tuple[OtherName, ...]:
    """Find accounts of others whose names differ from ours."""
    return tuple(
        OtherName(person.key, person.name, matched.people[person.key].name)
        for person in desired.people
        if person.key in matched.people
        and matched.people[person.key].name != person.name
        and not made.ours(person.key)
    )


def gone(
    enrolments: Collection[Enrolment],
    desired: Desired,
    remote: Remote,
    matched: Matched,
    accountless: Collection[Enrolment] = (),
) -> tuple[Gone, ...]:
    """Tell who is gone, and who with their account."""
    name = {p.key: p.name for p in desired.people}
    title = {c.key: c.title for c in desired.classes}
    class_of = {c.id: key for key, c in matched.classes.items()}
    person_of = {p.id: key for key, p in matched.people.items()}
    beside = {(class_of.get(c), person_of.get(p)) for c, p in remote.beside}
    beside |= {(e.class_key, e.person_key) for e in matched.enrolments}
    return tuple(
        Gone(
            e,
            name[e.person_key],
            title[e.class_key],
            account=e in accountless,
            beside=(e.class_key, e.person_key) in beside,
        )
        for e in sorted(enrolments)
    )
