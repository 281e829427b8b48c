"""Pages of lists."""

from __future__ import annotations

import base64
import itertools
import json
from datetime import date

import pytest

from catalogue.errors import BadPageToken, Refused
from catalogue.queries.officials import OfficialFilter, officials
from catalogue.queries.paging import Page, Paging
from catalogue.queries.runs import runs
from tests.catalogue.builders import (
    COORDINATOR,
    a_published_plan,
    a_run,
    a_world,
    an_official,
    planned,
)


def all_pages(sort: str, size: int) -> list[str]:
    found: list[str] = []
    token = ""
    while True:
        page: Page = officials(COORDINATOR, paging=Paging(token, size, sort))
        assert page.total == 7
        found += [line.id for line in page.items]
        token = page.next_token
        if not token:
            return found
        assert len(page.items) == size


@pytest.fixture
def world(database: str) -> None:
    a_world(officials=5)
    an_official(6, family_name="Family001")
    an_official(7, family_name="Family001")


@pytest.mark.usefixtures("world")
def test_pages_make_up_the_list() -> None:
    ids = [f"IDN-00{n}" for n in range(1, 8)]
    by_name = ["IDN-001", "IDN-006", "IDN-007", *ids[1:5]]
    for size in (1, 2, 3, 7, 100):
        assert all_pages("id", size) == ids
        assert all_pages("-id", size) == ids[::-1]
        assert all_pages("name", size) == by_name
        assert all_pages("-name", size) == by_name[::-1]
        assert all_pages("", size) == by_name


@pytest.mark.usefixtures("world")
def test_what_comes_meanwhile_shifts_nothing() -> None:
    first = officials(COORDINATOR, paging=Paging(size=3, sort="id"))
    an_official(0)
    second = officials(COORDINATOR, paging=Paging(first.next_token, 3, "id"))
    assert [line.id for line in second.items] == ["IDN-004", "IDN-005", "IDN-006"]


@pytest.mark.usefixtures("world")
def test_a_token_belongs_to_its_list() -> None:
    token = officials(COORDINATOR, paging=Paging(size=2)).next_token
    for wanted, paging in (
        (OfficialFilter(member="IDN"), Paging(token, 2)),
        (OfficialFilter(), Paging(token, 2, "id")),
    ):
        with pytest.raises(BadPageToken):
            officials(COORDINATOR, wanted, paging)


@pytest.mark.parametrize("token", ["x", "é", "e30=", "W10=", "bnVsbA==", "WzEsMiwzXQ=="])
@pytest.mark.usefixtures("world")
def test_a_token_of_nobodys_making_is_refused(token: str) -> None:
    with pytest.raises(BadPageToken):
        officials(COORDINATOR, paging=Paging(token))


@pytest.mark.usefixtures("world")
def test_a_forged_token_is_refused_or_harmless() -> None:
    token = officials(COORDINATOR, paging=Paging(size=2)).next_token
    digest, _, _ = json.loads(base64.urlsafe_b64decode(token))
    values = (1, None, [], {}, "x\x00", 1e400)
    for value, id in itertools.product(values, (1, None, [], "x\x00", "IDN-001")):
        forged = json.dumps([digest, {"value": value}, id]).encode()
        paging = Paging(base64.urlsafe_b64encode(forged).decode(), 2)
        try:
            found = officials(COORDINATOR, paging=paging)
        except BadPageToken:
            continue
        assert len(found.items) <= 2


@pytest.mark.parametrize("size", [0, -1, 1001])
@pytest.mark.usefixtures("world")
def test_pages_have_a_size(size: int) -> None:
    with pytest.raises(Refused, match=r"size: .* is out of range; use 1 to 1000"):
        officials(COORDINATOR, paging=Paging(size=size))


@pytest.mark.usefixtures("world")
def test_lists_are_sorted_by_what_they_offer() -> None:
    with pytest.raises(
        Refused, match='sort: "email" is not possible here; use one of: name, id, agency'
    ):
        officials(COORDINATOR, paging=Paging(sort="email"))


@pytest.mark.usefixtures("world")
def test_dates_are_sorted_with_what_has_none_at_the_end() -> None:
    for number in (2, 3):
        a_run(f"induction-{number}")
    a_published_plan(
        planned("induction-2", date(2015, 10, 5)),
        planned("induction-3", date(2015, 9, 7), "academy", trainers=[]),
    )
    found: list[str] = []
    token = ""
    for _ in range(3):
        page = runs(COORDINATOR, "rso", paging=Paging(token, 1, "start"))
        found += [line.id for line in page.items]
        token = page.next_token
    assert found == ["induction-3", "induction-2", "induction-1"]
    assert token == ""
