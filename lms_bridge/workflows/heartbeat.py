"""Bridges on one database of durable work tell that they live; who dies is replaced by another.

DBOS takes up the work of an executor only when one of the same name starts again. Taking over from
one that lives after all does no harm: its own execution stops at its next step, which runs twice.
On PostgreSQL a bridge lives while its session does (`presence`), and writes to no LMS without one;
elsewhere, and for a bridge that nobody here saw alive, until half a minute after its last word.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

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

    `holder` is the name under which it writes to an LMS.
    """

    def __init__(self, executor: str, holder: str) -> None:
        self._executor, self._holder = executor, holder
        self._here: frozenset[str] = frozenset()
        self._gone: set[str] = set()
        self._dead: list[str] = []
        self._news = asyncio.Event()

    async def beat(self, dbos: DBOS, url: str) -> None:
        """Do so for ever, with the catalogue at a URL."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._tell(dbos))
            if not is_sqlite():
                group.create_task(self._look(Presence(url, self._executor)))

    async def _look(self, presence: Presence) -> None:
        """Keep the session, and see whose has ended."""
        is_here = False
        try:
            while True:
                try:
                    sight = await presence.look()
                except (psycopg.Error, TimeoutError) as error:
                    if is_here:
                        log.warning("the session of this bridge is lost: %s", error)
                    sight = Sight()
                if (now_here := presence.is_here) != is_here:
                    is_here = now_here
                    (STANDING.begin if is_here else STANDING.end)()
                    self._news.set()
                self._here = sight.here
                if sight.gone:
                    self._gone |= sight.gone
                    self._news.set()
                await asyncio.sleep(LOOK_EVERY_SECONDS)
        finally:
            await presence.end()

    async def _tell(self, dbos: DBOS) -> None:
        viewer = Viewer.system("heartbeat")
        while True:
            gone = set(self._gone)
            self._news.clear()
            try:
                self._dead += await in_thread(
                    stay_alive, viewer, self._executor, SECONDS, self._holder, self._here, gone
                )
                self._gone -= gone
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
