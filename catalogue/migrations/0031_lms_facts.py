"""What an LMS tells about somebody: completions, grades, profiles."""

from __future__ import annotations

from peewee import Database

from catalogue.ddl import run_script

_TABLES = """
CREATE TABLE lms_fact (
    id AUTO,
    lms TEXT NOT NULL,
    kind TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES person,
    nomination_id TEXT REFERENCES nomination,
    item TEXT NOT NULL,
    told TEXT NOT NULL,
    at TIMESTAMP NOT NULL,
    seen_at TIMESTAMP NOT NULL
);
CREATE INDEX lms_fact_person_id ON lms_fact (person_id);
CREATE INDEX lms_fact_nomination_id ON lms_fact (nomination_id);
"""


def up(_: object, database: Database) -> None:
    """Make the table."""
    run_script(database, _TABLES)
