"""A nomination's way: drafted, submitted, endorsed, ranked, accepted, replaced, withdrawn."""

from __future__ import annotations

import pytest

from tests.lms_bridge.api.rest import Rest

pytestmark = pytest.mark.asyncio(loop_scope="module")

FOCAL, OFFICER = "IDN-focal", "IDN-officer"
EXERCISE = {"programme": "small", "official": "IDN-0001", "course": "EXERCISE", "note": "please"}


async def test_agency_nominates_and_focal_point_endorses(rest: Rest) -> None:
    made = await rest.post(OFFICER, "/nominations", EXERCISE)
    assert (made.status, made.body["state"]) == (201, "draft")
    path = made.headers["Location"].removeprefix("/api/v1")
    submitted = await rest.post(OFFICER, f"{path}:submit")
    assert submitted.body["state"] == "submitted"
    back = await rest.post(FOCAL, f"{path}:send-back", {"reason": "the note, please"})
    assert (back.body["state"], back.body["reason"]) == ("draft", "the note, please")
    await rest.post(OFFICER, f"{path}:submit")
    endorsed = await rest.post(FOCAL, f"{path}:endorse", {"rank": 1})
    assert (endorsed.body["state"], endorsed.body["priority"]) == ("endorsed", 5)
    assert (await rest.get(FOCAL, path)).body == endorsed.body


async def test_move_that_life_does_not_have_says_what_is_possible(rest: Rest) -> None:
    answer = await rest.post(FOCAL, "/nominations/IDN-0001.IN-DRAFT:endorse", {"rank": 1})
    assert (answer.status, answer.reason) == (409, "WRONG_STATE")
    assert "possible: submitted, withdrawn" in answer.body["detail"]


async def test_change_is_done_only_to_what_was_seen(rest: Rest) -> None:
    path = "/nominations/IDN-0001.IN-SUBMITTED"
    seen = (await rest.get(FOCAL, path)).headers["ETag"]
    await rest.post(OFFICER, f"{path}:withdraw", {"reason": "left the service"})
    late = await rest.post(FOCAL, f"{path}:endorse", {"rank": 1}, headers={"If-Match": seen})
    assert (late.status, late.reason) == (412, "ETAG_DIFFERS")
    assert (await rest.get(FOCAL, path)).body["state"] == "withdrawn"


async def test_change_of_what_was_seen_is_done(rest: Rest) -> None:
    path = "/nominations/IDN-0001.IN-SUBMITTED"
    seen = await rest.get(FOCAL, path)
    done = await rest.post(
        FOCAL, f"{path}:endorse", {"rank": 1}, headers={"If-Match": seen.headers["ETag"]}
    )
    now = await rest.get(FOCAL, path)
    assert (done.status, done.headers["ETag"]) == (200, now.headers["ETag"])
    assert now.headers["ETag"] != seen.headers["ETag"]


async def test_what_is_as_before_is_not_sent_again(rest: Rest) -> None:
    path = "/nominations/IDN-0001.IN-DRAFT"
    seen = (await rest.get(FOCAL, path)).headers["ETag"]
    again = await rest.get(FOCAL, path, headers={"If-None-Match": seen})
    assert (again.status, again.body) == (304, None)


async def test_many_are_nominated_at_once_or_none(rest: Rest) -> None:
    path = "/programmes/small/nominations:submit"
    headers = {"Content-Type": "text/csv"}
    bad = "official;course\nIDN-0001;EXERCISE\nMYS-0001;EXERCISE\n"
    answer = await rest.ask(FOCAL, "POST", path, data=bad, headers=headers)
    assert (answer.status, answer.faults) == (422, [(3, "official", "UNKNOWN")])
    good = "official;course\nIDN-0001;EXERCISE\nIDN-0002;EXERCISE\nIDN-0001;INDUCTION\n"
    answer = await rest.ask(FOCAL, "POST", path, data=good, headers=headers)
    assert answer.body == {
        "added": ["IDN-0001.EXERCISE", "IDN-0002.EXERCISE"],
        "unchanged": ["IDN-0001.INDUCTION"],
    }
    found = await rest.get(FOCAL, "/nominations?course=EXERCISE&states=submitted&sort=id")
    assert [line["id"] for line in found.body["items"]] == answer.body["added"]


async def test_ranks_become_priorities(rest: Rest) -> None:
    second = {"programme": "small", "official": "IDN-0002", "course": "IN-ENDORSED"}
    await rest.post(FOCAL, "/nominations", second)
    for verb, body in (("submit", None), ("endorse", {"rank": 9})):
        await rest.post(FOCAL, f"/nominations/IDN-0002.IN-ENDORSED:{verb}", body)
    order = ["IDN-0002.IN-ENDORSED", "IDN-0001.IN-ENDORSED"]
    answer = await rest.post(
        FOCAL, "/nominations:rank", {"course": "IN-ENDORSED", "nominations": order}
    )
    assert [(n["id"], n["rank"], n["priority"]) for n in answer.body["items"]] == [
        (order[0], 1, 5),
        (order[1], 2, 4),
    ]


async def test_ranking_of_another_members_is_refused(rest: Rest) -> None:
    body = {"course": "IN-ENDORSED", "nominations": ["MYS-0001.IN-ENDORSED"]}
    answer = await rest.post(FOCAL, "/nominations:rank", body)
    assert (answer.status, answer.reason) == (404, "NOT_FOUND")


async def test_official_accepts_or_declines_their_seat(rest: Rest) -> None:
    path = "/nominations/IDN-0001.IN-OFFERED"
    assert (await rest.post("IDN-0001", f"{path}:accept")).body["state"] == "accepted"
    declined = await rest.post("IDN-0001", f"{path}:decline")
    assert (declined.status, declined.reason) == (409, "WRONG_STATE")


async def test_substitute_comes_instead(rest: Rest) -> None:
    path = "/nominations/IDN-0001.IN-OFFERED:substitute"
    key = {"Idempotency-Key": "k"}
    made = await rest.post(FOCAL, path, {"official": "IDN-0002"}, headers=key)
    assert (made.status, made.body["id"], made.body["state"]) == (
        201,
        "IDN-0002.IN-OFFERED",
        "endorsed",
    )
    assert made.body["substitutes"] == "IDN-0001.IN-OFFERED"
    again = await rest.post(FOCAL, path, {"official": "IDN-0002"}, headers=key)
    assert (again.status, again.body) == (201, made.body)


async def test_coordinator_rejects_pins_and_promotes(rest: Rest) -> None:
    rejected = await rest.post(
        "coordinator", "/nominations/MYS-0001.IN-SUBMITTED:reject", {"reason": "no place"}
    )
    assert rejected.body["state"] == "rejected"
    pinned = await rest.post(
        "coordinator", "/nominations/IDN-0001.BRIEF:pin", {"run": "INDUCTION-2"}
    )
    assert (pinned.status, pinned.body["faults"][0]["allowed"]) == (422, ["BRIEF-1"])
    freed = await rest.post("coordinator", "/nominations/IDN-0001.BRIEF:pin", {"run": None})
    assert freed.body["pinned_run"] is None
    promoted = await rest.post(
        "coordinator", "/nominations/MYS-0001.IN-WAITLISTED:promote", {"run": "INDUCTION-2"}
    )
    assert (promoted.status, promoted.reason) == (409, "NOT_SEATABLE")


async def test_list_is_paged_to_its_end(rest: Rest) -> None:
    whole = (await rest.get("coordinator", "/nominations?sort=id")).body
    assert (whole["next_page_token"], whole["total"]) == ("", len(whole["items"]))
    found, token = [], ""
    while not found or token:
        page = (
            await rest.get("coordinator", f"/nominations?sort=id&page_size=4&page_token={token}")
        ).body
        found += page["items"]
        token = page["next_page_token"]
    assert found == whole["items"]
