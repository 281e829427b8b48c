"""The orders in which a programme's nominations are listed, by indexes: state, and rank."""

from __future__ import annotations

from peewee import Database

from catalogue.ddl import run_script

_INDEXES = """
DROP INDEX nomination_programme_id_state;
CREATE INDEX nomination_programme_id_state_id ON nomination (programme_id, state, id);
CREATE INDEX nomination_programme_id_rank ON nomination (programme_id, COALESCE(rank, 1000), id);
"""


def up(_: object, database: Database) -> None:
    """Make the indexes; the first has what the one had that goes."""
    run_script(database, _INDEXES)
