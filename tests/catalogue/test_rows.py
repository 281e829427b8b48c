"""Adding many rows at once: they read back as they were given."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from catalogue.db import changing, reading
from catalogue.people import Gender, Person, Unavailability
from catalogue.places import City
from catalogue.programmes import Programme
from catalogue.rows import add_rows, change_rows
from tests.catalogue.builders import a_member


@pytest.mark.usefixtures("database")
def test_rows_read_back_as_they_were_given() -> None:
    a_member("IDN")
    names = ["Núñez", 'O\'Hara "x"', "محمد", "a\\b", "100%", "?"]
    erased = datetime(2015, 5, 6, 9, 30, 0, 123456, tzinfo=UTC)
    people = [
        {
            "id": f"IDN-{number}",
            "family_name": name,
            "languages": ("en", "id"),
            "member_id": "IDN",
            "city": None,
            "gender": Gender.FEMALE if number else None,
            "erased_at": erased if number else None,
        }
        for number, name in enumerate(names)
    ]
    changing(add_rows)(Person, people)
    ids = [person["id"] for person in people]
    there = reading(lambda: list(Person.select().where(Person.id.in_(ids)).order_by(Person.id)))()
    read = [
        (p.id, p.family_name, p.languages, p.member_id, p.city_id, p.gender, p.erased_at, p.email)
        for p in there
    ]
    assert read == [(*person.values(), "") for person in people]


@pytest.mark.usefixtures("database")
def test_numbers_days_and_defaults_are_as_when_added_singly() -> None:
    city = {"id": "c", "name": "C", "country": "IDN", "latitude": -6.2, "longitude": 106.8272}
    person = {"id": "p", "family_name": "P"}
    away = {"person": "p", "start": date(2015, 1, 1), "end": date(2015, 1, 2)}
    changing(add_rows)(City, [{**city, "time_zone": "Asia/Jakarta"}])
    changing(add_rows)(Person, [person])
    changing(add_rows)(Unavailability, [away, away])
    changing(add_rows)(Programme, [])
    found = reading(lambda: (City.get(), list(Unavailability.select()), Programme.select().count()))
    place, days, programmes = found()
    assert (place.latitude, place.longitude) == (-6.2, 106.8272)
    assert [(d.person_id, d.start, d.end, d.reason) for d in days] == [
        ("p", date(2015, 1, 1), date(2015, 1, 2), "")
    ] * 2
    assert programmes == 0


@pytest.mark.usefixtures("database")
def test_many_rows_are_changed_each_by_what_differs() -> None:
    a_member("IDN")
    erased = datetime(2015, 5, 6, 9, 30, 0, 123456, tzinfo=UTC)
    people = [
        {"id": id, "family_name": "Ng", "member_id": "IDN", "gender": Gender.OTHER}
        for id in ("a", 'b"', "c")
    ]
    changing(add_rows)(Person, people)
    changes = {
        "a": {"family_name": "O'Hara", "languages": ("en",), "erased_at": erased},
        'b"': {"member_id": None, "gender": None},
        "nobody": {"family_name": "x", "languages": (), "erased_at": None},
    }
    changing(change_rows)(Person, changes)
    ids = [person["id"] for person in people]
    there = reading(lambda: list(Person.select().where(Person.id.in_(ids)).order_by(Person.id)))()
    assert [(p.family_name, p.languages, p.member_id, p.gender, p.erased_at) for p in there] == [
        ("O'Hara", ("en",), "IDN", Gender.OTHER, erased),
        ("Ng", (), None, None, None),
        ("Ng", (), "IDN", Gender.OTHER, None),
    ]
