"""The difference to a real Kolibri in words, a synchronisation, and what it told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from lms_bridge.lms import KolibriAt
from lms_bridge.local_kolibri import LocalKolibri
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


async def test_difference_is_said_in_words_then_synchronised(rest: Rest) -> None:
    before = (await rest.get(ME, "/lms/difference")).body
    words = [line["text"] for line in before["lines"] if line["kind"] == "change"]
    assert "Create the class “Induction for border officials” (INDUCTION-2)." in words
    assert (before["waits"], before["removals"]) == (False, [])

    requested = await rest.post(ME, "/lms:synchronise", {"programme": "small"})
    assert (requested.status, requested.body) == (202, {"programme": "small"})
    async with asyncio.timeout(60):
        while True:
            newest = (await rest.get(ME, "/lms/syncs?programme=small&page_size=1")).body["items"][0]
            is_ours = newest["id"] != rest.bridge.template.sync
            if is_ours and newest["state"] != "running":
                break
            await asyncio.sleep(0.1)
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
