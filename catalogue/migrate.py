"""Bringing the tables of the open database up to date.

The scripts under `migrations/` are run in their order by peewee's own runner. It takes no lock,
so all of it happens in one transaction that keeps every other writer out: a second process waits
and then finds nothing to do, and one that is killed leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playhouse.migrations import Runner

from catalogue.db import alone, connected, database, is_sqlite

_SCRIPTS = Path(__file__).parent / "migrations"


def migrate(scripts: Path = _SCRIPTS) -> list[str]:
    """Run the scripts that have not been run, and name them. Raises Busy."""
    with connected(), _references_checked_at_the_end():
        applied: list[str] = Runner(database.obj, str(scripts), table_name="migration").up()
        return applied


@contextmanager
def _references_checked_at_the_end() -> Iterator[None]:
    """Hold the write lock; on SQLite a script may make a table anew, as its manual describes."""
    if not is_sqlite():
        with alone():
            yield
        return
    database.pragma("foreign_keys", 0)
    try:
        with alone():
            yield
            broken = database.execute_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"a migration broke references: {broken}")
    finally:
        database.pragma("foreign_keys", 1)
