"""Programmes, and courses with their languages, blocks and prerequisites."""

from __future__ import annotations

from peewee import Database

from catalogue.ddl import run_script

_TABLES = """
CREATE TABLE programme (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    start DATE NOT NULL,
    "end" DATE NOT NULL,
    planning_date DATE NOT NULL,
    answer_by_days INTEGER NOT NULL,
    official_rest_days INTEGER NOT NULL,
    notice_days INTEGER NOT NULL,
    notice_factor INTEGER NOT NULL,
    min_notice_days INTEGER NOT NULL,
    required_unheld INTEGER NOT NULL,
    unseated INTEGER NOT NULL,
    member_shortfall INTEGER NOT NULL,
    host_shortfall INTEGER NOT NULL,
    cost_per_thousand_usd INTEGER NOT NULL,
    run_cancelled INTEGER NOT NULL,
    moved_date INTEGER NOT NULL,
    moved_date_per_week INTEGER NOT NULL,
    moved_venue INTEGER NOT NULL,
    moved_language INTEGER NOT NULL,
    swapped_trainer INTEGER NOT NULL,
    moved_official INTEGER NOT NULL
);

CREATE TABLE course (
    id TEXT NOT NULL PRIMARY KEY,
    title TEXT NOT NULL,
    days INTEGER NOT NULL,
    start_weekdays TEXT NOT NULL,
    facilities TEXT NOT NULL,
    audience TEXT NOT NULL,
    min_seats INTEGER NOT NULL,
    max_seats INTEGER NOT NULL,
    max_seats_per_member INTEGER,
    min_members INTEGER NOT NULL,
    funder_id TEXT REFERENCES funder,
    attendance_percent INTEGER NOT NULL,
    lessons TEXT NOT NULL,
    restricted BOOLEAN NOT NULL
);
CREATE INDEX course_funder_id ON course (funder_id);

CREATE TABLE course_language (
    id AUTO,
    course_id TEXT NOT NULL REFERENCES course,
    language TEXT NOT NULL,
    available_from DATE
);
CREATE UNIQUE INDEX course_language_course_id_language ON course_language (course_id, language);

CREATE TABLE block (
    id AUTO,
    course_id TEXT NOT NULL REFERENCES course,
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    first_day INTEGER NOT NULL,
    last_day INTEGER NOT NULL,
    skill TEXT NOT NULL,
    level INTEGER NOT NULL,
    trainer_count INTEGER NOT NULL
);
CREATE UNIQUE INDEX block_course_id_code ON block (course_id, code);

CREATE TABLE prerequisite (
    id AUTO,
    course_id TEXT NOT NULL REFERENCES course,
    required_id TEXT NOT NULL REFERENCES course
);
CREATE INDEX prerequisite_required_id ON prerequisite (required_id);
CREATE UNIQUE INDEX prerequisite_course_id_required_id ON prerequisite (course_id, required_id);

CREATE TABLE participant (
    id AUTO,
    course_id TEXT NOT NULL REFERENCES course,
    member_id TEXT NOT NULL REFERENCES member
);
CREATE INDEX participant_member_id ON participant (member_id);
CREATE UNIQUE INDEX participant_course_id_member_id ON participant (course_id, member_id);
"""


def up(_: object, database: Database) -> None:
    """Make the tables."""
    run_script(database, _TABLES)
