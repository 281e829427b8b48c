"""Lessons of which an LMS says no longer that they are done, until a coordinator decides."""

from __future__ import annotations

from peewee import Database

from catalogue.ddl import run_script

_COLUMNS = """
ALTER TABLE lesson_completion ADD COLUMN denied_at TIMESTAMP;
ALTER TABLE lesson_completion ADD COLUMN kept_at TIMESTAMP;
"""


def up(_: object, database: Database) -> None:
    """Add the columns."""
    run_script(database, _COLUMNS)
