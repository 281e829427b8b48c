"""A person's code is found in whichever letters it is written."""

from __future__ import annotations

from peewee import Database

from catalogue.ddl import run_script

_INDEX = "CREATE INDEX person_letters ON person (LOWER(id));"


def up(_: object, database: Database) -> None:
    """Make the index."""
    run_script(database, _INDEX)
