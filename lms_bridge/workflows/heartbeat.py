"""Bridges on one database of durable work tell that they live; who dies is replaced by another.

DBOS takes up the work of an executor only when one of the same name starts again. Taking over from
one that lives after all does no harm: its own execution stops at its next step, which runs twice.
On PostgreSQL a bridge lives while its session does (`presence`), and writes to no LMS without one;
elsewhere, and for a bridge that nobody here saw alive, until half a minute after its last word.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import psycopg
from dbos import DBOS
from dbos._recovery import recover_pending_workflows

from catalogue.actions.stay_alive import stay_alive
from catalogue.db import is_sqlite
from catalogue.viewer import Viewer
from lms_bridge.lease import STANDING
from lms_bridge.threads import in_thread
from lms_bridge.workflows.outlasting import AWAY
from lms_bridge.workflows.presence import Presence, Sight

SECONDS = 30.0
"""How long a bridge is taken to be alive after it said so."""

EVERY_SECONDS = 10.0
LOOK_EVERY_SECONDS = 0.25

log = logging.getLogger(__name__)


class Heart:
    """Tells that a bridge lives, and takes up the work of those that do not.

    `holder` is the name under which it writes to an LMS, `url` that of the catalogue.
    """

    def __init__(self, executor: str, holder: str, url: str) -> None:
        """Begin with nobody seen."""
        self._executor, self._holder = executor, holder
        self._presence = None if is_sqlite() else Presence(url, executor)
        self._is_here = False
        self._here: frozenset[str] = frozenset()
        self._gone: set[str] = set()
        self._dead: list[str] = []
        self._news = asyncio.Event()

    @asynccontextmanager
    async def known(self) -> AsyncIterator[None]:
        """Be known to the others before any work is begun: who dies unknown is not replaced."""
        try:
            if self._presence:
                await self._look(self._presence)
            with suppress(*AWAY):  # who beats tries again, and says so
                await self._tell()
            yield
        finally:
            if self._presence:
                await self._presence.end()

    async def beat(self, dbos: DBOS) -> None:
        """Tell so for ever."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._keep_telling(dbos))
            if self._presence:
                group.create_task(self._keep_looking(self._presence))

    async def _look(self, presence: Presence) -> None:
        """Keep the session, and see whose has ended."""
        try:
            sight = await presence.look()
        except (psycopg.Error, TimeoutError) as error:
            if self._is_here:
                log.warning("the session of this bridge is lost: %s", error)
            sight = Sight()
        if (is_here := presence.is_here) != self._is_here:
            self._is_here = is_here
            (STANDING.begin if is_here else STANDING.end)()
            self._news.set()
        self._here = sight.here
        if sight.gone:
            self._gone |= sight.gone
            self._news.set()

    async def _keep_looking(self, presence: Presence) -> None:
        while True:
            await self._look(presence)
            await asyncio.sleep(LOOK_EVERY_SECONDS)

    async def _tell(self) -> None:
        gone = set(self._gone)
        self._news.clear()
        viewer = Viewer.system("heartbeat")
        self._dead += await in_thread(
            stay_alive, viewer, self._executor, SECONDS, self._holder, self._here, gone
        )
        self._gone -= gone

    async def _keep_telling(self, dbos: DBOS) -> None:
        while True:
            try:
                await self._tell()
                while self._dead:
                    dead = self._dead[0]
                    taken = await asyncio.to_thread(recover_pending_workflows, dbos, [dead])
                    log.warning("bridge %s is dead: %d of its jobs go on here", dead, len(taken))
                    del self._dead[0]
            except AWAY as error:
                log.warning("that this bridge lives waits to be told: %s", error)
            except Exception:
                log.exception("it could not be told that this bridge lives; it is tried again")
            with suppress(TimeoutError):
                async with asyncio.timeout(EVERY_SECONDS):
                    await self._news.wait()
