"""A bridge that is killed at random moments, and what must be true of it all the same."""

from __future__ import annotations

import asyncio
import json
import random
import sys
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from http import HTTPStatus
from typing import Any

from catalogue.actions.start_scenario import start_scenario
from catalogue.db import close_database, open_database
from catalogue.lms import SyncState
from catalogue.migrate import migrate
from catalogue.outbox import waiting
from catalogue.queries.desired import desired
from catalogue.queries.planning import planning_input
from catalogue.queries.scenarios import ScenarioRecord
from catalogue.queries.scenarios import scenario as read_scenario
from catalogue.queries.syncs import syncs
from catalogue.scenarios import ScenarioState
from lms_bridge.connectors.kolibri.session import Session
from lms_bridge.demo import in_kolibri
from lms_bridge.local_kolibri import LocalKolibri
from lms_bridge.planner.client import Limits
from lms_bridge.planner.problem import pose, posed_of, schedule_message
from lms_bridge.starting import TOTAL, stored
from lms_bridge.threads import in_thread
from scheduler import wire
from scheduler.check import check
from tests.catalogue.builders import SYSTEM
from tests.lms_bridge.process import ABridge

PATIENCE_SECONDS = 600


@asynccontextmanager
async def catalogue_at(url: str) -> AsyncIterator[None]:
    open_database(url)
    try:
        migrate()
        yield
    finally:
        close_database()


class IsOutdated(Exception):
    """A plan does not know what happened since it was asked for: plan again."""


@dataclass
class Killer:
    """Kills a bridge at moments that its seed decides, and starts it again."""

    bridge: ABridge
    seed: int = field(default_factory=lambda: random.SystemRandom().randrange(2**32))
    kills: int = 0

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        sys.stderr.write(f"killing with seed {self.seed}\n")

    async def kill(self, longest_seconds: float, *, ready: bool = False) -> None:
        """Let it run for a while, also a very short one, kill it, and start it again.

        Whatever it started must end with it, and its data be free at once.
        """
        if ready:
            await asyncio.to_thread(self.bridge.until_ready)
        await asyncio.sleep(self.chance.uniform(0, longest_seconds))
        await asyncio.to_thread(self.bridge.kill)
        self.kills += 1
        self.bridge.start()

    async def post(
        self, path: str, body: object, key: str, *, kills: int, person: str = ""
    ) -> dict[str, Any]:
        """Send a request over REST until it is answered, while the bridge is killed.

        A text is a table of CSV. Who asks is the first who has a token, or one of those who have.
        Raises IsOutdated.
        """
        while True:
            await asyncio.to_thread(self.bridge.until_ready)
            sent = asyncio.create_task(asyncio.to_thread(self._post, path, body, key, person))
            if kills:
                kills -= 1
                await self.kill(0.2)
            answer = await sent
            if answer is not None and not kills:
                return answer

    def _post(self, path: str, body: object, key: str, person: str) -> dict[str, Any] | None:
        people = self.bridge.first_run["people"]
        token = next(p["token"] for p in people if person in {"", p["person"]})
        request = urllib.request.Request(
            f"{self.bridge.url}/api/v1{path}",
            data=(body if isinstance(body, str) else json.dumps(body)).encode(),
            headers={
                "Authorization": f"Bearer {token}",
                "Content-Type": "text/csv" if isinstance(body, str) else "application/json",
                "Idempotency-Key": key,
            },
            method="POST",
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                found: dict[str, Any] = json.loads(answer.read())
                return found
        except urllib.error.HTTPError as error:
            with error:
                said = error.read().decode()
            if error.code == HTTPStatus.CONFLICT and json.loads(said)["reason"] == "OUTDATED":
                raise IsOutdated from None
            raise AssertionError(f"{error.code}: {said}") from None
        except OSError:
            return None  # nobody was there to answer


def start_search(programme: str, scenario: str, limits: Limits) -> None:
    """Start a scenario while no bridge may be there: it finds the word when it comes."""
    given = planning_input(SYSTEM, programme)
    posed = pose(given)
    start_scenario(
        SYSTEM,
        scenario,
        problem=posed.text,
        problem_digest=posed.digest,
        objective=TOTAL,
        limits=stored(limits),
        revision=given.revision,
    )


async def until(what: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await what():
            await asyncio.sleep(0.1)


async def solved(scenario: str) -> ScenarioRecord:
    """Wait for a scenario to end as it should, with a plan that breaks no rule."""

    async def has_ended() -> bool:
        found = await in_thread(read_scenario, SYSTEM, scenario)
        return found.line.state != ScenarioState.SOLVING

    await until(has_ended)
    found = await in_thread(read_scenario, SYSTEM, scenario)
    assert (found.line.state, found.line.failure) == (ScenarioState.SOLVED, "")
    assert found.plan is not None
    problem = wire.problem_of(posed_of(found.problem).message)
    verdict = check(problem, wire.schedule_of(schedule_message(found.plan)))
    assert verdict.violations == ()
    assert verdict.score is not None
    assert found.score is not None
    assert verdict.score.total == found.score.total
    assert {name: getattr(verdict.score, name) for name in asdict(found.score)} == asdict(
        found.score
    )
    return found


async def nothing_waits(programme: str) -> None:
    """Wait until the outbox is empty and no synchronisation is under way."""

    async def is_quiet() -> bool:
        if await in_thread(waiting):
            return False
        known = await in_thread(syncs, SYSTEM, programme)
        return all(sync.state is not SyncState.RUNNING for sync in known)

    for _ in range(3):  # a synchronisation may just be on its way from the one to the other
        try:
            await until(is_quiet)
        except TimeoutError:
            going = [
                s for s in await in_thread(syncs, SYSTEM, programme) if s.state is SyncState.RUNNING
            ]
            raise AssertionError(f"{await in_thread(waiting)} waits, {going} goes on") from None
        await asyncio.sleep(0.7)


async def assert_kolibri_holds_what_is_published(kolibri: LocalKolibri, programme: str) -> None:
    """Nothing is missing, nothing too much, and nothing there twice."""
    held = await in_kolibri.read_back(kolibri)
    wanted = in_kolibri.expected(await in_thread(desired, SYSTEM, programme))
    assert held.classes.keys() == wanted.classes.keys()
    assert held.learners == wanted.learners
    assert held.coaches == wanted.coaches
    async with Session(kolibri.url, *kolibri.administrator) as session:
        users = await session.rows(in_kolibri.USERS)
        rooms = await session.rows(in_kolibri.CLASSES, parent=session.facility_id)
    for names in ([u["id_number"] for u in users if u["id_number"]], [r["name"] for r in rooms]):
        assert [name for name, count in Counter(names).items() if count > 1] == []
