"""Bad requests get a clear answer: what is wrong, where, and how to mend it."""

from __future__ import annotations

import base64
import io
import json

import pytest

from tests.lms_bridge.api.rest import Rest

pytestmark = pytest.mark.asyncio(loop_scope="module")

JSON = {"Content-Type": "application/json"}


async def test_unknown_fields_are_refused_with_their_path(rest: Rest) -> None:
    body = {"rank": 1, "state": "endorsed", "priority": 5}
    answer = await rest.post("IDN-focal", "/nominations/IDN-0001.IN-SUBMITTED:endorse", body)
    assert (answer.status, answer.reason) == (400, "BAD_REQUEST")
    assert answer.faults == [(None, "state", "MALFORMED"), (None, "priority", "MALFORMED")]
    assert answer.body["faults"][0]["text"].startswith("state: extra inputs are not permitted; ")
    now = await rest.get("IDN-focal", "/nominations/IDN-0001.IN-SUBMITTED")
    assert now.body["state"] == "submitted"


async def test_fields_deep_down_are_named_by_path(rest: Rest) -> None:
    pins = {"start": "in May", "trainers": [{"block": "law", "trainer": "T-1"}, {"block": 1}]}
    answer = await rest.ask(
        "coordinator", "PUT", "/programmes/small/runs/INDUCTION-2/pins", json=pins
    )
    assert [where for _, where, _ in answer.faults] == [
        "start",
        "trainers.1.block",
        "trainers.1.trainer",
    ]


@pytest.mark.parametrize(
    "body", ["{", "[]", "null", '"text"', '{"rank": "1"}', '{"rank": NaN}', "\xff"]
)
async def test_what_is_not_the_json_that_is_asked_for_is_refused(rest: Rest, body: str) -> None:
    path = "/nominations/IDN-0001.IN-SUBMITTED:endorse"
    answer = await rest.ask("IDN-focal", "POST", path, data=body.encode("latin-1"), headers=JSON)
    assert (answer.status, answer.reason) == (400, "BAD_REQUEST")


async def test_operation_without_a_body_takes_none(rest: Rest) -> None:
    path = "/nominations/IDN-0001.IN-DRAFT:submit"
    answer = await rest.post("IDN-focal", path, {"state": "endorsed"})
    assert (answer.status, answer.faults) == (400, [(None, "state", "MALFORMED")])
    assert (await rest.post("IDN-focal", path, {})).status == 200


@pytest.mark.parametrize(
    ("path", "faults"),
    [
        ("/officials?page_size=0", [(None, "page_size", "MALFORMED")]),
        ("/officials?page_size=many", [(None, "page_size", "MALFORMED")]),
        ("/officials?page_size=10&page_size=20", [(None, "page_size", "TWICE")]),
        ("/officials?agncy=IDN-IMM", [(None, "agncy", "UNKNOWN")]),
        ("/nominations?states=gone", [(None, "states.0", "MALFORMED")]),
        ("/lms/syncs", [(None, "programme", "MALFORMED")]),
    ],
)
async def test_query_that_is_not_meant_is_refused(
    rest: Rest, path: str, faults: list[tuple[object, ...]]
) -> None:
    answer = await rest.get("coordinator", path)
    assert (answer.status, answer.faults) == (400, faults)


async def test_sort_that_a_list_does_not_have_names_those_it_has(rest: Rest) -> None:
    answer = await rest.get("coordinator", "/officials?sort=age")
    assert (answer.status, answer.body["faults"][0]["allowed"]) == (422, ["name", "id", "agency"])


FORGED_TOKENS = (
    "x",
    base64.b64encode(b"[" * 5000).decode(),
    "eyJmcm9tIjp0cnVlfQ==",  # {"from":true}
    "eyJmcm9tIjotMX0=",  # {"from":-1}
    "WzEsMl0=",  # [1,2]
    "eyJmcm9tIjoiMSJ9",  # {"from":"1"}
    "%F0%9F%98%80",
)


@pytest.mark.parametrize("token", FORGED_TOKENS)
@pytest.mark.parametrize("path", ["/officials", "/venues", "/programmes", "/users", "/trail"])
async def test_page_token_that_was_not_given_out_is_refused(
    rest: Rest, path: str, token: str
) -> None:
    answer = await rest.get("coordinator", f"{path}?page_token={token}")
    assert (answer.status, answer.reason) == (400, "BAD_PAGE_TOKEN")


@pytest.mark.parametrize("id", ["\ud800", ["\ud800"], {"a": 1}, None])
async def test_page_token_with_another_end_is_refused(rest: Rest, id: object) -> None:
    token = (await rest.get("coordinator", "/officials?page_size=1")).body["next_page_token"]
    made_for, kept, _ = json.loads(base64.urlsafe_b64decode(token))
    forged = base64.urlsafe_b64encode(json.dumps([made_for, kept, id]).encode()).decode()
    answer = await rest.get("coordinator", f"/officials?page_size=1&page_token={forged}")
    assert (answer.status, answer.reason) == (400, "BAD_PAGE_TOKEN")


async def test_page_token_of_another_filter_is_refused(rest: Rest) -> None:
    token = (await rest.get("coordinator", "/officials?page_size=1")).body["next_page_token"]
    answer = await rest.get("coordinator", f"/officials?member=IDN&page_token={token}")
    assert (answer.status, answer.reason) == (400, "BAD_PAGE_TOKEN")


async def test_addresses_and_methods_that_are_not_there_are_told(rest: Rest) -> None:
    for method, path, status, reason in (
        ("GET", "/nothing", 404, "NOT_FOUND"),
        ("DELETE", "/officials", 405, "METHOD_NOT_ALLOWED"),
        ("POST", "/officials/IDN-0001:praise", 405, "METHOD_NOT_ALLOWED"),
        ("GET", "/officials/IDN-0001:praise", 404, "NOT_FOUND"),
    ):
        answer = await rest.ask("coordinator", method, path)
        assert (answer.status, answer.reason) == (status, reason), path


@pytest.mark.parametrize("path", ["/badges/none", "/calendar/none", "/.well-known/none"])
async def test_addresses_for_programs_answer_programs(rest: Rest, path: str) -> None:
    answer = await rest.bridge.ask(None, "GET", path)
    assert (answer.status, answer.content_type) == (404, "application/problem+json")


async def test_body_of_another_form_is_refused(rest: Rest) -> None:
    answer = await rest.ask(
        "IDN-focal", "POST", "/officials", data="a=b", headers={"Content-Type": "text/plain"}
    )
    assert (answer.status, answer.reason) == (415, "UNSUPPORTED_MEDIA_TYPE")


async def test_too_much_at_once_is_refused(rest: Rest) -> None:
    headers = {"Content-Type": "text/csv"}
    answer = await rest.ask(
        "IDN-focal",
        "POST",
        "/officials:register",
        data=io.BytesIO(b"x" * (9 * 2**20)),
        headers=headers,
    )
    assert (answer.status, answer.reason) == (413, "REQUEST_ENTITY_TOO_LARGE")


async def test_key_that_is_too_long_is_refused(rest: Rest) -> None:
    answer = await rest.post("IDN-focal", "/officials", {}, headers={"Idempotency-Key": "k" * 201})
    assert answer.status == 400


async def test_problem_says_what_and_where_in_one_form(rest: Rest) -> None:
    answer = await rest.get("IDN-focal", "/officials/MYS-0001")
    assert answer.body == {
        "type": "urn:lokakarya:problem:not_found",
        "title": "There is no such thing",
        "status": 404,
        "detail": 'there is no official "MYS-0001" for you',
        "reason": "NOT_FOUND",
        "instance": "/api/v1/officials/MYS-0001",
    }
    assert answer.headers["X-Request-Id"]


async def test_what_is_there_or_not_may_be_a_condition(rest: Rest) -> None:
    hall = {"name": "Annex", "city": "jakarta", "capacity": 30}

    async def put(**heads: str) -> tuple[int, str | None]:
        named = {name.replace("_", "-"): value for name, value in heads.items()}
        path = "/venues/annex-of-conditions"
        answer = await rest.ask("coordinator", "PUT", path, json=hall, headers=named)
        return answer.status, answer.headers.get("ETag")

    assert await put(If_Match="*") == await put(If_Match='"any"') == (412, None)
    status, made = await put(If_None_Match="*")
    assert (status, bool(made)) == (201, True)
    assert await put(If_None_Match="*") == await put(If_None_Match=f'"x", {made}') == (412, None)
    assert await put(If_None_Match=f"W/{made}") == (412, None)  # compared weakly, and the other not
    assert await put(If_Match=f"W/{made}") == (412, None)
    assert await put(If_None_Match='"x"') == await put(If_Match=f'"x", {made}') == (200, made)
    for held in ("*", f'"x", W/{made}'):
        head = {"If-None-Match": held}
        seen = await rest.get("coordinator", "/venues/annex-of-conditions", headers=head)
        assert seen.status == 304
    missing = await rest.post("coordinator", "/venues/none:close", headers={"If-Match": "*"})
    assert missing.status != 412
