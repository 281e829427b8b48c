"""What GET gives is what PUT or PATCH takes: sent back as it is, it changes nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import product
from typing import Any

import pytest

from lms_bridge.api.operation import ROOT, Operation
from lms_bridge.api.routes import OPERATIONS
from tests.lms_bridge.api.rest import DOCUMENT, Rest

pytestmark = pytest.mark.asyncio(loop_scope="module")

ME = "admin"
CHANGING = [
    door.spec
    for door in OPERATIONS
    if isinstance(door.spec, Operation) and door.method in {"PUT", "PATCH"}
]
LISTED = "/lti/roles"
"""Where a PUT takes one of those that the GET lists."""

SAID: dict[str, dict[str, Any]] = {
    "/courses/INDUCTION/agenda": {
        "sessions": [
            {"day": 5, "begins": "09:00", "ends": "10:30", "title": "Law", "block": ""},
            {"day": 1, "begins": "13:00", "ends": "14:00", "title": "Opening", "block": ""},
        ]
    },
    "/courses/EXERCISE": {
        "title": "Exercise",
        "days": 3,
        "min_seats": 2,
        "max_seats": 9,
        "min_members": 2,
        "start_weekdays": [1, 3],
        "facilities": ["hall"],
        "restricted": True,
        "participants": ["IDN", "MYS"],
        "lessons": ["Law, in general", "Practice"],
        "languages": [{"language": "en", "available_from": "2015-06-01"}],
        "blocks": [{"code": "late", "first_day": 2, "last_day": 3, "trainers": 2}],
    },
    "/trainers/T-1/skills": {"skills": [{"skill": "teaching", "level": 3}]},
    "/programmes/small/runs/INDUCTION-2/pins": {"language": "en", "start": "2015-09-07"},
    "/reading-language": {"language": "fr"},
}
"""What is there to be sent back, where the sample says little."""


async def all_of(rest: Rest, path: str) -> list[str]:
    """List ids."""
    return [each["id"] for each in (await rest.get(ME, f"{path}?page_size=100")).body["items"]]


async def addresses(rest: Rest, operation: Operation) -> AsyncIterator[str]:
    """List where there is something of that kind."""
    path = operation.path.removeprefix(ROOT)
    lists = {
        "programme": "/programmes",
        "course": "/courses",
        "run": "/programmes/small/runs",
        "venue": "/venues",
        "trainer": "/trainers",
        "official": "/officials",
        "call": "/programmes/small/calls",
    }
    ids = [await all_of(rest, lists[name]) for name in operation.in_path]
    assert all(ids), path
    for chosen in product(*ids):
        yield path.format_map(dict(zip(operation.in_path, chosen, strict=True)))


async def lines(rest: Rest) -> int:
    """Count the lines of the audit trail."""
    total: int = (await rest.get(ME, "/trail")).body["total"]
    return total


async def sent_back(rest: Rest, method: str, path: str, body: Any) -> None:
    before = await lines(rest)
    answer = await rest.ask(ME, method, path, json=body)
    assert answer.status in {200, 204}, (path, answer.body)
    assert await lines(rest) == before, path


@pytest.mark.parametrize("operation", CHANGING, ids=lambda each: each.name)
async def test_what_is_read_can_be_sent_back_unchanged(rest: Rest, operation: Operation) -> None:
    for path, said in SAID.items():
        assert (await rest.ask(ME, "PUT", path, json=said)).status in {200, 204}, path
    if operation.path == ROOT + LISTED:
        listed = (await rest.get(ME, LISTED)).body
        for each in listed["items"]:
            await sent_back(rest, "PUT", LISTED, each)
        assert (await rest.get(ME, LISTED)).body == listed
        return
    async for path in addresses(rest, operation):
        seen = await rest.get(ME, path)
        assert seen.headers["ETag"], path
        for name, value in SAID.get(path, {}).items():
            assert shown(seen.body[name], value), (path, name, seen.body[name])
        await sent_back(rest, operation.method, path, seen.body)
        again = await rest.get(ME, path)
        assert (again.body, again.headers["ETag"]) == (seen.body, seen.headers["ETag"])


def shown(seen: Any, said: Any) -> bool:
    """Say whether all that was said is seen, whatever else is told and in whatever order."""
    match seen, said:
        case dict(), dict():
            return all(shown(seen[name], value) for name, value in said.items())
        case list(), list():
            found = [any(shown(one, each) for one in seen) for each in said]
            return all(found) and len(seen) == len(said)
    return bool(seen == said)


async def test_fields_that_cannot_be_set_are_told_as_read_only_and_not_read(rest: Rest) -> None:
    path = DOCUMENT["paths"]["/api/v1/calls/{call}"]["put"]
    schema = path["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    properties = DOCUMENT["components"]["schemas"][schema.rpartition("/")[2]]["properties"]
    read_only = {name for name, each in properties.items() if each.get("readOnly")}
    assert read_only == {
        *("id", "programme", "course", "course_title", "is_open", "nominated", "left")
    }
    call = (await rest.get(ME, f"/calls/{rest.bridge.template.calls[0]}")).body
    body = call | {"note": "hurry", "course": "EXERCISE"}
    changed = (await rest.ask(ME, "PUT", f"/calls/{call['id']}", json=body)).body
    assert (changed["note"], changed["course"]) == ("hurry", call["course"])
    refused = await rest.ask(ME, "PUT", f"/calls/{call['id']}", json=call | {"colour": "red"})
    assert (refused.status, refused.faults[0][1]) == (400, "colour")


async def test_days_count_from_one_in_what_a_course_was_too(rest: Rest) -> None:
    now = (await rest.get(ME, "/courses/INDUCTION")).body
    (edition,) = (await rest.get(ME, "/courses/INDUCTION/editions")).body["items"]
    by_code = {block["code"]: block for block in edition["document"]["blocks"]}
    assert by_code == {block["code"]: block for block in now["blocks"]}
    assert min(block["first_day"] for block in now["blocks"]) == 1


async def test_etag_of_a_programme_covers_how_it_is_planned(rest: Rest) -> None:
    seen = await rest.get(ME, "/programmes/small")
    told = seen.body["weights"] | {"unseated": 11}
    await rest.ask(ME, "PATCH", "/programmes/small", json={"weights": {"unseated": 11}})
    now = await rest.get(ME, "/programmes/small")
    assert (now.body["weights"], now.headers["ETag"] == seen.headers["ETag"]) == (told, False)
    late = {
        "json": {"day_rules": {"notice_days": 1}},
        "headers": {"If-Match": seen.headers["ETag"]},
    }
    assert (await rest.ask(ME, "PATCH", "/programmes/small", **late)).reason == "ETAG_DIFFERS"
    member = (await rest.get("IDN-focal", "/programmes/small")).body
    assert (member["weights"], member["day_rules"]) == ({}, {})
