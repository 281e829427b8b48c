"""Keys that sign credentials, and certificates that hold no longer."""

from __future__ import annotations

from peewee import Database

from catalogue.ddl import run_script

_TABLES = """
CREATE TABLE badge_key (
    id TEXT NOT NULL PRIMARY KEY,
    jwk TEXT NOT NULL,
    made_at TIMESTAMP NOT NULL
);

CREATE TABLE revocation (
    certificate TEXT NOT NULL PRIMARY KEY,
    reason TEXT NOT NULL,
    revoked_at TIMESTAMP NOT NULL,
    revoked_by_id TEXT REFERENCES person
);
CREATE INDEX revocation_revoked_by_id ON revocation (revoked_by_id);
"""


def up(_: object, database: Database) -> None:
    """Make the tables."""
    run_script(database, _TABLES)
