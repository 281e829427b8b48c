"""What systems of others write into the gradebook."""

from __future__ import annotations

from peewee import Database

from catalogue.ddl import run_script

_TABLES = """
CREATE TABLE grade_record (
    id AUTO,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    client TEXT NOT NULL,
    person_id TEXT REFERENCES person,
    document TEXT NOT NULL,
    written_at TIMESTAMP NOT NULL,
    removed_at TIMESTAMP
);
CREATE UNIQUE INDEX grade_record_kind_name ON grade_record (kind, name);
CREATE INDEX grade_record_person_id ON grade_record (person_id);
"""


def up(_: object, database: Database) -> None:
    """Make the table."""
    run_script(database, _TABLES)
