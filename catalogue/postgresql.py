"""Connections to PostgreSQL that wait for no server for ever: one that says nothing is away."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
from peewee import Psycopg3Adapter
from playhouse.pool import PooledPostgresqlDatabase
from psycopg.abc import PQGen
from psycopg.conninfo import conninfo_to_dict, make_conninfo

R = TypeVar("R")

SILENT = "the server does not answer"
ANSWER_SECONDS = 20.0
"""How long a statement may take before its server is taken for one that hangs."""

LINE = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
"""How soon a machine that is gone is given up, in libpq's words."""


def line_of(url: str) -> dict[str, int]:
    """Give these words for a connection to a URL, but for those that it has itself."""
    own = conninfo_to_dict(url)
    return {word: value for word, value in LINE.items() if word not in own}


class Impatient(psycopg.Connection[Any]):
    """A connection that closes itself where a statement is not answered in time."""

    patience_seconds: float = ANSWER_SECONDS

    def wait(self, gen: PQGen[R], interval: float = 0.1, timeout: float | None = None) -> R:
        """Wait for an answer. Raises OperationalError."""
        try:
            limit = self.patience_seconds if timeout is None else timeout
            return super().wait(gen, interval, limit)
        except psycopg.OperationalError as error:
            if error.sqlstate is not None or self.closed:
                raise
            self.pgconn.finish()
            raise psycopg.OperationalError(SILENT) from error

    @contextmanager
    def patient(self, seconds: float) -> Iterator[None]:
        """Let each statement take so long here."""
        before, self.patience_seconds = self.patience_seconds, seconds
        try:
            yield
        finally:
            self.patience_seconds = before


class _Adapter(Psycopg3Adapter):
    def connect(self, db: Any, **params: Any) -> Impatient:
        url = make_conninfo(db.database, **line_of(db.database))
        return Impatient.connect(url, **params)

    def is_connection_closed(self, connection: Impatient) -> bool:
        """Ask the server, which has nothing to do for it."""
        with connection.patient(LINE["connect_timeout"]):
            return bool(super().is_connection_closed(connection))


class Pool(PooledPostgresqlDatabase):  # type: ignore[misc]
    """peewee's pool of such connections. It connects for one thread at a time.

    Where that fails, the threads that waited meanwhile are told the same.
    """

    psycopg3_adapter = _Adapter

    def __init__(self, database: str, **options: Any) -> None:
        """Connect to nothing yet."""
        self._asked, self._away_at = threading.local(), 0.0
        super().__init__(database, **options)

    def connect(self, reuse_if_open: bool = False) -> bool:
        """Give this thread a connection. Raises peewee's OperationalError."""
        self._asked.at = time.monotonic()
        return bool(super().connect(reuse_if_open))

    def _connect(self) -> Impatient:
        if self._asked.at < self._away_at:
            raise psycopg.OperationalError(SILENT)
        try:
            connection: Impatient = super()._connect()
        except psycopg.Error:
            self._away_at = time.monotonic()
            raise
        return connection

    def _is_closed(self, connection: Impatient) -> bool:
        """Say whether one of the pool is of no use; the others are as old and as much in doubt."""
        if super()._is_closed(connection):
            self.close_idle()
            return True
        return False
