"""Receivers of events, and the messages to them."""

from __future__ import annotations

from peewee import Database

from catalogue.ddl import run_script

_TABLES = """
CREATE TABLE receiver (
    id TEXT NOT NULL PRIMARY KEY,
    url TEXT NOT NULL,
    types TEXT NOT NULL,
    secret TEXT NOT NULL,
    previous_secret TEXT NOT NULL,
    previous_until TIMESTAMP,
    made_at TIMESTAMP NOT NULL,
    made_by_id TEXT REFERENCES person,
    removed_at TIMESTAMP
);
CREATE INDEX receiver_made_by_id ON receiver (made_by_id);

CREATE TABLE delivery (
    id AUTO,
    receiver_id TEXT NOT NULL REFERENCES receiver,
    message TEXT NOT NULL,
    type TEXT NOT NULL,
    body TEXT NOT NULL,
    made_at TIMESTAMP NOT NULL,
    state TEXT NOT NULL,
    tries INTEGER NOT NULL,
    said TEXT NOT NULL,
    tried_at TIMESTAMP
);
CREATE UNIQUE INDEX delivery_receiver_id_message ON delivery (receiver_id, message);
"""


def up(_: object, database: Database) -> None:
    """Make the tables."""
    run_script(database, _TABLES)
