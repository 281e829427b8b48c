"""An administrator lets programs in over REST, and out again."""

from __future__ import annotations

import pytest

from tests.lms_bridge.api.rest import Rest

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_program_is_let_in_given_another_secret_and_let_in_no_longer(rest: Rest) -> None:
    wish = {"name": "Directory", "scopes": ["roster.readonly"]}
    made = await rest.post("admin", "/clients", wish)
    assert made.status == 201
    address = f"/clients/{made.body['id']}"
    new = await rest.post("admin", f"{address}:rotate-secret")
    assert new.body["secret"] != made.body["secret"]
    assert (await rest.post("admin", f"{address}:revoke")).status == 204
    listed = (await rest.get("admin", "/clients")).body["items"]
    (line,) = [each for each in listed if each["id"] == made.body["id"]]
    assert line["revoked_at"]
    assert line["scopes"] == ["https://purl.imsglobal.org/spec/or/v1p2/scope/roster.readonly"]


async def test_what_no_program_can_be_is_told(rest: Rest) -> None:
    answer = await rest.post("admin", "/clients", {"name": " ", "scopes": ["scim", "fly"]})
    assert (answer.status, answer.reason) == (422, "NOT_POSSIBLE")
    assert {(column, code) for _, column, code in answer.faults} == {
        ("scopes", "NOT_ONE_OF"),
        ("name", "MISSING"),
        ("member", "MISSING"),
    }


async def test_a_link_signs_somebody_in(rest: Rest) -> None:
    made = await rest.post("admin", "/people/IDN-focal:make-link")
    address = made.body["address"].removeprefix(rest.bridge.parts.settings.url)
    assert (await rest.bridge.ask(None, "GET", address)).status == 200
