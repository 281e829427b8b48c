"""What each version was made from and what it left out, sealed with it."""

from __future__ import annotations

from peewee import Database, SqliteDatabase

from catalogue.ddl import execute, run_script

_TABLES = """
CREATE TABLE version_origin (
    version_id TEXT NOT NULL PRIMARY KEY REFERENCES version DEFERRABLE INITIALLY DEFERRED,
    problem TEXT NOT NULL,
    objective TEXT NOT NULL,
    limits TEXT NOT NULL,
    outcome TEXT NOT NULL,
    seed BIGINT,
    unheld TEXT NOT NULL,
    unseated TEXT NOT NULL
);
"""

_SQLITE = """
CREATE TRIGGER version_origin_{event} BEFORE {event} ON version_origin {when}
BEGIN SELECT RAISE(ABORT, 'a published version never changes'); END
"""
_IS_SEALED = "WHEN EXISTS (SELECT 1 FROM version WHERE id = NEW.version_id)"
_POSTGRESQL = """
CREATE TRIGGER version_origin_{event} BEFORE {event} ON version_origin
FOR EACH {each} EXECUTE FUNCTION {refuse}()
"""


def up(_: object, database: Database) -> None:
    """Make the table, and the triggers that keep it as it is."""
    run_script(database, _TABLES)
    if isinstance(database, SqliteDatabase):
        for event, when in (("UPDATE", ""), ("DELETE", ""), ("INSERT", _IS_SEALED)):
            execute(database, _SQLITE.format(event=event, when=when))
        return
    for event, each, refuse in (
        ("UPDATE", "ROW", "refuse_change"),
        ("DELETE", "ROW", "refuse_change"),
        ("TRUNCATE", "STATEMENT", "refuse_change"),
        ("INSERT", "ROW", "refuse_sealed"),
    ):
        execute(database, _POSTGRESQL.format(event=event, each=each, refuse=refuse))
