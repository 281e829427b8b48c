"""Word to others, the audit trail, and answers that are given again."""

from __future__ import annotations

from peewee import Database

from catalogue.ddl import run_script

_TABLES = """
CREATE TABLE outbox (
    number AUTO,
    id TEXT NOT NULL,
    topic TEXT NOT NULL,
    payload TEXT NOT NULL,
    made_at TIMESTAMP NOT NULL,
    taken_at TIMESTAMP
);
CREATE UNIQUE INDEX outbox_id ON outbox (id);
CREATE INDEX outbox_taken_at ON outbox (taken_at);

CREATE TABLE audit (
    number AUTO,
    at TIMESTAMP NOT NULL,
    person_id TEXT REFERENCES person,
    verb TEXT NOT NULL,
    kind TEXT NOT NULL,
    thing TEXT NOT NULL,
    reason TEXT NOT NULL,
    request_id TEXT NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX audit_person_id ON audit (person_id);

CREATE TABLE touched (
    id AUTO,
    line_id INTEGER NOT NULL REFERENCES audit,
    kind TEXT NOT NULL,
    thing TEXT NOT NULL,
    member_id TEXT REFERENCES member,
    change TEXT NOT NULL
);
CREATE INDEX touched_line_id ON touched (line_id);
CREATE INDEX touched_member_id ON touched (member_id);
CREATE INDEX touched_kind_thing ON touched (kind, thing);

CREATE TABLE stored_answer (
    id AUTO,
    caller TEXT NOT NULL,
    "key" TEXT NOT NULL,
    request_digest TEXT NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    made_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX stored_answer_caller_key ON stored_answer (caller, "key");
"""


def up(_: object, database: Database) -> None:
    """Make the tables."""
    run_script(database, _TABLES)
