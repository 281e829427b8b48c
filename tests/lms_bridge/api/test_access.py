"""Tokens are made, shown once, and revoked; everybody can ask who they are."""

from __future__ import annotations

import pytest

from catalogue.access import digest_of
from catalogue.db import reading
from catalogue.idempotency import StoredAnswer
from lms_bridge.threads import in_thread
from tests.lms_bridge.api.rest import Rest

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_token_lets_a_program_act_as_its_maker_until_revoked(rest: Rest) -> None:
    made = await rest.post("IDN-focal", "/tokens", {"name": "sheets", "days": 30})
    bearer = {"Authorization": f"Bearer {made.body['secret']}"}
    me = await rest.get(None, "/me", headers=bearer)
    assert me.body == {
        "person": "IDN-focal",
        "roles": ["focal_point"],
        "member": "IDN",
        "agency": None,
    }
    gone = await rest.ask("IDN-focal", "DELETE", f"/tokens/{made.body['id']}")
    assert (gone.status, gone.body) == (204, None)
    late = await rest.get(None, "/me", headers=bearer)
    assert (late.status, late.reason) == (401, "NOT_SIGNED_IN")


async def test_secret_is_neither_stored_nor_told_again(rest: Rest) -> None:
    key = {"Idempotency-Key": "k"}
    made = await rest.post("IDN-focal", "/tokens", {"name": "sheets"}, headers=key)
    again = await rest.post("IDN-focal", "/tokens", {"name": "sheets"}, headers=key)
    assert (again.status, again.body) == (201, {"id": made.body["id"], "secret": None})

    @reading
    def stored() -> list[str]:
        return [answer.body for answer in StoredAnswer.select()]

    secret = made.body["secret"]
    assert all(secret not in body for body in await in_thread(stored))
    assert digest_of(secret) not in str(again.body)


async def test_tokens_are_listed_without_secrets(rest: Rest) -> None:
    listed = await rest.get("IDN-focal", "/tokens")
    assert {(t["person"], t["name"]) for t in listed.body["items"]} == {
        ("IDN-focal", "test"),
        ("IDN-focal", "spare"),
    }


async def test_coordinator_makes_no_token_for_an_administrator(rest: Rest) -> None:
    answer = await rest.post("coordinator", "/tokens", {"name": "up", "person": "admin"})
    assert (answer.status, answer.reason) == (403, "FORBIDDEN")


async def test_users_are_listed_by_page(rest: Rest) -> None:
    first = (await rest.get("coordinator", "/users?page_size=3")).body
    rest_of_them = await rest.get(
        "coordinator", f"/users?page_size=100&page_token={first['next_page_token']}"
    )
    people = [user["person"] for user in first["items"] + rest_of_them.body["items"]]
    assert len(people) == first["total"] == len(set(people))


async def test_trail_tells_what_was_done_in_which_request(rest: Rest) -> None:
    done = await rest.post("IDN-focal", "/nominations/IDN-0001.IN-DRAFT:submit")
    trail = await rest.get("IDN-focal", "/trail?kind=nomination&thing=IDN-0001.IN-DRAFT")
    (line,) = trail.body["items"]
    assert (line["verb"], line["person"]) == ("nomination.submitted", "IDN-focal")
    assert line["request_id"] == done.headers["X-Request-Id"]
