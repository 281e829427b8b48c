"""An LMS in memory, to try reconciliation on any number of invented histories.

It keeps its own rules (an enrolment needs its class and account, a batch is atomic), cuts titles,
can refuse people, and can break off at any of its operations, before or after doing it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count

from lms_bridge.sync.errors import Faltered, Refused, Unreachable
from lms_bridge.sync.inbound import Facts, Mark
from lms_bridge.sync.state import (
    Class,
    Desired,
    Enrolment,
    Lesson,
    Person,
    Remote,
    RemoteClass,
    RemotePerson,
    Role,
    Scope,
    Seat,
)

TITLE = 20


@dataclass
class Model:
    """What it holds, by its ids, and what it shall do wrong."""

    at_once: int = 2
    batch: int = 3
    atomic: bool = True
    classes: dict[str, RemoteClass] = field(default_factory=dict)
    people: dict[str, RemotePerson] = field(default_factory=dict)
    seats: set[Seat] = field(default_factory=set)
    marks: list[Mark] = field(default_factory=list)
    refuses: set[str] = field(default_factory=set)
    falters: list[str] = field(default_factory=list)
    breaks_before: set[int] = field(default_factory=set)
    breaks_after: set[int] = field(default_factory=set)
    operations: int = 0
    told: list[str] = field(default_factory=list)
    ids: count[int] = field(default_factory=lambda: count(1))

    def fit(self, desired: Desired) -> Desired:
        return replace(
            desired, classes=tuple(replace(c, title=c.title[:TITLE]) for c in desired.classes)
        )

    async def read(self, scope: Scope | None = None) -> Remote:
        self.begin("read")
        remote = Remote(
            tuple(self.classes.values()), tuple(self.people.values()), frozenset(self.seats)
        )
        self.end()
        return remote

    async def facts(self, class_ids: Collection[str], since: datetime | None = None) -> Facts:
        return Facts(tuple(m for m in self.marks if m.class_id in class_ids))

    async def create_class(self, wanted: Class) -> str:
        self.begin("create class", wanted.key)
        if wanted.key in self.falters:
            self.falters.remove(wanted.key)
            raise Faltered(f"no answer about {wanted.key}")
        if wanted.key in self.refuses:
            raise Refused(f"{wanted.key} is refused")
        for there in self.classes.values():
            if there.key == wanted.key:
                return there.id
        new = self.hand_class(wanted.key, wanted.title)
        self.end()
        return new

    async def rename_class(self, class_id: str, wanted: Class) -> None:
        self.begin("rename class", wanted.key)
        there = self.classes[class_id]
        self.classes[class_id] = replace(there, key=wanted.key, title=wanted.title, archived=False)
        self.end()

    async def describe_class(self, class_id: str, wanted: Class) -> None:
        self.begin("describe class", wanted.key)
        told = {"about": wanted.about, "start": wanted.start, "end": wanted.end}
        self.classes[class_id] = replace(self.classes[class_id], **told, place=wanted.place)
        self.end()

    async def provide_lesson(self, class_id: str, lesson: Lesson) -> None:
        self.begin("provide lesson", lesson.title)
        there = self.classes[class_id]
        others = [x for x in there.lessons if x.title != lesson.title]
        have = [m for x in there.lessons if x.title == lesson.title for m in x.materials]
        whole = Lesson(lesson.title, (*have, *(m for m in lesson.materials if m not in have)))
        self.classes[class_id] = replace(there, lessons=(*others, whole))
        self.end()

    async def archive_class(self, class_id: str, wanted: Class) -> None:
        self.begin("archive class", wanted.key)
        self.classes[class_id] = replace(self.classes[class_id], key=wanted.key, archived=True)
        self.end()

    async def create_people(self, wanted: Sequence[Person]) -> list[str | Refused]:
        assert len(wanted) <= self.batch
        self.begin("create people", *(p.key for p in wanted))
        if self.atomic and any(p.key in self.refuses for p in wanted):
            raise Refused(f"{', '.join(p.key for p in wanted)}: somebody is refused")
        answers = [self._person(p) for p in wanted]
        self.end()
        return answers

    def _person(self, wanted: Person) -> str | Refused:
        if wanted.key in self.falters:
            self.falters.remove(wanted.key)
            return Faltered(f"no answer about {wanted.key}")
        if wanted.key in self.refuses:
            return Refused(f"{wanted.key} is refused")
        for there in self.people.values():
            if there.key == wanted.key:
                return there.id
        id = self.hand_person(wanted.key, wanted.name)
        self.people[id] = replace(self.people[id], email=wanted.email)
        return id

    async def rename_person(self, person_id: str, wanted: Person) -> None:
        self.begin("rename person", wanted.key)
        there = self.people[person_id]
        new = replace(there, key=wanted.key, name=wanted.name, email=wanted.email)
        self.people[person_id] = new
        self.end()

    async def enrol(self, seats: Sequence[Seat]) -> dict[Seat, Refused]:
        self.begin("enrol", *(self.people[s.person_id].key or "" for s in seats))
        assert len(seats) <= self.batch
        if any(s.class_id not in self.classes or s.person_id not in self.people for s in seats):
            raise AssertionError("an enrolment came before its class or account")
        bad = {s for s in seats if self.people[s.person_id].key in self.refuses}
        if bad and self.atomic:
            raise Refused("somebody in this batch is refused")
        self.seats |= set(seats) - bad
        self.end()
        return {s: Refused("this one is refused") for s in bad}

    async def unenrol(self, seats: Sequence[Seat]) -> dict[Seat, Refused]:
        self.begin("unenrol", *(self.people[s.person_id].key or "" for s in seats))
        self.seats -= set(seats)
        self.end()
        return {}

    # What people do there by hand.

    def hand_class(self, key: str | None, title: str = "by hand") -> str:
        new = f"c{next(self.ids)}"
        self.classes[new] = RemoteClass(new, key, title)
        return new

    def hand_person(self, key: str | None, name: str = "by hand") -> str:
        new = f"p{next(self.ids)}"
        self.people[new] = RemotePerson(new, key, name, new)
        return new

    def hand_enrol(self, class_id: str, person_id: str, role: Role = Role.LEARNER) -> None:
        self.seats.add(Seat(class_id, person_id, role))

    def hand_delete_class(self, class_id: str) -> None:
        del self.classes[class_id]
        self.seats = {s for s in self.seats if s.class_id != class_id}

    def hand_delete_person(self, person_id: str) -> None:
        del self.people[person_id]
        self.seats = {s for s in self.seats if s.person_id != person_id}

    # What a test looks at.

    def class_id(self, key: str) -> str:
        return next(c.id for c in self.classes.values() if c.key == key)

    def person_id(self, key: str) -> str:
        return next(p.id for p in self.people.values() if p.key == key)

    def seat(self, e: Enrolment) -> Seat:
        return Seat(self.class_id(e.class_key), self.person_id(e.person_key), e.role)

    @property
    def enrolments(self) -> set[Enrolment]:
        """The seats by the keys that class and account bear."""
        return {
            Enrolment(
                self.classes[s.class_id].key or "", self.people[s.person_id].key or "", s.role
            )
            for s in self.seats
        }

    def begin(self, *what: str) -> None:
        self.operations += 1
        if self.operations in self.breaks_before:
            raise Unreachable(f"broke before {what}")
        self.told.append(" ".join(what))

    def end(self) -> None:
        if self.operations in self.breaks_after:
            raise Unreachable("broke after it was done")
