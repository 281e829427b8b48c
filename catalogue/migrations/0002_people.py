"""People, officials, trainers, and who may sign in."""

from __future__ import annotations

from peewee import Database

from catalogue.ddl import run_script

_TABLES = """
CREATE TABLE person (
    id TEXT NOT NULL PRIMARY KEY,
    given_name TEXT NOT NULL,
    family_name TEXT NOT NULL,
    email TEXT NOT NULL,
    languages TEXT NOT NULL,
    member_id TEXT REFERENCES member,
    city_id TEXT REFERENCES city
);
CREATE INDEX person_member_id ON person (member_id);
CREATE INDEX person_city_id ON person (city_id);

CREATE TABLE unavailability (
    id AUTO,
    person_id TEXT NOT NULL REFERENCES person,
    start DATE NOT NULL,
    "end" DATE NOT NULL,
    reason TEXT NOT NULL,
    CHECK ("end" >= start)
);
CREATE INDEX unavailability_person_id ON unavailability (person_id);

CREATE TABLE official (
    id TEXT NOT NULL PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person,
    agency_id TEXT NOT NULL REFERENCES agency,
    max_days INTEGER
);
CREATE UNIQUE INDEX official_person_id ON official (person_id);
CREATE INDEX official_agency_id ON official (agency_id);

CREATE TABLE trainer (
    id TEXT NOT NULL PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person,
    kind TEXT NOT NULL,
    max_days INTEGER,
    day_fee_usd INTEGER NOT NULL
);
CREATE UNIQUE INDEX trainer_person_id ON trainer (person_id);

CREATE TABLE trainer_skill (
    id AUTO,
    trainer_id TEXT NOT NULL REFERENCES trainer,
    skill TEXT NOT NULL,
    level INTEGER NOT NULL,
    expires_on DATE
);
CREATE UNIQUE INDEX trainer_skill_trainer_id_skill ON trainer_skill (trainer_id, skill);

CREATE TABLE user_role (
    id AUTO,
    person_id TEXT NOT NULL REFERENCES person,
    role TEXT NOT NULL,
    agency_id TEXT REFERENCES agency
);
CREATE INDEX user_role_agency_id ON user_role (agency_id);
CREATE UNIQUE INDEX user_role_person_id_role ON user_role (person_id, role);

CREATE TABLE sign_in_link (
    digest TEXT NOT NULL PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person,
    made_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    used_at TIMESTAMP
);
CREATE INDEX sign_in_link_person_id ON sign_in_link (person_id);

CREATE TABLE session (
    digest TEXT NOT NULL PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person,
    made_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    revoked_at TIMESTAMP
);
CREATE INDEX session_person_id ON session (person_id);

CREATE TABLE bearer_token (
    id TEXT NOT NULL PRIMARY KEY,
    digest TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES person,
    name TEXT NOT NULL,
    made_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    revoked_at TIMESTAMP
);
CREATE UNIQUE INDEX bearer_token_digest ON bearer_token (digest);
CREATE INDEX bearer_token_person_id ON bearer_token (person_id);
"""


def up(_: object, database: Database) -> None:
    """Make the tables."""
    run_script(database, _TABLES)
