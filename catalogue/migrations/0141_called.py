"""Indexes that find an official by address or id, without capitals."""

from __future__ import annotations

from peewee import Database

from catalogue.ddl import run_script

_INDEXES = """
CREATE INDEX person_called ON person (lower(email));
CREATE INDEX official_called ON official (lower(id));
"""


def up(_: object, database: Database) -> None:
    """Make the indexes."""
    run_script(database, _INDEXES)
