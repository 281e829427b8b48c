"""One real Kolibri for all tests of a session, from a fresh copy of the template."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import pytest
import pytest_asyncio

from catalogue.db import close_database, open_database
from catalogue.migrate import migrate
from lms_bridge.connectors.kolibri import Kolibri, connect
from lms_bridge.local_kolibri import LocalKolibri, local_kolibri
from tests.lms_bridge.bridge import bridge, module_bridge, planner_address, template
from tests.lms_bridge.haste import HASTY

__all__ = ["bridge", "module_bridge", "planner_address", "template"]  # fixtures for all tests here

ROOT = Path(__file__).parents[2]
CACHE = ROOT / ".cache"
PROGRAM = ROOT / ".venv-kolibri/bin/kolibri"

_numbers = count(1)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[str]:
    """Open a SQLite file with empty tables; its URL."""
    url = f"sqlite:///{tmp_path / 'catalogue.db'}"
    open_database(url)
    migrate()
    yield url
    close_database()


@pytest.fixture(scope="session")
def kolibri_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data") / "kolibri"


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def local(kolibri_home: Path) -> AsyncIterator[LocalKolibri]:
    async with local_kolibri(kolibri_home, cache=CACHE, program=PROGRAM) as running:
        yield running


@pytest.fixture
async def kolibri(local: LocalKolibri) -> AsyncIterator[Kolibri]:
    """Give the connector, signed in as the administrator."""
    async with connect(local.url, *local.administrator, patience=HASTY) as lms:
        yield lms


@pytest.fixture
def key() -> str:
    """Give a key that no other test has, to keep the shared Kolibri's classes and people apart."""
    return f"T{next(_numbers)}"


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def materials(local: LocalKolibri, kolibri_home: Path) -> None:
    """Put Kolibri's own test channel into it: something to learn, without a network."""
    process = await asyncio.create_subprocess_exec(
        *(PROGRAM, "manage", "loaddata", "content_test"),
        env={"KOLIBRI_HOME": str(kolibri_home), "PATH": ""},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert await process.wait() == 0
