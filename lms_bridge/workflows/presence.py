"""A bridge's session on PostgreSQL: while it lasts, its advisory lock says that the bridge lives.

The database itself ends the session of a process that died, at once, and that of a machine that
answers no more, in five seconds. No clocks are compared.
"""

from __future__ import annotations

import asyncio
import time
from typing import NamedTuple

import psycopg

from catalogue.bridges import SESSION_LOCKS, WITH_SESSION

LOST_AFTER_SECONDS = 1.5
"""How long a bridge waits for the database before it takes its own session for lost."""

GONE_AFTER_SECONDS = 2.2
"""How long a bridge must be missing; one that lost its session alone is back before, or silent."""

_LATENESS = """
SELECT set_config('tcp_keepalives_idle', '2', false),
    set_config('tcp_keepalives_interval', '1', false),
    set_config('tcp_keepalives_count', '3', false)
"""


class Sight(NamedTuple):
    """The bridges that are here, and those that were and have been missing for long enough."""

    here: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()


class Missing:
    """Since when bridges that were here are missing, by looks at moments in seconds."""

    def __init__(self) -> None:
        self._since: dict[str, float | None] = {}

    def note(self, here: frozenset[str], at: float) -> frozenset[str]:
        """Note who is here, and give those who are gone, once."""
        self._since |= dict.fromkeys(here)
        for name in self._since.keys() - here:
            if self._since[name] is None:
                self._since[name] = at
        gone = {
            name
            for name, since in self._since.items()
            if since is not None and at - since >= GONE_AFTER_SECONDS
        }
        for name in gone:
            del self._since[name]
        return frozenset(gone)

    def begin_again(self) -> None:
        """Give everybody the whole time again: the database was away, maybe from all."""
        self._since = dict.fromkeys(self._since)


class Presence:
    """The session of one bridge."""

    def __init__(self, url: str, executor: str) -> None:
        self._url, self._executor = url, executor
        self._session: psycopg.AsyncConnection | None = None
        self._missing = Missing()

    @property
    def is_here(self) -> bool:
        """Whether there is a session, as far as this bridge knows."""
        return self._session is not None

    async def look(self) -> Sight:
        """Be here, and see who is. Raises psycopg.Error and TimeoutError: then this one is not."""
        try:
            async with asyncio.timeout(LOST_AFTER_SECONDS):
                if self._session is None:
                    self._session = await self._begin()
                found = await self._session.execute(WITH_SESSION, [SESSION_LOCKS])
                here = frozenset(name for (name,) in await found.fetchall())
        except (psycopg.Error, TimeoutError):
            self._missing.begin_again()
            await self.end()
            raise
        return Sight(here, self._missing.note(here - {self._executor}, time.monotonic()))

    async def _begin(self) -> psycopg.AsyncConnection:
        session = await psycopg.AsyncConnection.connect(self._url, autocommit=True)
        try:
            await session.execute(_LATENESS)
            await session.execute(
                "SELECT pg_advisory_lock_shared(%s, hashtext(%s))", [SESSION_LOCKS, self._executor]
            )
        except BaseException:
            await session.close()
            raise
        return session

    async def end(self) -> None:
        """End the session, if there is one."""
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()
