"""The bridges that share this database."""

from __future__ import annotations

from peewee import TextField

from catalogue.db import Row, database, is_sqlite
from catalogue.fields import MomentField

SESSION_LOCKS = 706_310_522
"""The first half of the numbers of the locks that sessions hold; the other is made of a name."""

WITH_SESSION = """
SELECT executor FROM bridge WHERE (hashtext(executor)::bigint & 4294967295) IN (
    SELECT objid::bigint FROM pg_locks
    WHERE locktype = 'advisory' AND granted AND classid = %s AND objsubid = 2
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
"""
"""Asks PostgreSQL for the bridges whose session lasts."""


class Bridge(Row):
    """A bridge, by the name of its durable work, and until when it is taken to be alive.

    `holder` is its name where it has the right to write to an LMS.
    """

    executor = TextField(primary_key=True)
    until = MomentField()
    holder = TextField(default="")


def with_session() -> set[str]:
    """Give the bridges whose session in PostgreSQL lasts now; on SQLite none has one."""
    if is_sqlite():
        return set()
    return {name for (name,) in database.execute_sql(WITH_SESSION, (SESSION_LOCKS,)).fetchall()}
