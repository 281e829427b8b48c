"""Every test that asks for `database` runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from catalogue.db import close_database, open_database
from catalogue.migrate import migrate
from catalogue.tables import TABLES
from tests.catalogue.postgresql import Server, binaries, running
from tests.catalogue.scratch import scratch


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A PostgreSQL server for this session."""
    bin = binaries()
    if bin is None:
        if "CI" in os.environ:
            pytest.fail("PostgreSQL's binaries are missing")
        pytest.skip("PostgreSQL's binaries are missing: install the package postgresql")
    with running(bin) as server:
        yield server


@pytest.fixture(scope="session")
def scratch_folder() -> Iterator[Path]:
    """A folder for throw-away files."""
    with scratch() as folder:
        yield folder


@pytest.fixture(scope="session")
def migrated_file(scratch_folder: Path) -> Path:
    """A SQLite file with empty tables."""
    file = scratch_folder / "empty.db"
    _migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def migrated_name(postgresql: Server) -> str:
    """A PostgreSQL database with empty tables; each test leaves them so."""
    name = postgresql.make()
    _migrate(postgresql.url(name))
    return name


def _migrate(url: str) -> None:
    open_database(url)
    migrate()
    close_database()


TABLE_NAMES = [table._meta.table_name for table in TABLES]
SQLITE = "sqlite"
POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.postgres)


@pytest.fixture(params=[SQLITE, POSTGRESQL])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without any table."""
    if request.param == SQLITE:
        yield f"sqlite:///{tmp_path / 'test.db'}"
        return
    server: Server = request.getfixturevalue("postgresql")
    name = server.make()
    yield server.url(name)
    server.drop(name)


@pytest.fixture(params=[SQLITE, POSTGRESQL])
def fresh(request: pytest.FixtureRequest, scratch_folder: Path) -> Iterator[Callable[[], str]]:
    """Open a database with empty tables, as often as wanted, and give its URL."""
    numbers = itertools.count()

    def open_sqlite() -> str:
        if next(numbers):
            close_database()
        empty = request.getfixturevalue("migrated_file")
        for left in scratch_folder.glob("test.db*"):
            left.unlink()
        url = f"sqlite:///{shutil.copy(empty, scratch_folder / 'test.db')}"
        open_database(url)
        return url

    def open_postgresql() -> str:
        server: Server = request.getfixturevalue("postgresql")
        name = request.getfixturevalue("migrated_name")
        if next(numbers):
            close_database()
            server.wipe(name, TABLE_NAMES)
        else:
            request.addfinalizer(lambda: server.wipe(name, TABLE_NAMES))
        open_database(server.url(name))
        return server.url(name)

    yield open_sqlite if request.param == SQLITE else open_postgresql
    close_database()


@pytest.fixture
def database(fresh: Callable[[], str]) -> str:
    """An open database with empty tables; its URL."""
    return fresh()
