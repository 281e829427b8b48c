"""Waiting for durable work, as the pages do."""

from __future__ import annotations

import asyncio

from catalogue import outbox
from catalogue.lms import SyncState
from catalogue.queries.scenarios import ScenarioRecord, scenario
from catalogue.queries.syncs import SyncLine, syncs
from catalogue.scenarios import ScenarioState
from catalogue.viewer import Viewer
from lms_bridge.demo.telling import Story
from lms_bridge.parts import Parts
from lms_bridge.threads import in_thread

_PATIENCE_SECONDS = 170
_LOOK_SECONDS = 0.25


async def until_solved(parts: Parts, viewer: Viewer, id: str, story: Story) -> ScenarioRecord:
    """Wait for a scenario, telling total, bound and gap on the way."""
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while True:
            found = await in_thread(scenario, viewer, id)
            if found.line.state not in {ScenarioState.SOLVING, ScenarioState.DRAFT}:
                story.live_end()
                return found
            told = parts.jobs.told(id)
            if told:
                last = told[-1]
                story.live(
                    f"{last.seconds:5.1f} s  {last.phase.lower():12}"
                    f"  total {shown(last.total)}  bound {shown(last.bound)}"
                    f"  gap {percent(last.gap)}"
                )
            await asyncio.sleep(_LOOK_SECONDS)


async def until_in_step(parts: Parts, viewer: Viewer, programme: str) -> list[SyncLine]:
    """Wait until nothing waits for the LMS any more; give the synchronisations, newest first."""
    parts.jobs.nudge()
    quiet = 0
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while quiet < 4:
            await asyncio.sleep(_LOOK_SECONDS)
            known = await in_thread(syncs, viewer, programme)
            is_busy = bool(await in_thread(outbox.waiting)) or await parts.jobs.is_busy()
            is_busy = is_busy or any(sync.state is SyncState.RUNNING for sync in known)
            quiet = 0 if is_busy else quiet + 1
    return list(known)


def shown(thousandths: int | None) -> str:
    """Write a total, which is kept in thousandths."""
    return "-" if thousandths is None else f"{thousandths / 1000:,.1f}"


def percent(share: float | None) -> str:
    """Write a gap."""
    return "-" if share is None else f"{share:.2%}"
