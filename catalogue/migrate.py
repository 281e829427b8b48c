"""Bringing the tables of the open database up to date.

The scripts under `migrations/` are run in their order by peewee's own runner. It takes no lock,
so all of it happens in one transaction that keeps every other writer out: a second process waits
and then finds nothing to do, and one that is killed leaves nothing behind. Afterwards every table
records the past of its rows, new tables and new columns included.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from playhouse.migrations import Runner

from catalogue.db import alone, connected, database, is_sqlite, stored_tables
from catalogue.ddl import record_changes
from catalogue.errors import BadDatabase

UNRECORDED = frozenset(
    "version version_origin version_run version_trainer version_seat "
    "scenario sign_in_link session login "
    "bearer_token client used_assertion feed feed_event receiver delivery badge_key "
    "hint_sender hint "
    "lti_platform lti_deployment lti_role lti_key lti_state lti_launch lti_account lti_placement "
    "lti_score message "
    "bridge lms_record lms_lease lms_item sync_run outbox audit touched stored_answer change "
    "searchable migration".split()
)
"""Tables of which no past is kept: they hold no facts of the catalogue (secrets, answers, word to
others), never change (versions), or are drafts (scenarios)."""

_HISTORY = "migration"
"""The table that says which scripts were run."""

_LONGEST_SECONDS = 3600.0
"""How long a statement that changes or fills whole tables may take on PostgreSQL."""

_SCRIPTS = Path(__file__).parent / "migrations"


def migrate(scripts: Path = _SCRIPTS) -> list[str]:
    """Run the scripts that have not been run, and name them.

    Raises Busy, and BadDatabase where the tables there are somebody else's.
    """
    with connected(), references_checked_at_the_end():
        _refuse_foreign()
        return run_scripts(scripts)


def require_migrated() -> None:
    """Raise BadDatabase where scripts have not been run, or the tables are somebody else's."""
    with connected():
        _refuse_foreign()
        runner = Runner(database.obj, str(_SCRIPTS), table_name=_HISTORY)
        known = {script.name for script in runner.migrations()}
        if _HISTORY in stored_tables():
            known -= {row.name for row in runner.History.select()}
    if known:
        raise BadDatabase("its tables are not those of this release: migrate it first")


def _refuse_foreign() -> None:
    tables = stored_tables()
    if tables and _HISTORY not in tables:
        raise BadDatabase(
            f"it holds no catalogue but other tables: {', '.join(sorted(tables)[:3])}"
        )


def run_scripts(scripts: Path = _SCRIPTS, only: Collection[str] | None = None) -> list[str]:
    """Run scripts in the transaction that there is: those that have not been run, or some of them.

    Raises KeyError where one of `only` is not there.
    """
    runner = Runner(database.obj, str(scripts), table_name=_HISTORY)
    if only is None:
        applied: list[str] = runner.up()
        if applied:
            _record_all()
        return applied
    there = {script.name: script for script in runner.migrations()}
    wanted = [there[name] for name in sorted(only)]
    runner.History.create_table()
    for script in wanted:
        script.load().up(None, database.obj)
        runner.History.create(name=script.name)
    _record_all()
    return [script.name for script in wanted]


def _record_all() -> None:
    """Let tables record what becomes of their rows, with the columns that they have now."""
    tables = stored_tables()
    for table in sorted(tables) if "change" in tables else ():
        if table not in UNRECORDED and not table.startswith("searchable_"):
            record_changes(database.obj, table)


@contextmanager
def references_checked_at_the_end() -> Iterator[None]:
    """Hold the write lock; on SQLite a script may make a table anew, as its manual describes."""
    if not is_sqlite():
        with alone(), database.connection().patient(_LONGEST_SECONDS):
            yield
        return
    database.pragma("foreign_keys", 0)
    try:
        with alone():
            yield
            broken = database.execute_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"a migration broke references: {broken}")
    finally:
        database.pragma("foreign_keys", 1)
