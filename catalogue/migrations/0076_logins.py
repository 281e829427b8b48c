"""Whom the logins of OpenID providers stand for."""

from __future__ import annotations

from peewee import Database

from catalogue.ddl import run_script

_TABLES = """
CREATE TABLE login (
    digest TEXT NOT NULL PRIMARY KEY,
    issuer TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES person,
    made_at TIMESTAMP NOT NULL
);
CREATE INDEX login_person_id ON login (person_id);
"""


def up(_: object, database: Database) -> None:
    """Make the table."""
    run_script(database, _TABLES)
