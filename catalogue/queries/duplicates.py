"""People who may be one, spelled twice: alike in name within a member, or of one e-mail address."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz import fuzz, process

from catalogue import sight
from catalogue.db import reading
from catalogue.people import Official, Person
from catalogue.viewer import Viewer

ALIKE = 88
"""From which likeness of names (0 to 100) two people are shown."""


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


@reading
def duplicates(viewer: Viewer, count: int = 200) -> tuple[Duplicate, ...]:
    """List pairs of officials who may be one, as far as the viewer may see, the likeliest first."""
    people = [row.person for row in sight.officials(viewer).select(Official, Person)]
    by_member: dict[str | None, list[Person]] = defaultdict(list)
    for person in people:
        if not person.erased_at:
            by_member[person.member_id].append(person)
    found = {pair.first + "\n" + pair.second: pair for pair in _of_one_address(by_member)}
    for member in by_member.values():
        for pair in _alike(member):
            found.setdefault(pair.first + "\n" + pair.second, pair)
    return tuple(sorted(found.values(), key=_order)[:count])


def _order(pair: Duplicate) -> tuple[object, ...]:
    return not pair.same_email, -pair.likeness, pair.first, pair.second


def folded(name: str) -> str:
    """Give a name without accents, capitals and punctuation, its words in alphabetical order."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join(sorted(re.findall(r"\w+", plain.casefold())))


def _of_one_address(by_member: dict[str | None, list[Person]]) -> Iterator[Duplicate]:
    for people in by_member.values():
        by_address: dict[str, list[Person]] = defaultdict(list)
        for person in people:
            if person.email:
                by_address[person.email.casefold()].append(person)
        for same in by_address.values():
            for first, second in combinations(same, 2):
                yield _pair(first, second, round(fuzz.ratio(_name(first), _name(second))))


def _alike(people: list[Person]) -> Iterator[Duplicate]:
    """Compare those whose folded names begin alike: few mistype a first letter."""
    blocks: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        blocks[_name(person)[:1]].append(person)
    for block in blocks.values():
        names = [_name(person) for person in block]
        for place, name in enumerate(names[:-1]):
            rest = names[place + 1 :]
            for _, score, other in process.extract_iter(
                name, rest, scorer=fuzz.ratio, score_cutoff=ALIKE
            ):
                yield _pair(block[place], block[place + 1 + other], round(score))


def _name(person: Person) -> str:
    return folded(f"{person.given_name} {person.family_name}")


def _pair(one: Person, other: Person, likeness: int) -> Duplicate:
    first, second = sorted((one, other), key=lambda person: person.id)
    return Duplicate(
        first=first.id,
        first_name=f"{first.given_name} {first.family_name}".strip(),
        second=second.id,
        second_name=f"{second.given_name} {second.family_name}".strip(),
        member=first.member_id or "",
        likeness=likeness,
        same_email=bool(first.email) and first.email.casefold() == second.email.casefold(),
    )
