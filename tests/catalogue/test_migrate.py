"""Migrations: once, by two at once, killed in the middle, and to what the tables say."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from playhouse.schema_diff import diff_models

from catalogue import audit
from catalogue.audit import Change
from catalogue.db import changing, close_database, is_sqlite, open_database, reading
from catalogue.db import database as proxy
from catalogue.migrate import migrate
from catalogue.searchable import Searchable
from catalogue.tables import TABLES
from catalogue.verifying import verify_history
from tests.catalogue.builders import SYSTEM, a_world, stored

SCRIPTS = sorted(p.stem for p in Path("catalogue/migrations").glob("0*.py"))
RUN = """
import sys
from pathlib import Path
from catalogue.db import open_database
from catalogue.migrate import migrate
open_database(sys.argv[1])
sys.stdin.readline()
print(len(migrate(*map(Path, sys.argv[2:]))))
"""


def migrating(url: str, *scripts: Path) -> subprocess.Popen[str]:
    """A process that migrates when it is told to."""
    return subprocess.Popen(
        [sys.executable, "-c", RUN, url, *map(str, scripts)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_migrating_runs_every_script_once(empty_url: str) -> None:
    open_database(empty_url)
    assert migrate() == SCRIPTS
    assert migrate() == []
    close_database()


def test_the_migrated_tables_are_those_of_the_models(database: str) -> None:
    @reading
    def compare() -> None:
        plain = [table for table in TABLES if table is not Searchable]  # has an index of its own
        assert str(diff_models(proxy.obj, plain)) == ""
        for table in TABLES:
            columns = {c.name: c.null for c in proxy.get_columns(table._meta.table_name)}
            fields = {f.column_name: f.null for f in table._meta.sorted_fields}
            assert columns == fields, table
            keys = {
                (k.column, k.dest_table) for k in proxy.get_foreign_keys(table._meta.table_name)
            }
            references = {
                (field.column_name, model._meta.table_name)
                for field, model in table._meta.refs.items()
            }
            assert keys == references, table

    compare()


def test_two_processes_may_migrate_at_once(empty_url: str) -> None:
    both = [migrating(empty_url) for _ in range(2)]
    for process in both:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    done = [process.communicate() for process in both]
    assert [process.returncode for process in both] == [0, 0], done
    assert sorted(int(out) for out, _ in done) == [0, len(SCRIPTS)]


def test_a_process_killed_in_the_middle_leaves_nothing_behind(
    empty_url: str, tmp_path: Path
) -> None:
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    (scripts / "0001_first.py").write_text(
        "def up(_, database):\n    database.execute_sql('CREATE TABLE first (id INTEGER)')\n"
    )
    second = scripts / "0002_second.py"
    begin = "def up(_, database):\n    database.execute_sql('CREATE TABLE second (id INTEGER)')\n"
    kill = "    import os\n    os.kill(os.getpid(), 9)\n"
    second.write_text(begin + kill)
    process = migrating(empty_url, scripts)
    process.communicate("go\n")
    assert process.returncode == -signal.SIGKILL
    second.write_text(begin)
    open_database(empty_url)
    assert migrate(scripts) == ["0001_first", "0002_second"]
    close_database()


RELEASED = "0007"
"""The last script of the oldest release."""


def test_the_oldest_release_goes_on_while_its_tables_are_brought_up_to_date(
    empty_url: str, tmp_path: Path
) -> None:
    for script in Path("catalogue/migrations").glob("0*.py"):
        if script.stem[:4] <= RELEASED:
            shutil.copy(script, tmp_path)
    open_database(empty_url)
    migrate(tmp_path)
    tables = reading(lambda: {name: proxy.get_columns(name) for name in proxy.get_tables()})()
    noted: list[str] = []
    first, done = threading.Event(), threading.Event()

    @changing
    def note(id: str) -> None:
        """Add a row as that release does, which knows no other columns."""
        mark = "?" if is_sqlite() else "%s"
        values = (id, id, "member", 0, 0)
        names = "id, name, kind, seat_target, host_target"
        proxy.execute_sql(f"INSERT INTO member ({names}) VALUES ({', '.join([mark] * 5)})", values)

    def work() -> None:
        while not done.is_set() or len(noted) < 50:
            note(f"M{len(noted)}")
            noted.append(f"M{len(noted)}")
            first.set()

    with ThreadPoolExecutor(1) as pool:
        old = pool.submit(work)
        first.wait()
        assert migrate()[0] > RELEASED
        done.set()
        old.result()
    ids = reading(lambda: [row[0] for row in proxy.execute_sql("SELECT id FROM member")])()
    assert sorted(ids) == sorted(noted)
    after = reading(lambda: {name: proxy.get_columns(name) for name in tables})()
    names = {name: {column.name for column in columns} for name, columns in tables.items()}
    broken = [
        f"{name}.{column.name}"
        for name, columns in after.items()
        for column in columns
        if column.name not in names[name] and not column.null and column.default is None
    ]
    gone = {
        name: left
        for name, columns in after.items()
        if (left := names[name] - {column.name for column in columns})
    }
    assert (broken, gone) == ([], {})
    close_database()


def test_a_migration_may_not_break_references_on_sqlite(tmp_path: Path) -> None:
    (tmp_path / "0001_first.py").write_text(
        "def up(_, database):\n"
        "    database.execute_sql('CREATE TABLE one (id INTEGER PRIMARY KEY)')\n"
        "    database.execute_sql('CREATE TABLE two (one INTEGER REFERENCES one)')\n"
        "    database.execute_sql('INSERT INTO two VALUES (1)')\n"
    )
    open_database(f"sqlite:///{tmp_path}/test.db")
    with pytest.raises(RuntimeError, match="broke references"):
        migrate(tmp_path)
    assert reading(proxy.get_tables)() == []
    assert reading(lambda: proxy.pragma("foreign_keys"))() == 1
    close_database()


def test_what_was_kept_of_a_version_twice_goes_and_the_chain_stays_whole(database: str) -> None:
    """Migration 0151: the past of a row that never changes was its problem once again."""
    a_world()

    @changing
    def as_it_was_kept() -> int:
        kept = {"kind": "version_origin", "thing": "rso-v1", "event": "insert"}
        row = Change.create(**kept, salt="5", document='{"problem": "IDN-001"}', digest="")
        audit.record(SYSTEM, "plan.published", "version", "rso-v1")
        return int(row.number)

    number = as_it_was_kept()
    verified = verify_history(SYSTEM)
    blank = import_module("catalogue.migrations.0151_forgotten_in_problems")._blank_past
    changing(lambda: blank(proxy.obj))()
    row = stored(Change, number)
    assert (row.document, row.salt) == ("", "")
    assert verify_history(SYSTEM) == replace(verified, erased=verified.erased + 1)
    assert verified.is_whole
