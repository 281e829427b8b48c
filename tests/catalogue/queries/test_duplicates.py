"""Pairs of people who may be one are those that a plain comparison of all with all finds."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from rapidfuzz import fuzz

from catalogue.db import changing, reading
from catalogue.people import Person
from catalogue.queries import duplicates as module
from catalogue.queries.duplicates import ALIKE, Duplicate, duplicates, folded
from tests.catalogue.builders import COORDINATOR, a_world, an_official

GIVEN = ("José", "Jose", "Budi", "Budhi", "Nguyễn Anh", "Ana-Maria", "—", "李明", "Ali", "")
FAMILY = ("Núñez García", "Garcia Nunez", "Widodo", "Widodó", "Sari", "Tan", "Ng", "王", "O'Neil")


@changing
def many(count: int, seed: int) -> None:
    """Register people of two members whose names and addresses often are alike."""
    chance = random.Random(seed)
    for number in range(1, count + 1):
        an_official(
            number,
            chance.choice(("IDN-IMM", "MYS-IMM")),
            given_name=chance.choice(GIVEN),
            family_name=chance.choice(FAMILY) + chance.choice(("", "", "o", " II")),
            email=chance.choice(("", "", "", f"A{number % 9}@example.org", f"a{number}@b.example")),
        )


@reading
def plainly() -> list[Duplicate]:
    """Compare everybody with everybody, one pair at a time."""
    found = []
    for one, other in combinations(Person.select().order_by(Person.id), 2):
        names = [folded(f"{each.given_name} {each.family_name}") for each in (one, other)]
        likeness = fuzz.ratio(*names)
        same = bool(one.email) and one.email.casefold() == other.email.casefold()
        is_alike = names[0][:1] == names[1][:1] and likeness >= ALIKE
        if one.member_id == other.member_id and one.id.startswith(("IDN", "MYS")):
            called = [f"{each.given_name} {each.family_name}".strip() for each in (one, other)]
            pair = (one.id, called[0], other.id, called[1])
            if same or is_alike:
                found.append(Duplicate(*pair, str(one.member_id), round(likeness), same))
    return sorted(
        found, key=lambda pair: (not pair.same_email, -pair.likeness, pair.first, pair.second)
    )


@pytest.mark.parametrize("at_once", [1, 70, 1_000_000])
def test_the_likeliest_pairs_are_those_of_a_plain_comparison(
    database: str, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(module, "_AT_ONCE", at_once)
    a_world(0)
    many(150, seed=at_once)
    expected = plainly()
    assert len({pair.likeness for pair in expected}) > 5
    assert any(pair.same_email for pair in expected)
    for count in (1, 7, 60, len(expected), len(expected) + 1):
        assert list(duplicates(COORDINATOR, count)) == expected[:count]
