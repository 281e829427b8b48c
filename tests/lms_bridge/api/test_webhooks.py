"""An administrator says who receives events; nothing goes into a private network."""

from __future__ import annotations

import pytest

from tests.lms_bridge.api.rest import Rest

pytestmark = pytest.mark.asyncio(loop_scope="module")

URL = "https://example.org/hook"


async def test_receiver_is_added_listed_given_a_new_secret_and_removed(rest: Rest) -> None:
    key = {"Idempotency-Key": "k"}
    wish = {"url": URL, "types": ["seat.offered"]}
    made = await rest.post("admin", "/webhooks", wish, headers=key)
    assert made.status == 201
    assert made.body["secret"].startswith("whsec_")
    again = await rest.post("admin", "/webhooks", wish, headers=key)
    assert again.body == {"id": made.body["id"], "secret": None}
    address = f"/webhooks/{made.body['id']}"
    new = await rest.post("admin", f"{address}:rotate-secret")
    assert new.body["secret"] != made.body["secret"]
    listed = await rest.get("admin", "/webhooks")
    line = next(each for each in listed.body["items"] if each["id"] == made.body["id"])
    assert (line["url"], line["types"], "secret" in line) == (URL, ["seat.offered"], False)
    assert (await rest.get("admin", f"{address}/deliveries")).body["items"] == []
    since = {"since": "2015-05-06T00:00:00+07:00"}
    assert (await rest.post("admin", f"{address}:replay", since)).body == {"messages": 0}
    assert (await rest.ask("admin", "DELETE", address)).status == 204
    gone = await rest.post("admin", f"{address}:rotate-secret")
    assert (gone.status, gone.reason) == (404, "NOT_FOUND")


@pytest.mark.parametrize("url", ["http://example.org/", "https://10.0.0.1/", "nonsense"])
async def test_address_behind_the_fence_is_refused(rest: Rest, url: str) -> None:
    answer = await rest.post("admin", "/webhooks", {"url": url})
    assert (answer.status, answer.reason) == (422, "NOT_POSSIBLE")
    assert answer.faults == [(None, "url", "NOT_REACHABLE")]


async def test_type_that_is_none_and_moment_without_a_zone_are_refused(rest: Rest) -> None:
    answer = await rest.post("admin", "/webhooks", {"url": URL, "types": ["seat.stolen"]})
    assert answer.status == 400
    id = rest.bridge.template.receiver
    answer = await rest.post("admin", f"/webhooks/{id}:replay", {"since": "2015-05-06T00:00:00"})
    assert answer.status == 400
