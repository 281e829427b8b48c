"""People who may be one, spelled twice: alike in name within a member, or of one e-mail address."""

from __future__ import annotations

import heapq
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any, NamedTuple

from rapidfuzz import fuzz, process

from catalogue import sight
from catalogue.db import reading
from catalogue.people import Person
from catalogue.viewer import Viewer

ALIKE = 88
"""From which likeness of names (0 to 100) two people are shown."""

_AT_ONCE = 1_000_000
"""Pairs of names that are compared in one step: what bounds the memory, about 8 MB."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two people who may be one; `likeness` of their names is 0 to 100."""

    first: str
    first_name: str
    second: str
    second_name: str
    member: str
    likeness: int
    same_email: bool


class _Known(NamedTuple):
    """A person; `name` is the folded one."""

    id: str
    called: str
    email: str
    member: str
    name: str


class _Pair(NamedTuple):
    """Two people who may be one, in the order in which pairs are listed."""

    other_email: bool
    unlikeness: int
    first: str
    second: str


@reading
def duplicates(viewer: Viewer, count: int = 200) -> tuple[Duplicate, ...]:
    """List pairs of officials who may be one, as far as the viewer may see, the likeliest first."""
    people = {person.id: person for person in _known(viewer)}
    by_member: dict[str, list[_Known]] = defaultdict(list)
    for person in people.values():
        by_member[person.member].append(person)
    found = (pair for member in by_member.values() for pair in _of_member(member, count))
    return tuple(_told(pair, people) for pair in heapq.nsmallest(count, found))


def folded(name: str) -> str:
    """Give a name without accents, capitals and punctuation, its words in alphabetical order."""
    plain = unicodedata.normalize("NFKD", name)
    if not plain.isascii():
        plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(sorted(re.findall(r"\w+", plain.casefold())))


def _known(viewer: Viewer) -> Iterator[_Known]:
    rows: Any = sight.officials(viewer).select(
        Person.id, Person.given_name, Person.family_name, Person.email, Person.member
    )
    for id, given, family, email, member in rows.where(Person.erased_at.is_null()).tuples():
        called = f"{given} {family}"
        yield _Known(id, called.strip(), email.casefold(), member or "", folded(called))


def _of_member(people: list[_Known], count: int) -> Iterator[_Pair]:
    same = set(_of_one_address(people))
    yield from same
    addressed = {(pair.first, pair.second) for pair in same}
    for pair in _alike(people, count):
        if (pair.first, pair.second) not in addressed:
            yield pair


def _of_one_address(people: Iterable[_Known]) -> Iterator[_Pair]:
    by_address: dict[str, list[_Known]] = defaultdict(list)
    for person in people:
        if person.email:
            by_address[person.email].append(person)
    for same in by_address.values():
        for one, other in combinations(same, 2):
            yield _pair(one, other, fuzz.ratio(one.name, other.name), same_email=True)


def _alike(people: Iterable[_Known], count: int) -> Iterator[_Pair]:
    """Compare those whose folded names begin alike: few mistype a first letter.

    All of the `count` likeliest pairs are among those that it gives.
    """
    blocks: dict[str, list[_Known]] = defaultdict(list)
    for person in people:
        blocks[person.name[:1]].append(person)
    for block in blocks.values():
        names = [person.name for person in block]
        step = max(1, _AT_ONCE // len(names))
        for begin in range(0, len(names), step):
            likeness: Any = process.cdist(
                *(names[begin : begin + step], names[begin:]),
                scorer=fuzz.ratio,
                score_cutoff=ALIKE,
                dtype="float64",
            ).round()
            for one, other in _likeliest(likeness, count):
                yield _pair(block[begin + one], block[begin + other], likeness[one, other])


def _likeliest(likeness: Any, count: int) -> list[tuple[int, int]]:
    """Give the places of the likeliest pairs in a table, each once; more than `count` if equal."""
    rows, columns = likeness.nonzero()
    once = rows < columns
    rows, columns = rows[once], columns[once]
    found = likeness[rows, columns]
    if len(found) > count:
        least = sorted(found.tolist())[-count]
        rows, columns = rows[found >= least], columns[found >= least]
    return list(zip(rows.tolist(), columns.tolist(), strict=True))


def _pair(one: _Known, other: _Known, likeness: float, *, same_email: bool = False) -> _Pair:
    first, second = sorted((one.id, other.id))
    return _Pair(not same_email, -round(likeness), first, second)


def _told(pair: _Pair, people: dict[str, _Known]) -> Duplicate:
    first, second = people[pair.first], people[pair.second]
    return Duplicate(
        first=first.id,
        first_name=first.called,
        second=second.id,
        second_name=second.called,
        member=first.member,
        likeness=-pair.unlikeness,
        same_email=not pair.other_email,
    )
