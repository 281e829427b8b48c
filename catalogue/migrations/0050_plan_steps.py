"""A scenario's plan as it was changed by hand, step by step, so that steps can be taken back."""

from __future__ import annotations

from peewee import Database

from catalogue.ddl import run_script

_TABLES = """
ALTER TABLE scenario ADD COLUMN step INTEGER NOT NULL DEFAULT 0;
CREATE TABLE plan_step (
    id AUTO,
    scenario_id TEXT NOT NULL REFERENCES scenario,
    number INTEGER NOT NULL,
    result TEXT NOT NULL
);
CREATE UNIQUE INDEX plan_step_scenario_id_number ON plan_step (scenario_id, number);
"""


def up(_: object, database: Database) -> None:
    """Make the table and the column."""
    run_script(database, _TABLES)
