"""Which class and account in the LMS are which of ours.

By the key that they bear; where none bears it, by the id that we remember (somebody took the key
away, or put another than ours in its place). Where several bear it, one is chosen, always the same,
and all are shown.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, TypeVar

from lms_bridge.sync.made import Made
from lms_bridge.sync.state import Desired, Enrolment, Remote, RemoteClass, RemotePerson, Seat

Thing = TypeVar("Thing", RemoteClass, RemotePerson)


class Kind(StrEnum):
    """What several things bear one key of."""

    CLASS = "class"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Several classes or accounts bear one key; `ids` are theirs, the one that is used first."""

    code: ClassVar[str] = "DUPLICATE"
    kind: Kind
    key: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matched:
    """Classes and accounts of the LMS by our keys, and its seats in our classes.

    Our classes are those of wanted runs and those that we made. `enrolments` are the seats of
    people with a key; `strangers` are all other seats.
    """

    classes: Mapping[str, RemoteClass]
    people: Mapping[str, RemotePerson]
    enrolments: Mapping[Enrolment, Seat]
    strangers: tuple[Seat, ...]
    duplicates: tuple[Duplicate, ...]


def match(desired: Desired, remote: Remote, made: Made) -> Matched:
    """Find our classes and people in what was read."""
    busy = Counter(seat.class_id for seat in remote.seats)
    busy.update(seat.person_id for seat in remote.seats)
    class_keys = {*(c.key for c in desired.classes), *made.classes}
    classes, twice = _chosen(Kind.CLASS, class_keys, remote.classes, made.classes, busy)
    known = {key: account.id for key, account in made.people.items() if account.id is not None}
    person_keys = {*(p.key for p in desired.people), *made.people}
    people, twins = _chosen(Kind.PERSON, person_keys, remote.people, known, busy)
    ours = {p.id for p in people.values()}
    rest = [p for p in remote.people if p.id not in ours]
    other_keys = {p.key for p in rest if p.key is not None} - person_keys
    others, other_twins = _chosen(Kind.PERSON, other_keys, rest, {}, busy)
    people |= others

    class_of = {c.id: key for key, c in classes.items()}
    person_of = {p.id: key for key, p in people.items()}
    enrolments = {}
    strangers = []
    for seat in sorted(remote.seats):
        if seat.class_id not in class_of:
            continue
        if seat.person_id in person_of:
            key = Enrolment(class_of[seat.class_id], person_of[seat.person_id], seat.role)
            enrolments[key] = seat
        else:
            strangers.append(seat)
    duplicates = (*twice, *twins, *other_twins)
    return Matched(classes, people, enrolments, tuple(strangers), duplicates)


def _chosen(
    kind: Kind,
    keys: Collection[str],
    things: Iterable[Thing],
    remembered: Mapping[str, str],
    busy: Mapping[str, int],
) -> tuple[dict[str, Thing], list[Duplicate]]:
    by_key: dict[str, list[Thing]] = defaultdict(list)
    by_id = {}
    for thing in things:
        by_id[thing.id] = thing
        if thing.key is not None:
            by_key[thing.key].append(thing)
    chosen = {}
    duplicates = []
    for key in sorted(keys):
        mine = remembered.get(key)
        bearers = sorted(by_key[key], key=lambda t: (t.id != mine, -busy.get(t.id, 0), t.id))
        if len(bearers) > 1:
            duplicates.append(Duplicate(kind, key, tuple(t.id for t in bearers)))
        if bearers:
            chosen[key] = bearers[0]
        elif mine in by_id and by_id[mine].key not in keys:
            chosen[key] = by_id[mine]
    return chosen, duplicates
