"""Busy times from calendars, what was spent, and the sessions of courses."""

from __future__ import annotations

from peewee import Database

from catalogue.ddl import run_script

_TABLES = """
ALTER TABLE unavailability ADD COLUMN source TEXT NOT NULL DEFAULT '';

CREATE TABLE expense (
    id TEXT NOT NULL PRIMARY KEY,
    programme_id TEXT NOT NULL REFERENCES programme,
    funder_id TEXT NOT NULL REFERENCES funder,
    run_id TEXT REFERENCES run,
    amount_usd INTEGER NOT NULL,
    paid_on DATE NOT NULL,
    note TEXT NOT NULL,
    recorded_at TIMESTAMP NOT NULL
);
CREATE INDEX expense_programme_id ON expense (programme_id);
CREATE INDEX expense_funder_id ON expense (funder_id);
CREATE INDEX expense_run_id ON expense (run_id);

CREATE TABLE course_session (
    id AUTO,
    course_id TEXT NOT NULL REFERENCES course,
    day INTEGER NOT NULL,
    begins TEXT NOT NULL,
    ends TEXT NOT NULL,
    title TEXT NOT NULL,
    block TEXT NOT NULL
);
CREATE UNIQUE INDEX course_session_course_id_day_begins_title ON
    course_session (course_id, day, begins, title);
"""


def up(_: object, database: Database) -> None:
    """Make the tables and columns."""
    run_script(database, _TABLES)
