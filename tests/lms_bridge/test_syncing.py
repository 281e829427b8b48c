"""`sync` from the command line, with and without a bridge that runs."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from catalogue.actions.lease import take_lease
from catalogue.actions.withdraw import withdraw
from catalogue.db import close_database, open_database
from catalogue.lms import SyncState
from catalogue.migrate import migrate
from catalogue.queries.syncs import SyncLine, syncs
from lms_bridge.lease import holder_of
from lms_bridge.local_kolibri import LocalKolibri
from tests.catalogue.builders import SYSTEM, a_world, focal_point
from tests.lms_bridge.process import a_bridge, command, environment
from tests.lms_bridge.site import Site, a_site

pytestmark = pytest.mark.kolibri

NOTHING_LEFT = "Changes to make: 0. Nothing was changed."


@contextmanager
def opened(data: Path) -> Iterator[None]:
    data.mkdir(exist_ok=True)
    open_database(f"sqlite:///{data / 'lokakarya.db'}")
    try:
        migrate()
        yield
    finally:
        close_database()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def site(data: Path, local: LocalKolibri, key: str) -> Site:
    """Publish a run with three people and a trainer, in a data folder."""
    with opened(data):
        return a_site(local, key)


def sync(data: Path, *words: str, **settings: str) -> tuple[int, list[str]]:
    done = command("sync", *words, "--lms", "kolibri", "--data", data, **settings)
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


def reached(local: LocalKolibri) -> dict[str, str]:
    username, password = local.administrator
    return {
        "kolibri_url": local.url,
        "kolibri_username": username,
        "kolibri_password": password,
    }


def known(data: Path) -> tuple[SyncLine, ...]:
    with opened(data):
        return syncs(SYSTEM, "rso")


def test_a_dry_run_tells_what_sync_then_does(data: Path, site: Site) -> None:
    code, would = sync(data, "--dry-run", **reached(site.local))
    assert (code, would[-1]) == (0, "Changes to make: 10. Nothing was changed.")
    assert f"Create the class “Course {site.run[:-3]}course” ({site.run})." in would
    assert known(data) == ()

    code, did = sync(data, **reached(site.local))

    assert (code, did[:-1]) == (0, would[:-1])
    figures = dict(pair.split() for pair in did[-1].split(", "))
    assert {name: figures[name] for name in ("changes", "done", "failed", "left")} == {
        "changes": "10",
        "done": "10",
        "failed": "0",
        "left": "0",
    }
    assert sync(data, "--dry-run", **reached(site.local)) == (0, [NOTHING_LEFT])
    assert [line.state for line in known(data)] == [SyncState.FINISHED]


def test_a_kolibri_that_refuses_is_told(data: Path, site: Site) -> None:
    wrong = reached(site.local) | {"kolibri_password": "wrong"}
    done = command("sync", "--dry-run", "--lms", "kolibri", "--data", data, **wrong)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)

    code, said = sync(data, **wrong)
    assert (code, said[-1]) == (1, "LMS_SIGN_IN_REFUSED")
    assert [line.failure for line in known(data)] == ["LMS_SIGN_IN_REFUSED"]


def test_a_command_has_the_right_to_write_in_the_name_of_its_data(data: Path) -> None:
    with opened(data):
        a_world(officials=0)
    words = ("sync", "--lms", "kolibri", "--data", data)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        there = {"kolibri_url": f"http://127.0.0.1:{silent.getsockname()[1]}"}
        there |= {"kolibri_username": "somebody", "kolibri_password": "a secret"}
        waiting = subprocess.Popen(
            [sys.executable, "-m", "lms_bridge", *words], env=environment(**there)
        )
        try:
            with silent.accept()[0], opened(data):  # it waits for an answer
                has_it = take_lease(SYSTEM, "kolibri", "one from elsewhere", 30)
        finally:
            waiting.kill()
            waiting.wait()

    assert has_it == holder_of("bridge", data)


def test_where_a_bridge_runs_sync_asks_it(data: Path, site: Site) -> None:
    with a_bridge(data, lms="kolibri") as bridge:
        assert bridge.first_run["kolibri"]
        code, said = sync(data)
        assert code == 0
        assert said[-1].startswith("changes ")
        assert sync(data, "--dry-run") == (0, [NOTHING_LEFT])

        with opened(data):
            withdraw(focal_point(), site.nominations[0])
        code, said = sync(data)

        assert code == 0
        assert sync(data, "--dry-run") == (0, [NOTHING_LEFT])
        assert {line.state for line in known(data)} == {SyncState.FINISHED}
        assert sum(line.figures.get("unenrol", 0) for line in known(data)) == 1
