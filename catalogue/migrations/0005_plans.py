"""Published versions, which never change, and scenarios."""

from __future__ import annotations

from peewee import Database, SqliteDatabase

from catalogue.ddl import execute, run_script

_TABLES = """
CREATE TABLE version (
    id TEXT NOT NULL PRIMARY KEY,
    programme_id TEXT NOT NULL REFERENCES programme,
    number INTEGER NOT NULL,
    note TEXT NOT NULL,
    published_at TIMESTAMP NOT NULL,
    published_by_id TEXT REFERENCES person,
    planning_date DATE NOT NULL,
    scenario TEXT NOT NULL,
    problem_digest TEXT NOT NULL,
    score TEXT,
    bound BIGINT,
    floor BIGINT
);
CREATE INDEX version_published_by_id ON version (published_by_id);
CREATE UNIQUE INDEX version_programme_id_number ON version (programme_id, number);

CREATE TABLE version_run (
    id AUTO,
    version_id TEXT NOT NULL REFERENCES version DEFERRABLE INITIALLY DEFERRED,
    run_id TEXT NOT NULL REFERENCES run,
    course_id TEXT NOT NULL REFERENCES course,
    start DATE NOT NULL,
    "end" DATE NOT NULL,
    venue_id TEXT NOT NULL REFERENCES venue,
    language TEXT NOT NULL
);
CREATE INDEX version_run_run_id ON version_run (run_id);
CREATE INDEX version_run_course_id ON version_run (course_id);
CREATE INDEX version_run_venue_id ON version_run (venue_id);
CREATE UNIQUE INDEX version_run_version_id_run_id ON version_run (version_id, run_id);

CREATE TABLE version_trainer (
    id AUTO,
    version_id TEXT NOT NULL REFERENCES version DEFERRABLE INITIALLY DEFERRED,
    run_id TEXT NOT NULL REFERENCES run,
    block TEXT NOT NULL,
    trainer_id TEXT NOT NULL REFERENCES trainer
);
CREATE INDEX version_trainer_run_id ON version_trainer (run_id);
CREATE INDEX version_trainer_trainer_id ON version_trainer (trainer_id);
CREATE UNIQUE INDEX version_trainer_version_id_run_id_block_trainer_id ON
    version_trainer (version_id, run_id, block, trainer_id);

CREATE TABLE version_seat (
    id AUTO,
    version_id TEXT NOT NULL REFERENCES version DEFERRABLE INITIALLY DEFERRED,
    run_id TEXT NOT NULL REFERENCES run,
    nomination_id TEXT NOT NULL REFERENCES nomination,
    official_id TEXT NOT NULL REFERENCES official,
    member_id TEXT NOT NULL REFERENCES member
);
CREATE INDEX version_seat_run_id ON version_seat (run_id);
CREATE INDEX version_seat_nomination_id ON version_seat (nomination_id);
CREATE INDEX version_seat_official_id ON version_seat (official_id);
CREATE INDEX version_seat_member_id ON version_seat (member_id);
CREATE UNIQUE INDEX version_seat_version_id_nomination_id ON
    version_seat (version_id, nomination_id);

CREATE TABLE scenario (
    id TEXT NOT NULL PRIMARY KEY,
    programme_id TEXT NOT NULL REFERENCES programme,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    work_in_progress BOOLEAN NOT NULL,
    based_on_id TEXT REFERENCES version,
    made_at TIMESTAMP NOT NULL,
    made_by_id TEXT REFERENCES person,
    problem TEXT NOT NULL,
    problem_digest TEXT NOT NULL,
    objective TEXT NOT NULL,
    limits TEXT NOT NULL,
    revision INTEGER NOT NULL,
    started_at TIMESTAMP,
    schedule TEXT,
    score TEXT,
    bound BIGINT,
    floor BIGINT,
    outcome TEXT NOT NULL,
    seed BIGINT,
    unheld TEXT NOT NULL,
    unseated TEXT NOT NULL,
    conflict TEXT NOT NULL,
    failure TEXT NOT NULL,
    finished_at TIMESTAMP
);
CREATE INDEX scenario_programme_id ON scenario (programme_id);
CREATE INDEX scenario_based_on_id ON scenario (based_on_id);
CREATE INDEX scenario_made_by_id ON scenario (made_by_id);
CREATE UNIQUE INDEX scenario_work_in_progress ON scenario (programme_id) WHERE work_in_progress;
"""


_PARTS = ("version_run", "version_trainer", "version_seat")

_SQLITE = """
CREATE TRIGGER {table}_{event} BEFORE {event} ON {table} {when}
BEGIN SELECT RAISE(ABORT, 'a published version never changes'); END
"""
_VERSION_IS_THERE = """WHEN EXISTS (
    SELECT 1 FROM version
    WHERE id = NEW.id OR (programme_id = NEW.programme_id AND number = NEW.number)
)"""
_PART_IS_THERE = """WHEN EXISTS (SELECT 1 FROM version WHERE id = NEW.version_id)
    OR EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"""

_REFUSE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a published version never changes';
END $$
"""
_REFUSE_SEALED = """
CREATE FUNCTION refuse_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM version WHERE id = NEW.version_id) THEN
        RAISE EXCEPTION 'a published version never changes';
    END IF;
    RETURN NEW;
END $$
"""
_POSTGRESQL = """
CREATE TRIGGER {table}_{event} BEFORE {event} ON {table}
FOR EACH {each} EXECUTE FUNCTION {refuse}()
"""


def up(_: object, database: Database) -> None:
    """Make the tables, and the triggers that keep versions as they are."""
    run_script(database, _TABLES)
    if isinstance(database, SqliteDatabase):
        _seal_sqlite(database)
    else:
        _seal_postgresql(database)


def _seal_sqlite(database: Database) -> None:
    """Refuse changes. `INSERT OR REPLACE` removes rows unseen, so it must find none by any key."""
    for table in ("version", *_PARTS):
        there = _PART_IS_THERE if table in _PARTS else _VERSION_IS_THERE
        for event, when in (("UPDATE", ""), ("DELETE", ""), ("INSERT", there)):
            trigger = _SQLITE.format(table=table, event=event, when=when.format(table=table))
            execute(database, trigger)


def _seal_postgresql(database: Database) -> None:
    execute(database, _REFUSE)
    execute(database, _REFUSE_SEALED)
    for table in ("version", *_PARTS):
        events = [("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT")]
        for event, each in events:
            execute(
                database,
                _POSTGRESQL.format(table=table, event=event, each=each, refuse="refuse_change"),
            )
    for table in _PARTS:
        execute(
            database,
            _POSTGRESQL.format(table=table, event="INSERT", each="ROW", refuse="refuse_sealed"),
        )
