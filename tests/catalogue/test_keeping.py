"""Backups: out of either database and into either, while others write; and those that are broken."""

from __future__ import annotations

import itertools
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from catalogue.__main__ import main
from catalogue.db import changing, close_database, is_sqlite, open_database, reading
from catalogue.db import database as proxy
from catalogue.errors import BadBackup, NotEmpty
from catalogue.exchange.load import load
from catalogue.keeping import backup, move, restore
from catalogue.migrate import migrate
from catalogue.verifying import verify_history
from tests.catalogue.builders import COORDINATOR, SYSTEM, a_member, a_world, state_of
from tests.catalogue.conftest import POSTGRESQL, SQLITE
from tests.catalogue.exchange.editing import DATA
from tests.catalogue.interrupted import (
    AT_NAMING,
    AT_ONCE,
    a_writer,
    backup_while_writing,
    doing,
    held_in,
)
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


@pytest.fixture
def empty_urls(
    database: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Callable[[], str]]:
    """Gives URLs of empty databases of the kind that is open, as many as wanted."""
    if is_sqlite():
        numbers = itertools.count()
        yield lambda: f"sqlite:///{tmp_path / f'empty-{next(numbers)}.db'}"
        return
    server: Server = request.getfixturevalue("postgresql")
    made: list[str] = []

    def make() -> str:
        made.append(server.make())
        return server.url(made[-1])

    yield make
    for name in made:
        server.drop(name)


def test_everything_moves_and_the_history_is_whole(
    database: str, another: str, tmp_path: Path
) -> None:
    load(SYSTEM, DATA)
    changing(lambda: proxy.execute_sql("ANALYZE"))()  # SQLite keeps what it finds in a table
    before = backup(tmp_path / "before.zip")
    close_database()
    held = move(database, another)
    assert held == before
    assert held.tables["nomination"].rows == 7
    verified = verify_history(COORDINATOR)
    assert (verified.is_whole, verified.changes) == (True, held.tables["change"].rows)
    a_member("SGP")  # numbers count on
    assert backup(tmp_path / "after.zip").tables["change"].rows == verified.changes + 3


def test_a_restored_database_has_all_indexes_and_triggers(
    empty_urls: Callable[[], str], tmp_path: Path
) -> None:
    load(SYSTEM, DATA)
    backup(tmp_path / "ours.zip")
    before = reading(made_of)()
    close_database()
    open_database(empty_urls())
    restore(tmp_path / "ours.zip")
    assert reading(made_of)() == before


def made_of() -> list[str]:
    """List indexes and triggers by what makes them."""
    query = "SELECT sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
    if not is_sqlite():
        query = (
            "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' UNION ALL "
            "SELECT pg_get_triggerdef(oid) || ' ' || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal"
        )
    return sorted(text for (text,) in proxy.execute_sql(query).fetchall())


def test_backups_taken_while_others_write_are_whole_and_lose_nothing_acknowledged(
    database: str, empty_urls: Callable[[], str], tmp_path: Path
) -> None:
    a_world()
    close_database()
    with a_writer(database) as writer:
        found = [
            backup_while_writing(database, empty_urls(), writer, tmp_path / "a.zip")
            for _ in range(3)
        ]
    assert [each.is_whole for each in found] == [True] * 3
    assert writer.acknowledged == 3 * AT_ONCE


@pytest.fixture
def source(tmp_path: Path) -> str:
    """The URL of a database with a programme."""
    url = f"sqlite:///{tmp_path / 'source.db'}"
    open_database(url)
    migrate()
    load(SYSTEM, DATA)
    close_database()
    return url


def test_a_move_or_restore_that_is_killed_leaves_nothing_and_can_be_made_again(
    source: str, empty_urls: Callable[[], str], tmp_path: Path
) -> None:
    close_database()
    file = tmp_path / "before.zip"
    before = held_in(source, file)
    moving, restoring = ["move", source], ["restore", str(file), "--database"]
    for words, share in ((moving, 0.5), (restoring, 0.9)):
        statements = doing(*words, empty_urls())
        assert statements
        target = empty_urls()
        assert doing(*words, target, last=round(share * statements)) is None
        assert held_in(target, tmp_path / "left.zip") is None
        assert main([*words, target]) == 0
        assert held_in(target, tmp_path / "made.zip") == before


@pytest.mark.parametrize("verb", ["archive", "backup"])
def test_a_file_whose_writing_is_killed_stays_as_it_was_and_can_be_written_again(
    source: str, tmp_path: Path, verb: str
) -> None:
    file = tmp_path / "made.zip"
    words = [verb, str(file), "--database", source]
    file.write_text("the one before")
    assert doing(*words, last=AT_NAMING) is None
    assert file.read_text() == "the one before"
    assert main(words) == 0
    assert zipfile.is_zipfile(file)
    assert [each.name for each in tmp_path.glob("made*")] == ["made.zip"]


def test_a_database_that_holds_something_is_left_alone(database: str, tmp_path: Path) -> None:
    a_world()
    backup(tmp_path / "a.zip")
    with pytest.raises(NotEmpty, match=r"there are tables already; a\.zip needs an empty database"):
        restore(tmp_path / "a.zip")
    close_database()
    source = f"sqlite:///{tmp_path / 'source.db'}"
    open_database(source)
    close_database()
    with pytest.raises(NotEmpty, match="what is moved needs an empty database"):
        move(source, database)
    close_database()
    open_database(source)
    assert migrate()  # it was not even looked at


def parts_of(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as read:
        return {name: read.read(name) for name in read.namelist()}


def spoil(file: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    """Write a backup again with one of its parts changed."""
    parts = parts_of(file)
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
