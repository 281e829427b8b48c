"""How soon a change is in the LMS, and how soon after an outage: for `make soak`, never in a test."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from catalogue.actions.withdraw import withdraw
from lms_bridge.connectors.kolibri.session import Session
from lms_bridge.local_kolibri import LocalKolibri
from tests.catalogue.builders import (
    a_course,
    a_nomination,
    a_published_plan,
    a_run,
    a_trainer,
    a_world,
    an_official,
    focal_point,
    planned,
)
from tests.faults.killing import nothing_waits
from tests.lms_bridge.connectors.proxy import Proxy, Weather, answer, proxy_to
from tests.lms_bridge.haste import HASTY
from tests.lms_bridge.process import ABridge

PEOPLE = 20
OUTAGE_SECONDS = 70


@dataclass(frozen=True)
class Reaction:
    """Seconds until it was read back from the LMS."""

    change: float
    after_outage: float


async def reaction(folder: Path, url: str, kolibri: LocalKolibri) -> Reaction:
    """Publish seats for 20 people and wait; withdraw one while the LMS is away, and wait."""
    a_world(officials=0)
    a_course("course", days=2, max_seats=40)
    run, trainer = a_run("run", "course"), a_trainer("trainer")
    nominations = [a_nomination(an_official(n), "course") for n in range(PEOPLE + 10)]
    a_published_plan(planned(run, seats=nominations[:10], trainers=[trainer]))
    async with proxy_to(kolibri.url) as proxy, _bridge(folder, url, proxy, kolibri):
        await nothing_waits("rso")
        began = time.monotonic()
        a_published_plan(planned(run, seats=nominations, trainers=[trainer]), note="Second")
        await _until_held(kolibri, PEOPLE + 10)
        change = time.monotonic() - began
        await nothing_waits("rso")
        proxy.weather = Weather(random.Random(), share=1, storm={"503": answer(503)})
        withdraw(focal_point(), nominations[0], "visa refused")
        await asyncio.sleep(OUTAGE_SECONDS)
        proxy.weather = None
        began = time.monotonic()
        await _until_held(kolibri, PEOPLE + 9)
        return Reaction(change, time.monotonic() - began)


@asynccontextmanager
async def _bridge(
    folder: Path, url: str, proxy: Proxy, kolibri: LocalKolibri
) -> AsyncIterator[None]:
    login = kolibri.administrator
    reached = {"kolibri_url": proxy.url, "kolibri_username": login.username}
    bridge = ABridge(
        folder / "data",
        lms="kolibri",
        database=url,
        kolibri_password=login.password,
        **reached,
    )
    await asyncio.to_thread(bridge.start)
    try:
        await asyncio.to_thread(bridge.until_ready)
        yield
    finally:
        await asyncio.to_thread(bridge.kill)


async def _until_held(kolibri: LocalKolibri, learners: int) -> None:
    """Wait until so many learners are read back."""
    async with Session(kolibri.url, *kolibri.administrator, HASTY) as session:
        while len(await session.rows("/api/auth/membership/")) != learners:
            await asyncio.sleep(0.2)
