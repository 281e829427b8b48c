"""What stored problems say of people is erased with them, also of those that versions keep.

Of what a version was made from, erasure alone may change the problem; its past is kept no more,
which was the problem once again: digests stay of it, as after erasure.
"""

from __future__ import annotations

import hashlib
import json

from peewee import Database, SqliteDatabase

from catalogue.ddl import execute, run_script

_COLUMNS = """
ALTER TABLE scenario ADD COLUMN people_forgotten INTEGER NOT NULL DEFAULT 0;
ALTER TABLE version_origin ADD COLUMN people_forgotten INTEGER NOT NULL DEFAULT 0;
"""
_KEPT = ("version_id", "objective", "limits", "outcome", "seed", "unheld", "unseated")

_SQLITE = """
CREATE TRIGGER version_origin_update BEFORE UPDATE ON version_origin WHEN {differs}
BEGIN SELECT RAISE(ABORT, 'a published version never changes'); END
"""
_POSTGRESQL = """
CREATE TRIGGER version_origin_update BEFORE UPDATE ON version_origin
FOR EACH ROW WHEN ({differs}) EXECUTE FUNCTION refuse_change()
"""


def up(_: object, database: Database) -> None:
    """Add the columns, and let the problem be changed."""
    run_script(database, _COLUMNS)
    if isinstance(database, SqliteDatabase):
        execute(database, "DROP TRIGGER version_origin_update")
        differs = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in _KEPT)
        execute(database, _SQLITE.format(differs=differs))
        on, events = "", ["insert", "update", "delete"]
    else:
        execute(database, "DROP TRIGGER version_origin_update ON version_origin")
        differs = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in _KEPT)
        execute(database, _POSTGRESQL.format(differs=differs))
        on, events = " ON version_origin", ["update", "delete"]
    for event in events:
        execute(database, f"DROP TRIGGER IF EXISTS version_origin_records_{event}{on}")
    _blank_past(database)


def _blank_past(database: Database) -> None:
    mark = "?" if isinstance(database, SqliteDatabase) else "%s"
    kept = "FROM change WHERE kind = 'version_origin' AND document <> ''"
    for (number,) in execute(database, f"SELECT number {kept}").fetchall():
        query = f"SELECT kind, thing, event, salt, document {kept} AND number = {mark}"
        (parts,) = execute(database, query, (number,)).fetchall()
        said = json.dumps([str(number), *parts], ensure_ascii=False)
        digest = hashlib.sha256(said.encode()).hexdigest()
        # All that is put in is the driver's mark for a value.
        blank = f"UPDATE change SET digest = {mark}, salt = '', document = '' WHERE number = {mark}"  # noqa: S608
        execute(database, blank, (digest, number))
