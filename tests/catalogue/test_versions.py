"""What is published stays as it is, whoever tries to change it and by whatever door."""

from __future__ import annotations

import pytest
from peewee import DatabaseError

from catalogue.db import changing, is_sqlite, reading
from catalogue.db import database as proxy
from catalogue.versions import Version, VersionOrigin, VersionRun, VersionSeat, VersionTrainer
from tests.catalogue.builders import a_nomination, a_published_plan, a_world, planned

STATEMENTS = [
    "UPDATE version SET note = 'other'",
    "UPDATE version_run SET start = '2016-01-01'",
    "UPDATE version_trainer SET block = 'other'",
    "UPDATE version_seat SET run_id = 'induction-1'",
    "UPDATE version_origin SET seed = 9",
    "DELETE FROM version_origin",
    "DELETE FROM version",
    "DELETE FROM version_run",
    "DELETE FROM version_trainer",
    "DELETE FROM version_seat",
    (
        'INSERT INTO version_run (version_id, run_id, course_id, start, "end", venue_id, language) '
        "VALUES ('rso-v1', 'induction-1', 'induction', '2016-01-01', '2016-01-05', 'hall', 'en')"
    ),
    (
        "INSERT INTO version_origin (version_id, problem, objective, limits, outcome, unheld, unseated) "
        "VALUES ('rso-v1', '', '', '{}', '', '[]', '[]')"
    ),
    (
        "INSERT INTO version_trainer (version_id, run_id, block, trainer_id) "
        "VALUES ('rso-v1', 'induction-1', 'other', 'ana')"
    ),
    (
        "INSERT INTO version_seat (version_id, run_id, nomination_id, official_id, member_id) "
        "VALUES ('rso-v1', 'induction-1', 'IDN-002.induction', 'IDN-002', 'IDN')"
    ),
]
REPLACEMENTS = [
    "INSERT OR REPLACE INTO version SELECT * FROM version",
    (
        "INSERT OR REPLACE INTO version SELECT 'rso-v9', programme_id, number, 'other', published_at, "
        "published_by_id, planning_date, scenario, problem_digest, score, bound, floor FROM version"
    ),
    (
        "INSERT OR REPLACE INTO version_seat SELECT id, 'rso-v9', run_id, nomination_id, official_id, "
        "member_id FROM version_seat"
    ),
    "INSERT OR REPLACE INTO version_origin SELECT * FROM version_origin",
    "UPDATE OR REPLACE version SET note = 'other'",
]


@pytest.fixture
def published(database: str) -> None:
    a_world()
    a_nomination("IDN-002")
    a_published_plan(planned(seats=[a_nomination("IDN-001")]))


@reading
def content() -> list[list[tuple[object, ...]]]:
    tables = (Version, VersionOrigin, VersionRun, VersionTrainer, VersionSeat)
    return [list(table.select().order_by(table._meta.primary_key).tuples()) for table in tables]


def refuses(statement: str) -> None:
    before = content()
    with pytest.raises(DatabaseError, match="a published version never changes"):
        changing(lambda: proxy.execute_sql(statement))()
    assert content() == before


@pytest.mark.usefixtures("published")
def test_the_database_refuses_every_change() -> None:
    for statement in STATEMENTS:
        refuses(statement)


@pytest.mark.usefixtures("published")
def test_the_database_refuses_the_doors_of_its_kind() -> None:
    tables = ("version", "version_run", "version_trainer", "version_seat")
    truncations = [f"TRUNCATE {table} CASCADE" for table in tables]
    for statement in REPLACEMENTS if is_sqlite() else truncations:
        refuses(statement)


@pytest.mark.usefixtures("published")
def test_the_code_refuses_before_the_database_does() -> None:
    for table in (Version, VersionRun, VersionTrainer, VersionSeat):
        code_refuses(table)


def code_refuses(table: type[Version]) -> None:
    before = content()
    with pytest.raises(TypeError, match="never changes"):
        table.update(id="other")
    with pytest.raises(TypeError, match="never goes"):
        table.delete()
    row = reading(table.select().first)()
    for change in (row.save, row.delete_instance):
        with pytest.raises((TypeError, DatabaseError), match="never"):
            changing(change)()
    assert content() == before
