"""The database: opening it by URL, and transactions.

A unit of work is one function, in one thread, in one transaction: `changing` or `reading` makes it
so. Both databases then promise the same: changes happen one after another, since each takes the one
write lock at its beginning (on PostgreSQL an advisory lock), and a reader waits for nobody and sees
one moment. A unit of work called within another joins it.
"""

from __future__ import annotations

import os
import re
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import psycopg.errors
from peewee import (
    Database,
    DatabaseError,
    DatabaseProxy,
    DataError,
    Model,
    OperationalError,
    SqliteDatabase,
)
from playhouse.pool import MaxConnectionsExceeded, PooledSqliteDatabase

from catalogue.errors import BadDatabase, Busy, NoAnswer, NoStorage, Refused
from catalogue.faults import Fault, Where
from catalogue.postgresql import ANSWER_SECONDS, Pool

P = ParamSpec("P")
R = TypeVar("R")

_CONNECTIONS = 20
_WAIT_SECONDS = 30
_AGAIN_SECONDS = 0.05
_ending = threading.local()
_writing = threading.RLock()  # SQLite lets waiting writers sleep, and wakes them late
_WRITE_LOCK = 7_063_105_213  # any number that nobody else takes an advisory lock on

database = DatabaseProxy()


class Row(Model):
    """A row of a table of the catalogue, in whichever database is open."""

    class Meta:
        """Options that every table has."""

        database = database
        legacy_table_names = False


def open_database(url: str, *, is_there: bool = False) -> None:
    """Bind the tables to the database at `sqlite:///path` or `postgresql://...`.

    A SQLite file is made where there is none, unless it ought to be there. Nothing is migrated.
    Raises BadDatabase.
    """
    scheme, _, rest = url.partition("://")
    opened: Database
    if scheme == "sqlite" and len(rest) > 1 and rest.startswith("/"):
        if is_there and not Path(rest[1:]).exists():
            raise BadDatabase(f'"{_shown(url)}" cannot be opened: there is no such file')
        pragmas = {
            "busy_timeout": _WAIT_SECONDS * 1000,
            "journal_mode": "wal",
            "foreign_keys": 1,
            "secure_delete": 1,
            "synchronous": "full",
        }
        # a pooled connection goes from thread to thread, but is in one at a time
        opened = PooledSqliteDatabase(rest[1:], pragmas=pragmas, check_same_thread=False, **_pool())
    elif scheme in {"postgresql", "postgres"} and rest:
        opened = Pool(f"postgresql://{rest}", prefer_psycopg3=True, **_pool())
    else:
        raise BadDatabase(
            f'"{_shown(url)}" names no database; '
            "write sqlite:///FILE or postgresql://USER@HOST/NAME"
        )
    try:
        _connect(opened)
    except DatabaseError as error:
        why = _hindrance(Path(rest[1:])) if scheme == "sqlite" else None
        raise BadDatabase(f'"{_shown(url)}" cannot be opened: {why or error}') from error
    database.initialize(opened)


def _hindrance(file: Path) -> str | None:
    """Say what SQLite does not: it reads no file beside which it can keep no log."""
    if file.is_file() and not os.access(file.parent, os.W_OK):
        return "its folder may only be read; copy the file, and what lies beside it, elsewhere"
    return None


def _connect(opened: Database) -> None:
    """Connect once. A new SQLite file is locked for a moment by whoever makes its log first."""
    ends_at = time.monotonic() + _WAIT_SECONDS
    while True:
        try:
            with opened.connection_context():
                return
        except OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > ends_at:
                raise
            time.sleep(_AGAIN_SECONDS)


def _shown(url: str) -> str:
    return re.sub(r"//([^/@:]*):[^/]*@", r"//\1:...@", url)


def _pool() -> dict[str, Any]:
    return {"max_connections": _CONNECTIONS, "timeout": _WAIT_SECONDS, "autoconnect": False}


def close_database() -> None:
    """Close every connection of the open database; threads that still use one lose it."""
    database.close_all()


def is_sqlite() -> bool:
    """Say whether the open database is SQLite."""
    return isinstance(database.obj, SqliteDatabase)


def stored_tables() -> list[str]:
    """List the tables that are there, without those that SQLite keeps for itself."""
    return [table for table in database.get_tables() if not table.startswith("sqlite_")]


def changing(work: Callable[P, R]) -> Callable[P, R]:
    """Make a function one transaction that may change what is stored.

    It may raise Busy, NoStorage, NoAnswer, and Refused where the database cannot keep a value.
    """

    @wraps(work)
    def unit(*args: P.args, **kwargs: P.kwargs) -> R:
        if database.in_transaction():
            return work(*args, **kwargs)
        with connected():
            with ExitStack() as stack:
                stack.enter_context(alone())
                _ending.works, _ending.forgets = {}, False
                answer = work(*args, **kwargs)
                for finish in _ending.works:
                    finish()
                with _answered():
                    stack.close()
            if _ending.forgets:
                _empty_log()
            return answer

    return unit


@contextmanager
def apart() -> Iterator[None]:
    """Let what goes wrong here undo only this, within the transaction of `changing`."""
    with database.atomic():
        yield


def undone(work: Callable[P, R]) -> Callable[P, R]:
    """Make a function that tells what it would have done: all its changes are taken back.

    It may raise what `changing` raises.
    """

    @wraps(work)
    def unit(*args: P.args, **kwargs: P.kwargs) -> R:
        with connected(), alone():
            _ending.works = {}
            answer = work(*args, **kwargs)
            database.top_transaction().rollback()
            return answer

    return unit


def at_the_end(finish: Callable[[], None]) -> None:
    """Do something once, as the last thing of the transaction that `changing` began."""
    _ending.works[finish] = None


def leave_no_trace() -> None:
    """Once the transaction that `changing` began has ended, keep nothing of what it overwrote.

    SQLite's log would hold it until other changes fill the log. Where somebody reads for longer
    than a second, it stays until the next time, or until the last connection closes.
    """
    _ending.forgets = True


def _empty_log() -> None:
    if is_sqlite():
        database.execute_sql("PRAGMA busy_timeout = 1000")
        database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        database.execute_sql(f"PRAGMA busy_timeout = {_WAIT_SECONDS * 1000}")


@contextmanager
def connected() -> Iterator[None]:
    """Hold a connection of this thread's own. Raises Busy, NoStorage, Refused."""
    with ExitStack() as stack:
        try:
            stack.enter_context(database.connection_context())
        except MaxConnectionsExceeded as error:
            raise Busy from error
        except OperationalError as error:
            raise NoStorage(_unkept(error) or _GONE) from error
        with _kept():
            yield


@contextmanager
def _answered() -> Iterator[None]:
    """Commit. Raises NoAnswer where the server was lost: it may have done it before."""
    try:
        yield
    except DatabaseError as error:
        if not is_sqlite() and _unkept(error) == _GONE:
            raise NoAnswer(_GONE) from error
        raise


@contextmanager
def _kept() -> Iterator[None]:
    """Refuse values that the database cannot keep, such as a text with a null character.

    Where it can keep nothing at all, raises NoStorage.
    """
    try:
        yield
    except DataError as error:
        raise Refused([Fault(Where(), "NOT_STORABLE", str(error))]) from error
    except (DatabaseError, sqlite3.DatabaseError) as error:  # peewee leaves the reading of rows
        why = _unkept(error)
        if why is None:
            raise
        raise NoStorage(why) from error


_FULL, _READ_ONLY = "the database's disk is full", "the database may only be read"
_FAILS, _GONE = "the database's disk fails", "the database cannot be reached"
_DAMAGED = "the database's file is damaged; restore a backup elsewhere"
_WHY_ON_SQLITE = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_IOERR: _FAILS,
    sqlite3.SQLITE_CANTOPEN: _GONE,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
}
_WHY_ON_POSTGRESQL: dict[type[Exception], str] = {
    psycopg.errors.DiskFull: _FULL,
    psycopg.errors.ReadOnlySqlTransaction: _READ_ONLY,
    psycopg.errors.IoError: _FAILS,
    psycopg.errors.AdminShutdown: _GONE,
    psycopg.errors.CrashShutdown: _GONE,
    psycopg.errors.CannotConnectNow: _GONE,
}


def _unkept(error: Exception) -> str | None:
    """Say why a database can keep nothing; None where something else is wrong.

    What went wrong first says it: after a failed COMMIT there is nothing to roll back, and that
    is told instead.
    """
    found: str | None = None
    cause: BaseException | None = error
    while cause is not None:
        found = _why(cause) or found
        cause = cause.__context__
    return found


def _why(cause: BaseException) -> str | None:
    """Read an error of a driver."""
    if isinstance(cause, sqlite3.Error):
        if str(cause).startswith("Could not decode to UTF-8"):  # it has no code
            return _DAMAGED
        return _WHY_ON_SQLITE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)
    for kind, why in _WHY_ON_POSTGRESQL.items():
        if isinstance(cause, kind):
            return why
    is_plain = type(cause) is psycopg.OperationalError  # without a code: the connection is lost
    return _GONE if is_plain else None


@contextmanager
def alone() -> Iterator[None]:
    """Begin a transaction and keep every other writer out of it. Raises Busy, NoStorage."""
    with ExitStack() as stack:
        try:
            if is_sqlite():
                if not _writing.acquire(timeout=_WAIT_SECONDS):
                    raise Busy
                stack.callback(_writing.release)
                stack.enter_context(database.atomic("IMMEDIATE"))
            else:
                stack.enter_context(database.atomic())
                database.execute_sql(f"SET LOCAL lock_timeout = '{_WAIT_SECONDS}s'")
                with database.connection().patient(_WAIT_SECONDS + ANSWER_SECONDS):
                    database.execute_sql("SELECT pg_advisory_xact_lock(%s)", (_WRITE_LOCK,))
        except OperationalError as error:
            why = _unkept(error)
            raise (NoStorage(why) if why else Busy()) from error
        yield


def reading(work: Callable[P, R]) -> Callable[P, R]:
    """Make a function one transaction that sees one moment and changes nothing.

    It may raise Busy, NoStorage, and Refused where the database cannot compare with a value.
    """

    @wraps(work)
    def unit(*args: P.args, **kwargs: P.kwargs) -> R:
        if database.in_transaction():
            return work(*args, **kwargs)
        snapshot = "DEFERRED" if is_sqlite() else "REPEATABLE READ READ ONLY"
        with connected(), database.atomic(snapshot):
            return work(*args, **kwargs)

    return unit
