"""What every row was before, and a chain of digests over the audit trail."""

from __future__ import annotations

from peewee import Database

from catalogue.ddl import run_script

_TABLES = """
CREATE TABLE change (
    number AUTO,
    kind TEXT NOT NULL,
    thing TEXT NOT NULL,
    event TEXT NOT NULL,
    salt TEXT NOT NULL,
    document TEXT NOT NULL,
    digest TEXT NOT NULL
);
CREATE INDEX change_kind_thing ON change (kind, thing);
ALTER TABLE audit ADD COLUMN salt TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN payload_digest TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN last_change INTEGER NOT NULL DEFAULT 0;
ALTER TABLE audit ADD COLUMN digest TEXT;
CREATE INDEX audit_unsealed ON audit (digest) WHERE digest = '';
"""


def up(_: object, database: Database) -> None:
    """Make the table; what records into it is made after all migrations (`migrate`)."""
    run_script(database, _TABLES)
