"""Finding people, courses and venues by words, each viewer what they may know of."""

from __future__ import annotations

import pytest

from catalogue import searchable
from catalogue.db import changing
from catalogue.db import database as proxy
from catalogue.people import Person
from catalogue.queries.officials import OfficialFilter, officials
from catalogue.queries.search import Found, search
from catalogue.viewer import Viewer
from tests.catalogue.builders import (
    COORDINATOR,
    OVERSEER,
    a_course,
    a_world,
    agency_officer,
    an_official,
    as_official,
    focal_point,
    machine,
)


@pytest.mark.parametrize(
    "text",
    ["nunez", "NÚÑEZ", "jos nun", "garcía-nu", "example.org ana.n", "IDN-007", "007", "Muñoz'"],
)
def test_words_are_found_by_their_beginnings(database: str, text: str) -> None:
    a_world(0)
    an_official(7, family_name="Núñez García", given_name="José", email="ana.n@mail.example.org")
    an_official(8, family_name="Muñoz", given_name="X")
    found = [line.id for line in officials(COORDINATOR, OfficialFilter(text=text)).items]
    expected = ["IDN-008"] if text.startswith("Mu") else ["IDN-007"]
    assert found == expected


@pytest.mark.parametrize("many", [1, 25_000])
def test_what_many_have_is_found_as_what_few_have(
    database: str, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr(searchable, "_MANY", many)
    a_world(0)
    for number, family in ((1, "Ng"), (2, "Ńandu"), (3, "Ali")):
        an_official(number, family_name=family, given_name="José")
    for text, expected in (
        ("n", ["IDN-001", "IDN-002"]),
        ("j", ["IDN-003", "IDN-001", "IDN-002"]),
        ("jo al", ["IDN-003"]),
        ("x", []),
    ):
        listed = officials(COORDINATOR, OfficialFilter(text=text))
        assert ([line.id for line in listed.items], listed.total) == (expected, len(expected))
        people = [found.id for found in search(COORDINATOR, text) if found.kind == "person"]
        assert people == expected


@pytest.mark.parametrize("text", ["unez", "nunez x", "", "  ", '"', "* OR a", "-'", "\\", "%", "_"])
def test_nothing_is_found_by_less(database: str, text: str) -> None:
    a_world(0)
    an_official(7, family_name="Núñez", given_name="José")
    assert search(COORDINATOR, text) == ()


@pytest.mark.parametrize(
    ("viewer", "kinds"),
    [
        (COORDINATOR, ["person", "course", "venue"]),
        (focal_point(), ["person", "venue"]),
        (agency_officer(), ["person", "venue"]),
        (focal_point("MYS"), ["venue"]),
        (OVERSEER, ["venue"]),
        (machine(), ["venue"]),
        (as_official("IDN-007"), ["person", "venue"]),
        (as_official("IDN-001"), ["venue"]),
    ],
)
def test_each_finds_what_they_may_know_of(database: str, viewer: Viewer, kinds: list[str]) -> None:
    a_world()
    an_official(7, family_name="Hall")
    a_course("hall-secret", restricted=True)
    assert [found.kind for found in search(viewer, "hall")] == kinds


def test_what_changes_is_found_as_it_is(database: str) -> None:
    a_world()

    @changing
    def change() -> None:
        Person.update(family_name="Zulu").where(Person.id == "IDN-001").execute()

    change()
    assert search(COORDINATOR, "zulu") == (Found("person", "IDN-001", "Idn Zulu", "IDN"),)
    assert search(COORDINATOR, "family001") == ()

    @changing
    def go() -> None:
        proxy.execute_sql("DELETE FROM official WHERE id = 'IDN-001'")
        proxy.execute_sql("DELETE FROM person WHERE id = 'IDN-001'")

    go()
    assert search(COORDINATOR, "zulu") == ()
