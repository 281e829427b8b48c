"""Gender where it is given; people who were erased, or found to be another; when to erase them."""

from __future__ import annotations

from peewee import Database

from catalogue.ddl import run_script

_COLUMNS = """
ALTER TABLE person ADD COLUMN gender TEXT;
ALTER TABLE person ADD COLUMN erased_at TIMESTAMP;
ALTER TABLE person ADD COLUMN merged_into_id TEXT REFERENCES person;
ALTER TABLE programme ADD COLUMN retention_days INTEGER;
CREATE INDEX person_merged_into_id ON person (merged_into_id);
"""


def up(_: object, database: Database) -> None:
    """Add the columns."""
    run_script(database, _COLUMNS)
