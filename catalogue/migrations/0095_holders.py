"""Under which name each bridge writes to an LMS: who takes over from it frees that right, too."""

from __future__ import annotations

from peewee import Database

from catalogue.ddl import run_script


def up(_: object, database: Database) -> None:
    """Add the column; a bridge of an older version leaves it empty."""
    run_script(database, "ALTER TABLE bridge ADD COLUMN holder TEXT NOT NULL DEFAULT '';")
