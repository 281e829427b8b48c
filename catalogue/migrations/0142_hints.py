"""LMSes that tell by signed events that there is something to look at."""

from __future__ import annotations

from peewee import Database

from catalogue.ddl import run_script

_TABLES = """
CREATE TABLE hint_sender (
    id TEXT NOT NULL PRIMARY KEY,
    secret TEXT NOT NULL,
    previous_secret TEXT NOT NULL,
    previous_until TIMESTAMP,
    made_at TIMESTAMP NOT NULL,
    heeded_at TIMESTAMP
);
CREATE TABLE hint (
    id TEXT NOT NULL PRIMARY KEY,
    sender_id TEXT NOT NULL REFERENCES hint_sender,
    heard_at TIMESTAMP NOT NULL
);
CREATE INDEX hint_sender_id ON hint (sender_id);
CREATE INDEX hint_heard_at ON hint (heard_at);
"""


def up(_: object, database: Database) -> None:
    """Make the tables."""
    run_script(database, _TABLES)
