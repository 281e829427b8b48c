"""Calls and free seats over REST: asked for, handed in, refused, proposed, compared."""

from __future__ import annotations

import pytest

from tests.lms_bridge.api.rest import Rest

pytestmark = pytest.mark.asyncio(loop_scope="module")

COORDINATOR, FOCAL, OFFICER = "coordinator", "IDN-focal", "IDN-officer"
EXERCISE = {"programme": "small", "official": "IDN-0001", "course": "EXERCISE"}
SMALL = "/programmes/small"


async def test_member_sees_the_call_and_is_held_to_it(rest: Rest) -> None:
    terms = {"course": "EXERCISE", "deadline": "2015-06-01", "max_per_member": 1}
    made = await rest.post(COORDINATOR, f"{SMALL}/calls", terms)
    assert (made.status, made.body["id"]) == (201, "small.EXERCISE.call-2")
    path = made.headers["Location"].removeprefix("/api/v1")

    seen = await rest.get(COORDINATOR, path)
    assert (seen.body["is_open"], seen.body["nominated"]) == (True, 0)
    draft = await rest.post(OFFICER, "/nominations", EXERCISE)
    first = draft.headers["Location"].removeprefix("/api/v1")
    await rest.post(OFFICER, f"{first}:submit")
    listed = await rest.get(COORDINATOR, f"{SMALL}/calls")
    (line,) = [each for each in listed.body["items"] if each["course"] == "EXERCISE"]
    assert line["nominated"] == 1

    other = await rest.post(FOCAL, "/nominations", EXERCISE | {"official": "IDN-0002"})
    second = other.headers["Location"].removeprefix("/api/v1")
    full = await rest.post(FOCAL, f"{second}:submit")
    assert (full.status, [fault["code"] for fault in full.body["faults"]]) == (422, ["CALL_FULL"])
    wider = {"deadline": "2015-06-01", "max_per_member": 2}
    changed = await rest.ask(COORDINATOR, "PUT", path, json=wider)
    assert changed.body["max_per_member"] == 2
    assert (await rest.post(FOCAL, f"{second}:submit")).body["state"] == "submitted"


async def test_rank_means_a_priority_that_the_member_sees(rest: Rest) -> None:
    found = await rest.get(FOCAL, "/priorities")
    ranks = {each["rank"]: each["priority"] for each in found.body["items"]}
    assert ranks == {1: 5, 2: 4, 3: 3, 4: 2, 5: 1}


async def test_seat_that_is_gone_cannot_be_accepted_from_a_proposal(rest: Rest) -> None:
    listed = await rest.get(COORDINATOR, f"{SMALL}/proposals?state=open")
    (line,) = listed.body["items"]
    answer = await rest.post(COORDINATOR, f"{SMALL}/proposals/{line['id']}:accept")
    assert (answer.status, answer.reason) == (409, "NOT_SEATABLE")


async def test_any_two_plans_are_compared(rest: Rest) -> None:
    same = await rest.get(FOCAL, f"{SMALL}/difference?before=small-v1&now=small-v1")
    assert (same.status, same.body["runs"]) == (200, [])
    unknown = await rest.get(FOCAL, f"{SMALL}/difference?before=small-s1")
    assert unknown.status == 404


async def test_calendar_that_is_none_is_refused_in_words(rest: Rest) -> None:
    path = f"{SMALL}/trainers/T-1:import-calendar"
    answer = await rest.post("T-1", path, {"calendar": "busy on Monday"})
    assert answer.status == 422
    assert "save it as iCalendar" in answer.body["faults"][0]["text"]
