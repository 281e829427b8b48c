"""An administrator lets LMSes show our pages, over REST."""

from __future__ import annotations

import pytest

from tests.lms_bridge.api.rest import Rest
from tests.lms_bridge.doors_table import LTI_PLATFORM

pytestmark = pytest.mark.asyncio(loop_scope="module")

ME = "admin"
LEARNER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"


async def test_lms_is_registered_tied_to_a_member_and_retired(rest: Rest) -> None:
    made = await rest.post(ME, "/lti/platforms", LTI_PLATFORM | {"deployments": ["1"]})
    path = f"/lti/platforms/{made.body['id']}"
    assert made.headers["Location"] == f"/api/v1{path}"
    assert (made.body["state"], made.body["deployments"]) == ("pending", ["1"])
    seen = {"If-Match": made.headers["ETag"]}
    tie = {"programme": "small", "member": "IDN"}
    tied = await rest.post(ME, f"{path}:tie", tie, headers=seen)
    assert (tied.body["state"], tied.body["member"]) == ("active", "IDN")
    late = await rest.post(ME, f"{path}:retire", headers=seen)
    assert (late.status, late.reason) == (412, "ETAG_DIFFERS")
    deployed = await rest.post(ME, f"{path}:deploy", {"deployment": "2"})
    assert deployed.body["deployments"] == ["1", "2"]
    retired = await rest.post(ME, f"{path}:retire")
    assert (await rest.get(ME, path)).body == retired.body
    assert retired.body["state"] == "retired"
    twice = await rest.post(ME, "/lti/platforms", LTI_PLATFORM)
    assert (twice.status, twice.reason) == (409, "ALREADY_THERE")


async def test_lms_at_an_address_of_our_own_network_is_refused_with_its_field(rest: Rest) -> None:
    wrong = LTI_PLATFORM | {"token_endpoint": "https://10.0.0.1/token"}
    refused = await rest.post(ME, "/lti/platforms", wrong)
    assert (refused.status, refused.faults) == (422, [(None, "token_endpoint", "NOT_REACHABLE")])


async def test_roles_in_an_lms_are_what_an_administrator_says(rest: Rest) -> None:
    wish = {"term": LEARNER, "roles": ["official", "focal_point"]}
    said = await rest.ask(ME, "PUT", "/lti/roles", json=wish)
    listed = (await rest.get(ME, "/lti/roles?page_size=1000")).body["items"]
    assert said.body in listed
    refused = await rest.ask(ME, "PUT", "/lti/roles", json=wish | {"roles": ["administrator"]})
    assert (refused.status, refused.faults) == (422, [(None, "roles", "NOT_ONE_OF")])


async def test_role_that_a_colleague_has_changed_since_is_not_overwritten(rest: Rest) -> None:
    async def put(roles: list[str], **heads: str) -> tuple[int, str]:
        named = {name.replace("_", "-"): value for name, value in heads.items()}
        wish = {"term": "http://example.org/role", "roles": roles}
        answer = await rest.ask(ME, "PUT", "/lti/roles", json=wish, headers=named)
        return answer.status, answer.headers.get("ETag", "")

    assert await put(["official"], If_Match="*") == (412, "")
    status, seen = await put(["official"], If_None_Match="*")
    assert status == 201
    assert (await put(["trainer"], If_Match=seen))[0] == 200
    assert await put(["official"], If_Match=seen) == (412, "")
