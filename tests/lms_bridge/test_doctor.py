"""`doctor` tries all that a bridge needs, and what is wrong it says with the remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalogue.db import close_database, open_database
from catalogue.migrate import migrate
from lms_bridge.doctor import examine
from lms_bridge.settings import Settings
from tests.lms_bridge.process import command


async def faults(settings: Settings) -> dict[str, str]:
    return {each.tried: each.fault async for each in examine(settings) if each.fault}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    open_database(f"sqlite:///{tmp_path / 'lokakarya.db'}")
    migrate()
    close_database()
    return tmp_path


async def test_all_is_well(data: Path, planner_address: str) -> None:
    assert await faults(Settings(data=data, scheduler=planner_address)) == {}


def test_command_says_what_to_mend_and_how_it_ended(data: Path, tmp_path: Path) -> None:
    well = command("doctor", "--data", data)
    assert (well.returncode, well.stdout.splitlines()[-1]) == (0, "All is well.")
    ill = command("doctor", "--data", tmp_path / "none")
    assert (ill.returncode, ill.stdout.splitlines()[-1]) == (1, "2 to mend.")
    assert "mend  data folder" in ill.stdout
    assert "Traceback" not in ill.stdout + ill.stderr


@pytest.mark.parametrize(
    ("about", "tried", "said"),
    [
        ({"listen": "0.0.0.0:8080"}, "settings", "put a proxy with TLS before it"),
        ({"database": "postgresql://nobody@127.0.0.1:9/x"}, "catalogue", "cannot be opened"),
        ({"jobs_database": "postgresql://nobody@127.0.0.1:9/x"}, "jobs database", "opened"),
        ({"scheduler": "planner.example.org:1"}, "planner", "PLANNER_CA"),
        ({"lms": "kolibri", "kolibri_url": "http://127.0.0.1:9"}, "LMS", "127.0.0.1:9"),
        (
            {"openid_issuer": "http://127.0.0.1:9", "openid_client": "bridge"},
            "sign-in",
            "127.0.0.1:9",
        ),
    ],
)
async def test_each_thing_that_is_wrong_is_told(
    data: Path, about: dict[str, str], tried: str, said: str
) -> None:
    found = await faults(Settings(data=data, **about))  # type: ignore[arg-type]
    assert said in found[tried]


async def test_secrets_that_others_can_read_and_tables_of_another_release(data: Path) -> None:
    (data / "oauth-key.json").touch(mode=0o644)
    (data / "lokakarya.db").unlink()
    open_database(f"sqlite:///{data / 'lokakarya.db'}")
    close_database()
    found = await faults(Settings(data=data))
    assert found["keys"].endswith(f"chmod 600 {data / 'oauth-key.json'}")
    assert "migrate it first" in found["catalogue"]


async def test_files_that_are_something_else(data: Path) -> None:
    (data / "jobs.db").write_bytes(b"no database" * 500)
    assert "file is not a database" in (await faults(Settings(data=data)))["jobs database"]
    found = await faults(Settings(data=data / "jobs.db"))
    assert found["data folder"] == f"{data / 'jobs.db'} is no folder: say --data"


@pytest.mark.parametrize(("name", "tried"), [("lokakarya", "catalogue"), ("jobs", "jobs database")])
async def test_files_that_may_only_be_read(data: Path, name: str, tried: str) -> None:
    file = data / f"{name}.db"
    (data / "jobs.db").write_bytes((data / "lokakarya.db").read_bytes())
    whole = bytearray(file.read_bytes())
    whole[18] = 3  # the file format's write version: of a later SQLite, read only to this one
    file.write_bytes(whole)
    found = await faults(Settings(data=data))
    assert "only" in found[tried]
