"""What a repair takes from the plan that stood, and why."""

from __future__ import annotations

from peewee import Database

from catalogue.ddl import run_script

_COLUMN = "ALTER TABLE scenario ADD COLUMN taken TEXT NOT NULL DEFAULT '[]';"


def up(_: object, database: Database) -> None:
    """Add the column."""
    run_script(database, _COLUMN)
