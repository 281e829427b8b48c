"""What every row was before, and a chain of digests over the audit trail.

Each table records by itself what becomes of its rows; those that are left out hold no facts of the
catalogue (secrets, answers, word to others), never change (versions), or are drafts (scenarios).
"""

from __future__ import annotations

from peewee import Database

from catalogue.ddl import record_changes, run_script

_TABLES = """
CREATE TABLE change (
    number AUTO,
    kind TEXT NOT NULL,
    thing TEXT NOT NULL,
    event TEXT NOT NULL,
    salt TEXT NOT NULL,
    document TEXT NOT NULL,
    digest TEXT NOT NULL
);
CREATE INDEX change_kind_thing ON change (kind, thing);
ALTER TABLE audit ADD COLUMN salt TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN payload_digest TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN last_change INTEGER NOT NULL DEFAULT 0;
ALTER TABLE audit ADD COLUMN digest TEXT;
CREATE INDEX audit_unsealed ON audit (digest) WHERE digest = '';
"""

_LEFT_OUT = frozenset(
    "version version_run version_trainer version_seat scenario sign_in_link session bearer_token "
    "lms_record sync_run outbox audit touched stored_answer change migration".split()
)


def up(_: object, database: Database) -> None:
    """Make the table, and let the others record."""
    run_script(database, _TABLES)
    for table in sorted(database.get_tables()):
        if table not in _LEFT_OUT:
            record_changes(database, table)
