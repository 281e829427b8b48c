"""Calls for nominations, reminders, cooling-off, certificates, and seats that are proposed."""

from __future__ import annotations

from peewee import Database

from catalogue.ddl import run_script

_TABLES = """
ALTER TABLE programme ADD COLUMN cooling_off_days INTEGER NOT NULL DEFAULT 0;
ALTER TABLE programme ADD COLUMN reminder_days INTEGER NOT NULL DEFAULT 7;

CREATE TABLE "call" (
    id TEXT NOT NULL PRIMARY KEY,
    programme_id TEXT NOT NULL REFERENCES programme,
    course_id TEXT NOT NULL REFERENCES course,
    number INTEGER NOT NULL,
    deadline DATE NOT NULL,
    max_per_member INTEGER,
    note TEXT NOT NULL,
    made_at TIMESTAMP NOT NULL
);
CREATE INDEX call_course_id ON "call" (course_id);
CREATE UNIQUE INDEX call_programme_id_course_id_number ON "call" (programme_id, course_id, number);

ALTER TABLE nomination ADD COLUMN call_id TEXT REFERENCES "call";
ALTER TABLE nomination ADD COLUMN reminded_on DATE;
CREATE INDEX nomination_call_id ON nomination (call_id);

ALTER TABLE completion ADD COLUMN certificate TEXT;
CREATE UNIQUE INDEX completion_certificate ON completion (certificate);

CREATE TABLE proposal (
    id TEXT NOT NULL PRIMARY KEY,
    run_id TEXT NOT NULL REFERENCES run,
    nomination_id TEXT NOT NULL REFERENCES nomination,
    state TEXT NOT NULL,
    made_at TIMESTAMP NOT NULL,
    decided_at TIMESTAMP,
    decided_by_id TEXT REFERENCES person
);
CREATE INDEX proposal_nomination_id ON proposal (nomination_id);
CREATE INDEX proposal_decided_by_id ON proposal (decided_by_id);
CREATE UNIQUE INDEX proposal_run_id_nomination_id ON proposal (run_id, nomination_id);
"""


def up(_: object, database: Database) -> None:
    """Make the tables and columns."""
    run_script(database, _TABLES)
