"""Backups: out of either database and into either, while others write; and those that are broken."""

from __future__ import annotations

import json
import shutil
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from catalogue.db import close_database, open_database
from catalogue.errors import BadBackup, NotEmpty
from catalogue.exchange.load import load
from catalogue.keeping import backup, move, restore
from catalogue.migrate import migrate
from catalogue.verifying import verify_history
from tests.catalogue.builders import COORDINATOR, SYSTEM, a_member, a_world, state_of
from tests.catalogue.conftest import POSTGRESQL, SQLITE
from tests.catalogue.exchange.editing import DATA
from tests.catalogue.postgresql import Server

RELEASED = Path(__file__).parent / "data" / "released"


@pytest.fixture(params=[SQLITE, POSTGRESQL])
def another(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of another database, without any table."""
    if request.param == SQLITE:
        yield f"sqlite:///{tmp_path / 'another.db'}"
        return
    server: Server = request.getfixturevalue("postgresql")
    name = server.make()
    yield server.url(name)
    server.drop(name)


def test_everything_moves_and_the_history_is_whole(
    database: str, another: str, tmp_path: Path
) -> None:
    load(SYSTEM, DATA)
    before = backup(tmp_path / "before.zip")
    close_database()
    held = move(database, another, tmp_path / "moved.zip")
    assert held == before
    assert held.tables["nomination"].rows == 7
    verified = verify_history(COORDINATOR)
    assert (verified.is_whole, verified.changes) == (True, held.tables["change"].rows)
    a_member("SGP")  # numbers count on
    assert backup(tmp_path / "after.zip").tables["change"].rows == verified.changes + 3


def test_a_backup_sees_one_moment_while_others_write(database: str, tmp_path: Path) -> None:
    a_world()
    done = threading.Event()

    def write() -> None:
        number = 0
        while not done.is_set():
            a_member(f"M{number}")
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        held = [backup(tmp_path / f"{n}.zip") for n in range(5)]
    finally:
        done.set()
        writer.join()
    for each in held:
        assert each.tables["change"].rows == sum(
            kept.rows for name, kept in each.tables.items() if name in RECORDED_HERE
        )


RECORDED_HERE = (
    "member agency funder city travel venue person official trainer trainer_skill user_role "
    "programme course course_language block run"
).split()


def test_a_database_that_holds_something_is_left_alone(database: str, tmp_path: Path) -> None:
    a_world()
    backup(tmp_path / "a.zip")
    with pytest.raises(NotEmpty, match=r"there are tables already; a\.zip needs an empty database"):
        restore(tmp_path / "a.zip")


def spoil(file: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    """Write a backup again with one of its parts changed."""
    with zipfile.ZipFile(file) as read:
        parts = {each: read.read(each) for each in read.namelist()}
    parts[name] = change(parts[name])
    with zipfile.ZipFile(file, "w") as written:
        for each, data in parts.items():
            written.writestr(each, data)


def newer(manifest: bytes) -> bytes:
    said = json.loads(manifest)
    said["migrations"].append("9999_from_the_future")
    return json.dumps(said).encode()


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("member.jsonl", lambda data: data.replace(b"Member IDN", b"Member XXX"), "digest differs"),
        ("member.jsonl", lambda data: data[:-10], r"member\.jsonl cannot be read"),
        ("manifest.json", lambda _: b"{}", "it is no backup"),
        ("manifest.json", newer, "comes from a newer release: '9999_from_the_future'"),
    ],
)
def test_a_broken_backup_leaves_nothing_behind(
    database: str,
    another: str,
    tmp_path: Path,
    name: str,
    change: Callable[[bytes], bytes],
    said: str,
) -> None:
    a_world()
    file = tmp_path / "a.zip"
    backup(file)
    whole = shutil.copy(file, tmp_path / "whole.zip")
    spoil(file, name, change)
    close_database()
    open_database(another)
    with pytest.raises(BadBackup, match=said):
        restore(file)
    restore(Path(whole))


def test_what_is_no_file_of_ours_is_told(database: str, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_text("no")
    for name in ("a.zip", "missing.zip"):
        with pytest.raises(BadBackup, match=f"{name} cannot be read"):
            restore(tmp_path / name)


@pytest.mark.parametrize("file", sorted(RELEASED.glob("*.zip")), ids=lambda file: file.stem)
def test_every_released_schema_is_brought_up_to_date(empty_url: str, file: Path) -> None:
    open_database(empty_url)
    try:
        held = restore(file)
        assert migrate() == []
        assert held.tables["nomination"].rows == 7
        assert state_of("IDN-0001.INDUCTION")
        assert verify_history(COORDINATOR).is_whole
    finally:
        close_database()
