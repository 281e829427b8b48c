"""The index of merged people holds them alone, so that nobody is looked up by not being one."""

from __future__ import annotations

from peewee import Database

from catalogue.ddl import run_script

_INDEX = """
DROP INDEX person_merged_into_id;
CREATE INDEX person_merged_into_id ON person (merged_into_id) WHERE merged_into_id IS NOT NULL;
"""


def up(_: object, database: Database) -> None:
    """Make the index anew."""
    run_script(database, _INDEX)
