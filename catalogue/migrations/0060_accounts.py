"""Officials who have left, and what identity systems call officials."""

from __future__ import annotations

from peewee import Database

from catalogue.ddl import run_script

_TABLES = """
ALTER TABLE official ADD COLUMN retired_at TIMESTAMP;
CREATE TABLE account (
    id AUTO,
    official_id TEXT NOT NULL REFERENCES official,
    user_name TEXT NOT NULL,
    user_key TEXT NOT NULL,
    external_id TEXT NOT NULL,
    role TEXT NOT NULL,
    removed_at TIMESTAMP
);
CREATE UNIQUE INDEX account_official_id ON account (official_id);
CREATE INDEX account_user_key ON account (user_key);
CREATE INDEX account_external_id ON account (external_id);
"""


def up(_: object, database: Database) -> None:
    """Make the column and the table."""
    run_script(database, _TABLES)
