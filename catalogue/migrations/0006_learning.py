"""Attendance, completions, drop-outs, and what LMSs call things."""

from __future__ import annotations

from peewee import Database

from catalogue.ddl import run_script

_TABLES = """
CREATE TABLE attendance (
    id AUTO,
    nomination_id TEXT NOT NULL REFERENCES nomination,
    day DATE NOT NULL,
    present BOOLEAN NOT NULL,
    source TEXT NOT NULL,
    recorded_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX attendance_nomination_id_day ON attendance (nomination_id, day);

CREATE TABLE lesson_completion (
    id AUTO,
    nomination_id TEXT NOT NULL REFERENCES nomination,
    lesson TEXT NOT NULL,
    completed_at TIMESTAMP NOT NULL,
    source TEXT NOT NULL
);
CREATE UNIQUE INDEX lesson_completion_nomination_id_lesson ON
    lesson_completion (nomination_id, lesson);

CREATE TABLE completion (
    id AUTO,
    official_id TEXT NOT NULL REFERENCES official,
    course_id TEXT NOT NULL REFERENCES course,
    nomination_id TEXT REFERENCES nomination,
    completed BOOLEAN NOT NULL,
    completed_on DATE NOT NULL,
    source TEXT NOT NULL,
    decided_at TIMESTAMP NOT NULL
);
CREATE INDEX completion_course_id ON completion (course_id);
CREATE UNIQUE INDEX completion_nomination_id ON completion (nomination_id);
CREATE INDEX completion_official_id_course_id ON completion (official_id, course_id);

CREATE TABLE drop_out (
    id TEXT NOT NULL PRIMARY KEY,
    nomination_id TEXT NOT NULL REFERENCES nomination,
    state TEXT NOT NULL,
    source TEXT NOT NULL,
    note TEXT NOT NULL,
    reported_at TIMESTAMP NOT NULL,
    decided_at TIMESTAMP,
    decided_by_id TEXT REFERENCES person
);
CREATE INDEX drop_out_nomination_id ON drop_out (nomination_id);
CREATE INDEX drop_out_decided_by_id ON drop_out (decided_by_id);
CREATE UNIQUE INDEX drop_out_open ON drop_out (nomination_id) WHERE (state = 'reported');

CREATE TABLE lms_record (
    lms TEXT NOT NULL PRIMARY KEY,
    document TEXT NOT NULL,
    written_at TIMESTAMP NOT NULL
);

CREATE TABLE sync_run (
    id TEXT NOT NULL PRIMARY KEY,
    programme_id TEXT NOT NULL REFERENCES programme,
    lms TEXT NOT NULL,
    dry_run BOOLEAN NOT NULL,
    state TEXT NOT NULL,
    began_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP,
    figures TEXT NOT NULL,
    lines TEXT NOT NULL,
    failure TEXT NOT NULL
);
CREATE INDEX sync_run_programme_id ON sync_run (programme_id);
"""


def up(_: object, database: Database) -> None:
    """Make the tables."""
    run_script(database, _TABLES)
