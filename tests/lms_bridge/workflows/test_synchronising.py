"""Durable synchronisation: from a word in the outbox to what Kolibri holds."""

from __future__ import annotations

import asyncio
import random
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from dbos import DBOS

from catalogue.actions.lease import give_back_lease, take_lease
from catalogue.actions.request_sync import request_sync
from catalogue.actions.synchronise import begin_sync, finish_sync
from catalogue.actions.withdraw import withdraw
from catalogue.db import changing
from catalogue.lms import SyncRun, SyncState
from catalogue.outbox import Outbox, waiting
from catalogue.queries.syncs import SyncLine, sync_lines, syncs
from lms_bridge.connectors import kolibri
from lms_bridge.lms import KolibriAt
from lms_bridge.local_kolibri import LocalKolibri
from lms_bridge.parts import Parts
from lms_bridge.sync.connector import Connector
from lms_bridge.sync.errors import (
    LmsError,
    MalformedDesired,
    NotAllowed,
    NotSupported,
    SignInRefused,
)
from lms_bridge.sync.state import Role
from lms_bridge.synced import removals
from lms_bridge.synchronising import preview
from lms_bridge.threads import in_thread
from lms_bridge.workflows import synchronising
from lms_bridge.workflows.relay import CHANGING
from lms_bridge.workflows.synchronising import URGENT
from tests.catalogue.builders import SYSTEM, a_published_plan, a_world, focal_point
from tests.lms_bridge.connectors.proxy import Weather, answer, proxy_to
from tests.lms_bridge.site import START, Hasty, Site, a_site, everybody
from tests.lms_bridge.workflows.conftest import Running

PATIENCE_SECONDS = 120


async def in_step(parts: Parts) -> tuple[SyncLine, ...]:
    """Wait until nothing waits for the LMS; gives the synchronisations, the newest first."""
    parts.jobs.nudge()
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await in_thread(waiting) or await parts.jobs.is_busy():
            await asyncio.sleep(0.05)
    return await in_thread(syncs, SYSTEM, "rso")


@pytest.fixture
def site(catalogue: str, local: LocalKolibri, key: str) -> Site:
    return a_site(local, key)


@pytest.mark.kolibri
async def test_what_is_published_and_withdrawn_reaches_kolibri_by_itself(
    at_work: Running, planner_address: str, site: Site
) -> None:
    async with at_work(planner_address, site.lms) as parts:
        (sync,) = await in_step(parts)
        assert (sync.state, sync.failure) == (SyncState.FINISHED, "")
        assert await site.holds() == everybody(site)

        withdraw(focal_point(), site.nominations[0])

        last, _ = await in_step(parts)
        assert last.figures["unenrol"] == last.figures["changes"] == 1
        assert [line["kind"] for line in sync_lines(SYSTEM, last.id)] == ["done"]
        assert await site.holds() == everybody(site) - {(site.key(0), Role.LEARNER)}


@pytest.mark.kolibri
async def test_a_mass_removal_is_carried_out_when_the_publisher_has_seen_it(
    at_work: Running, planner_address: str, site: Site
) -> None:
    async with at_work(planner_address, site.lms) as parts:
        await in_step(parts)
        version = a_published_plan(note="cancelled")
        assert version == "rso-v2"
        held = (await in_step(parts))[0]
        assert (held.figures["held"], held.figures["done"]) == (4, 0)
        assert await site.holds() == everybody(site)

        leaving = removals((await preview(SYSTEM, site.lms)).difference)
        request_sync(SYSTEM, "rso", leaving)

        assert (await in_step(parts))[0].figures["unenrol"] == 4
        assert await site.holds() == set()


@pytest.mark.kolibri
async def test_one_synchronisation_does_for_all_that_wait(
    at_work: Running, planner_address: str, site: Site
) -> None:
    for _ in range(5):
        request_sync(SYSTEM, "rso")
    async with at_work(planner_address, site.lms) as parts:
        assert len(await in_step(parts)) == 1

        letters = [letter.id for letter in waiting()]
        assert letters == []
        await in_thread(_give_back)
        # The same letters again: the same workflow, which is done already.
        assert len(await in_step(parts)) == 1
        begun = await DBOS.list_workflows_async(workflow_id_prefix="sync-")
        assert len(begun) == 1


@changing
def _give_back() -> None:
    Outbox.update(taken_at=None).where(Outbox.topic.in_(sorted(CHANGING))).execute()


class Locked(KolibriAt):
    """A Kolibri whose password the settings do not know, at first."""

    __slots__ = ()
    key: ClassVar = "wrong"

    def connect(self) -> AbstractAsyncContextManager[Connector]:
        return kolibri.connect(self.url, self.username, self.key, pace=self.pace)


@pytest.mark.kolibri
async def test_a_refused_sign_in_says_its_reason_and_goes_on_when_it_is_accepted(
    at_work: Running, planner_address: str, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(synchronising, "LONGEST_WAIT_SECONDS", 0.5)
    lms = Locked(site.local.url, *site.local.administrator)
    async with at_work(planner_address, lms) as parts:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while [s.failure for s in await in_thread(syncs, SYSTEM, "rso")] != [
                "LMS_SIGN_IN_REFUSED"
            ]:
                await asyncio.sleep(0.05)
        (sync,) = await in_thread(syncs, SYSTEM, "rso")
        assert sync.state is SyncState.RUNNING

        monkeypatch.setattr(Locked, "key", site.local.administrator.password)

        (sync,) = await in_step(parts)
        assert (sync.state, sync.failure) == (SyncState.FINISHED, "")
        assert await site.holds() == everybody(site)


class Forbidding(KolibriAt):
    """A Kolibri in which a right of ours may be lacking."""

    __slots__ = ()
    lacking: ClassVar = ""

    def connect(self) -> AbstractAsyncContextManager[Connector]:
        if self.lacking:
            raise NotAllowed(self.lacking)
        return super().connect()


@pytest.mark.kolibri
async def test_what_a_right_is_lacking_for_says_so_lets_others_go_first_and_goes_on(
    at_work: Running, planner_address: str, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(synchronising, "LONGEST_WAIT_SECONDS", 0.05)
    lms = Forbidding(site.local.url, *site.local.administrator)
    async with at_work(planner_address, lms) as parts:
        (begun,) = await in_step(parts)

        async def newest(count: int) -> SyncLine:
            parts.jobs.nudge()
            async with asyncio.timeout(PATIENCE_SECONDS):
                while True:
                    found = await in_thread(syncs, SYSTEM, "rso")
                    if len(found) == count and found[0].figures.get("tries", 0) > 1:
                        return found[0]
                    await asyncio.sleep(0.02)

        monkeypatch.setattr(Forbidding, "lacking", "it needs enrol/manual:enrol")
        request_sync(SYSTEM, "rso")
        waits = await newest(2)
        told = {"kind": "failed", "text": Forbidding.lacking, "reason": "LMS_NOT_ALLOWED"}
        assert (waits.state, waits.failure) == (SyncState.RUNNING, "LMS_NOT_ALLOWED")
        assert sync_lines(SYSTEM, waits.id) == (told,)

        withdraw(focal_point(), site.nominations[0])
        await newest(4)  # the urgent one gave up after a few tries: a look at everything waits
        monkeypatch.setattr(Forbidding, "lacking", "")

        last, *_, first = await in_step(parts)
        assert (last.state, last.failure, first) == (SyncState.FINISHED, "", begun)
        assert await site.holds() == everybody(site) - {(site.key(0), Role.LEARNER)}


class Broken(KolibriAt):
    """An LMS that breaks as nobody foresaw."""

    __slots__ = ()

    def connect(self) -> None:  # type: ignore[override]
        raise RuntimeError("nobody foresaw this")


async def test_a_synchronisation_that_breaks_in_an_unforeseen_way_ends_too(
    at_work: Running, planner_address: str, catalogue: str, caplog: pytest.LogCaptureFixture
) -> None:
    a_world()
    request_sync(SYSTEM, "rso")
    async with at_work(planner_address, Broken("", "", "")) as parts:
        (sync,) = await in_step(parts)
    assert (sync.state, sync.failure) == (SyncState.FAILED, "INTERNAL")
    assert "nobody foresaw this" in caplog.text


class Odd(KolibriAt):
    """An LMS before which something forbids us to come in, at first."""

    __slots__ = ()
    says: ClassVar[list[LmsError]] = [
        NotSupported("404"),
        SignInRefused("wrong"),
        NotAllowed("lacks functions"),
        MalformedDesired("classes", "twice"),
    ]

    def connect(self) -> None:  # type: ignore[override]
        raise self.says.pop(0)


async def test_a_synchronisation_that_gets_an_odd_answer_is_tried_again(
    at_work: Running, planner_address: str, catalogue: str
) -> None:
    a_world()
    request_sync(SYSTEM, "rso")
    async with at_work(planner_address, Odd("", "", "")) as parts:
        (sync,) = await in_step(parts)
    assert sync.failure == "DESIRED_MALFORMED"
    assert Odd.says == []


async def test_without_an_lms_words_are_taken_and_nothing_is_synchronised(
    at_work: Running, planner_address: str, catalogue: str, tmp_path: Path
) -> None:
    a_world()
    request_sync(SYSTEM, "rso")
    async with at_work(planner_address) as parts:
        assert await in_step(parts) == ()


def test_a_synchronisation_with_an_id_begins_once(catalogue: str) -> None:
    a_world()
    assert [begin_sync(SYSTEM, "rso", "kolibri", id="sync-1") for _ in range(2)] == ["sync-1"] * 2
    assert begin_sync(SYSTEM, "rso", "kolibri") != begin_sync(SYSTEM, "rso", "kolibri")
    finish_sync(SYSTEM, "sync-1", {})
    assert begin_sync(SYSTEM, "rso", "kolibri", id="sync-1") == "sync-1"
    states = changing(lambda: sorted(row.state for row in SyncRun.select()))()
    assert states == [SyncState.FINISHED, SyncState.RUNNING, SyncState.RUNNING]


@pytest.mark.kolibri
async def test_a_withdrawal_needs_no_look_at_everything(
    at_work: Running, planner_address: str, site: Site
) -> None:
    async with at_work(planner_address, site.lms) as parts:
        await in_step(parts)
        withdraw(focal_point(), site.nominations[0])

        last, _ = await in_step(parts)

        assert last.id.startswith(URGENT)
        assert last.figures["unenrol"] == last.figures["changes"] == 1
    assert await site.holds() == everybody(site) - {(site.key(0), Role.LEARNER)}
    assert (await site.sync()).figures["changes"] == 0
    assert site.reports(None) == []


@pytest.mark.kolibri
async def test_an_lms_that_is_away_is_asked_until_it_answers(
    at_work: Running, planner_address: str, site: Site
) -> None:
    async with proxy_to(site.local.url) as proxy:
        proxy.weather = Weather(random.Random(), share=1, storm={"503": answer(503)})
        away = replace(site, lms=Hasty(proxy.url, *site.local.administrator))
        async with at_work(planner_address, away.lms) as parts:
            parts.jobs.nudge()
            async with asyncio.timeout(PATIENCE_SECONDS):
                while not any(s.figures.get("tries", 0) > 1 for s in syncs(SYSTEM, "rso")):
                    await asyncio.sleep(0.05)
            proxy.weather = None
            (sync,) = await in_step(parts)
    assert (sync.state, sync.failure, sync.figures["left"]) == (SyncState.FINISHED, "", 0)
    assert await site.holds() == everybody(site)


@pytest.mark.kolibri
async def test_what_is_large_gives_way_to_what_is_urgent(
    at_work: Running, planner_address: str, site: Site
) -> None:
    async with at_work(planner_address, site.lms) as parts:
        await in_step(parts)
        begun = [s.id for s in await in_thread(syncs, SYSTEM, "rso")]
        a_published_plan(site.held(START + timedelta(days=7)), note="later")
        withdraw(focal_point(), site.nominations[0])
        found = [s for s in await in_step(parts) if s.id not in begun]
    assert {s.state for s in found} == {SyncState.FINISHED}
    assert found[0].figures["left"] == 0
    assert await site.holds() == everybody(site) - {(site.key(0), Role.LEARNER)}


async def test_a_taken_lms_is_waited_for(
    at_work: Running, planner_address: str, catalogue: str
) -> None:
    a_world()
    take_lease(SYSTEM, "kolibri", "another bridge", 30)
    request_sync(SYSTEM, "rso")
    async with at_work(planner_address, Broken("", "", "")) as parts:
        parts.jobs.nudge()
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not any(s.figures.get("tries") for s in syncs(SYSTEM, "rso")):
                await asyncio.sleep(0.05)
        give_back_lease(SYSTEM, "kolibri", "another bridge")
        (sync,) = await in_step(parts)
    assert (sync.state, sync.failure) == (SyncState.FAILED, "INTERNAL")
