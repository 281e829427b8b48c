"""Runs with what is pinned and linked, assignments, nominations."""

from __future__ import annotations

from peewee import Database

from catalogue.ddl import run_script

_TABLES = """
CREATE TABLE run (
    id TEXT NOT NULL PRIMARY KEY,
    programme_id TEXT NOT NULL REFERENCES programme,
    course_id TEXT NOT NULL REFERENCES course,
    required BOOLEAN NOT NULL,
    earliest DATE,
    latest DATE,
    pinned_held BOOLEAN,
    pinned_start DATE,
    pinned_venue_id TEXT REFERENCES venue,
    pinned_language TEXT
);
CREATE INDEX run_programme_id ON run (programme_id);
CREATE INDEX run_course_id ON run (course_id);
CREATE INDEX run_pinned_venue_id ON run (pinned_venue_id);

CREATE TABLE run_venue (
    id AUTO,
    run_id TEXT NOT NULL REFERENCES run,
    venue_id TEXT NOT NULL REFERENCES venue
);
CREATE INDEX run_venue_venue_id ON run_venue (venue_id);
CREATE UNIQUE INDEX run_venue_run_id_venue_id ON run_venue (run_id, venue_id);

CREATE TABLE pinned_trainer (
    id AUTO,
    run_id TEXT NOT NULL REFERENCES run,
    block TEXT NOT NULL,
    trainer_id TEXT NOT NULL REFERENCES trainer
);
CREATE INDEX pinned_trainer_trainer_id ON pinned_trainer (trainer_id);
CREATE UNIQUE INDEX pinned_trainer_run_id_block_trainer_id ON
    pinned_trainer (run_id, block, trainer_id);

CREATE TABLE run_link (
    id AUTO,
    kind TEXT NOT NULL,
    first_id TEXT NOT NULL REFERENCES run,
    second_id TEXT NOT NULL REFERENCES run,
    min_gap_days INTEGER NOT NULL,
    max_gap_days INTEGER
);
CREATE INDEX run_link_first_id ON run_link (first_id);
CREATE INDEX run_link_second_id ON run_link (second_id);
CREATE UNIQUE INDEX run_link_kind_first_id_second_id ON run_link (kind, first_id, second_id);

CREATE TABLE assignment (
    id AUTO,
    run_id TEXT NOT NULL REFERENCES run,
    block TEXT NOT NULL,
    trainer_id TEXT NOT NULL REFERENCES trainer,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    answered_at TIMESTAMP
);
CREATE INDEX assignment_trainer_id ON assignment (trainer_id);
CREATE UNIQUE INDEX assignment_run_id_block_trainer_id ON assignment (run_id, block, trainer_id);

CREATE TABLE nomination (
    id TEXT NOT NULL PRIMARY KEY,
    programme_id TEXT NOT NULL REFERENCES programme,
    official_id TEXT NOT NULL REFERENCES official,
    course_id TEXT NOT NULL REFERENCES course,
    state TEXT NOT NULL,
    priority INTEGER NOT NULL,
    rank INTEGER,
    note TEXT NOT NULL,
    reason TEXT NOT NULL,
    pinned_run_id TEXT REFERENCES run,
    run_id TEXT REFERENCES run,
    answer_by DATE,
    substitutes_id TEXT REFERENCES nomination,
    made_at TIMESTAMP NOT NULL,
    endorsed_at TIMESTAMP,
    moved_at TIMESTAMP NOT NULL,
    CHECK (priority BETWEEN 1 AND 5),
    CHECK ((run_id IS NOT NULL) = (state IN (
        'offered', 'accepted', 'attended', 'absent', 'completed', 'not_completed'
    )))
);
CREATE INDEX nomination_official_id ON nomination (official_id);
CREATE INDEX nomination_course_id ON nomination (course_id);
CREATE INDEX nomination_pinned_run_id ON nomination (pinned_run_id);
CREATE INDEX nomination_run_id ON nomination (run_id);
CREATE INDEX nomination_substitutes_id ON nomination (substitutes_id);
CREATE INDEX nomination_programme_id_state ON nomination (programme_id, state);
CREATE UNIQUE INDEX nomination_open ON nomination (official_id, course_id) WHERE state IN (
    'accepted', 'attended', 'draft', 'endorsed', 'offered', 'submitted', 'waitlisted'
);
"""


def up(_: object, database: Database) -> None:
    """Make the tables."""
    run_script(database, _TABLES)
