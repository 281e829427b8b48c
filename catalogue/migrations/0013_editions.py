"""Courses in editions; a run keeps the one with which it was published."""

from __future__ import annotations

from peewee import Database

from catalogue.ddl import run_script

_TABLES = """
CREATE TABLE edition (
    id AUTO,
    course_id TEXT NOT NULL REFERENCES course,
    number INTEGER NOT NULL,
    document TEXT NOT NULL,
    made_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX edition_course_id_number ON edition (course_id, number);

ALTER TABLE run ADD COLUMN edition INTEGER;
"""


def up(_: object, database: Database) -> None:
    """Make the table and the column."""
    run_script(database, _TABLES)
