"""The difference to a real Kolibri in words, a synchronisation, and what it told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from catalogue.courses import CourseMaterial
from catalogue.db import changing
from lms_bridge.lms import KolibriAt
from lms_bridge.local_kolibri import LocalKolibri
from lms_bridge.threads import in_thread
from tests.lms_bridge.api.rest import Rest
from tests.lms_bridge.bridge import Bridge, Template, a_bridge

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.kolibri]

ME = "coordinator"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def module_bridge(
    tmp_path_factory: pytest.TempPathFactory,
    template: Template,
    planner_address: str,
    local: LocalKolibri,
) -> AsyncIterator[Bridge]:
    """Run a bridge with an LMS."""
    lms = KolibriAt(local.url, *local.administrator)
    folder = tmp_path_factory.mktemp("bridge")
    async with a_bridge(folder, template, planner_address, lms) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def rest(rest: Rest) -> Rest:
    """Give REST of a bridge whose courses have no materials that Kolibri lacks."""
    await in_thread(changing(CourseMaterial.delete().execute))
    return rest


async def ended(rest: Rest, known: set[str]) -> Any:
    """Wait until a synchronisation that is not known has ended."""
    async with asyncio.timeout(60):
        while True:
            newest = (await rest.get(ME, "/lms/syncs?programme=small&page_size=1")).body["items"][0]
            if newest["id"] not in known and newest["state"] != "running":
                return newest
            await asyncio.sleep(0.1)


async def test_difference_is_said_in_words_then_synchronised(rest: Rest) -> None:
    before = (await rest.get(ME, "/lms/difference")).body
    words = [line["text"] for line in before["lines"] if line["kind"] == "change"]
    assert "Create the class “Induction for border officials” (INDUCTION-2)." in words
    assert (before["waits"], before["removals"]) == (False, [])

    requested = await rest.post(ME, "/lms:synchronise", {"programme": "small"})
    assert (requested.status, requested.body) == (202, {"programme": "small"})
    newest = await ended(rest, {rest.bridge.template.sync})
    assert (newest["state"], newest["figures"]["left"]) == ("finished", 0)
    lines = (await rest.get(ME, f"/lms/syncs/{newest['id']}/lines")).body["items"]
    assert {line["text"] for line in lines if line["kind"] == "done"} >= set(words)

    after = (await rest.get(ME, "/lms/difference")).body
    assert [line for line in after["lines"] if line["kind"] == "change"] == []


async def test_difference_of_a_scenario_names_the_ends_to_confirm(rest: Rest) -> None:
    difference = (await rest.get(ME, "/lms/difference?scenario=small-s1")).body
    assert difference["lms"] == "kolibri"
    assert all(set(each) == {"class_key", "person_key", "role"} for each in difference["removals"])
    nothing = await rest.get(ME, "/lms/difference?scenario=nothing")
    assert (nothing.status, nothing.reason) == (404, "NOT_FOUND")


async def test_what_the_lms_refuses_is_set_aside_and_tried_again(rest: Rest) -> None:
    no_such = {"course": "INDUCTION", "lesson": "Law", "material": "0" * 32}
    await in_thread(changing(lambda: CourseMaterial.create(**no_such)))
    known = {
        each["id"] for each in (await rest.get(ME, "/lms/syncs?programme=small")).body["items"]
    }

    async def synchronised() -> Any:
        await rest.post(ME, "/lms:synchronise", {"programme": "small"})
        newest = await ended(rest, known)
        known.add(newest["id"])
        return newest["figures"]

    figures = await synchronised()
    items = (await rest.get(ME, "/lms/items")).body["items"]
    assert figures["failed"] == len(items) > 0
    assert {item["reason"] for item in items} == {"LMS_REFUSED"}
    assert {item["remedy"] for item in items} == {
        "Mend there what its answer says, then try it again, or set it aside."
    }
    last = (await rest.get(ME, "/lms/syncs?programme=small&page_size=1")).body["items"][0]
    lines = (await rest.get(ME, f"/lms/syncs/{last['id']}/lines")).body["items"]
    remedies = {line["remedy"] for line in lines if line["kind"] == "failed"}
    assert remedies == {item["remedy"] for item in items}
    assert last["remedy"] is None
    assert all("holds no material" in item["text"] for item in items)
    assert "Put the lesson “Law” with its materials into" in items[0]["words"]

    first = items[0]["id"]
    assert (await rest.post(ME, f"/lms/items/{first}:set-aside", {})).status == 204
    figures = await synchronised()
    assert (figures["failed"], figures["set_aside"]) == (len(items) - 1, 1)
    again = {item["id"]: item for item in (await rest.get(ME, "/lms/items")).body["items"]}
    assert again[first]["aside_at"] is not None
    assert (again[first]["tries"], {again[i["id"]]["tries"] for i in items[1:]}) == (1, {2})

    retried = await rest.post(ME, f"/lms/items/{first}:retry", {"programme": "small"})
    assert retried.status == 204
    known.add((await ended(rest, known))["id"])
    tries = {item["tries"] for item in (await rest.get(ME, "/lms/items")).body["items"]}
    assert tries == {2, 3} if len(items) > 1 else {2}

    await in_thread(changing(CourseMaterial.delete().execute))
    assert (await synchronised())["failed"] == 0
    assert (await rest.get(ME, "/lms/items")).body["items"] == []
