"""Messages to people, and the language in which each reads them."""

from __future__ import annotations

from peewee import Database

from catalogue.ddl import run_script

_TABLES = """
ALTER TABLE person ADD COLUMN reads TEXT NOT NULL DEFAULT '';

CREATE TABLE message (
    id AUTO,
    person_id TEXT NOT NULL REFERENCES person,
    programme_id TEXT NOT NULL REFERENCES programme,
    lines TEXT NOT NULL,
    made_at TIMESTAMP NOT NULL,
    state TEXT NOT NULL,
    due_at TIMESTAMP,
    tries INTEGER NOT NULL,
    said TEXT NOT NULL,
    tried_at TIMESTAMP,
    language TEXT NOT NULL
);
CREATE INDEX message_person_id ON message (person_id);
CREATE INDEX message_programme_id ON message (programme_id);
CREATE INDEX message_due_at ON message (due_at);
"""


def up(_: object, database: Database) -> None:
    """Make the table, and the column of people."""
    run_script(database, _TABLES)
