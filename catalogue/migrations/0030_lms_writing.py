"""Who may write to an LMS, and what could not be written there."""

from __future__ import annotations

from peewee import Database

from catalogue.ddl import run_script

_TABLES = """
CREATE TABLE lms_lease (
    lms TEXT NOT NULL PRIMARY KEY,
    holder TEXT NOT NULL,
    until TIMESTAMP NOT NULL
);

CREATE TABLE lms_item (
    id TEXT NOT NULL PRIMARY KEY,
    lms TEXT NOT NULL,
    "key" TEXT NOT NULL,
    words TEXT NOT NULL,
    reason TEXT NOT NULL,
    text TEXT NOT NULL,
    tries INTEGER NOT NULL,
    first_at TIMESTAMP NOT NULL,
    last_at TIMESTAMP NOT NULL,
    aside_at TIMESTAMP
);
CREATE UNIQUE INDEX lms_item_lms_key ON lms_item (lms, "key");
"""


def up(_: object, database: Database) -> None:
    """Make the tables."""
    run_script(database, _TABLES)
