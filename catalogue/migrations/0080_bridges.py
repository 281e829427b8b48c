"""Which bridges share this database, and until when each is taken to be alive."""

from __future__ import annotations

from peewee import Database

from catalogue.ddl import run_script

_TABLES = """
CREATE TABLE bridge (
    executor TEXT NOT NULL PRIMARY KEY,
    until TIMESTAMP NOT NULL
);
"""


def up(_: object, database: Database) -> None:
    """Make the table."""
    run_script(database, _TABLES)
