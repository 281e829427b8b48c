"""Indexes that find at once when some rows were last changed, and whether any of a table were."""

from __future__ import annotations

from peewee import Database

from catalogue.ddl import run_script

_INDEXES = """
CREATE INDEX change_kind_event ON change (kind, event, number);
CREATE INDEX audit_last_change ON audit (last_change);
"""


def up(_: object, database: Database) -> None:
    """Make the indexes."""
    run_script(database, _INDEXES)
