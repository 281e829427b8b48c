"""Every test that asks for `database` runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalogue.db import close_database, open_database
from catalogue.migrate import migrate
from catalogue.tables import TABLES
from tests.catalogue.postgresql import Server, binaries, running


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
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with empty tables."""
    file = tmp_path_factory.mktemp("sqlite") / "empty.db"
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
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database with empty tables."""
    if request.param == SQLITE:
        file = shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "test.db")
        yield f"sqlite:///{file}"
        return
    server: Server = request.getfixturevalue("postgresql")
    name = request.getfixturevalue("migrated_name")
    yield server.url(name)
    server.wipe(name, [table._meta.table_name for table in TABLES])


@pytest.fixture
def database(url: str) -> Iterator[str]:
    """An open database with empty tables; its URL."""
    open_database(url)
    yield url
    close_database()
