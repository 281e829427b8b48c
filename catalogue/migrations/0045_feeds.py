"""Calendar feeds, and what each told."""

from __future__ import annotations

from peewee import Database

from catalogue.ddl import run_script

_TABLES = """
CREATE TABLE feed (
    id TEXT NOT NULL PRIMARY KEY,
    digest TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES person,
    made_at TIMESTAMP NOT NULL,
    revoked_at TIMESTAMP
);
CREATE UNIQUE INDEX feed_digest ON feed (digest);
CREATE INDEX feed_person_id ON feed (person_id);

CREATE TABLE feed_event (
    id AUTO,
    feed_id TEXT NOT NULL REFERENCES feed,
    key TEXT NOT NULL,
    document TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    changed_at TIMESTAMP NOT NULL,
    is_cancelled BOOLEAN NOT NULL
);
CREATE UNIQUE INDEX feed_event_feed_id_key ON feed_event (feed_id, key);
"""


def up(_: object, database: Database) -> None:
    """Make the tables."""
    run_script(database, _TABLES)
