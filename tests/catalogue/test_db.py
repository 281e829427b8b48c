"""Opening, transactions, threads."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest
from peewee import IntegrityError, InterfaceError

from catalogue.db import (
    changing,
    close_database,
    is_sqlite,
    open_database,
    reading,
)
from catalogue.db import (
    database as proxy,
)
from catalogue.errors import BadDatabase, NoAnswer, NoStorage, Refused
from catalogue.members import Agency, Member
from catalogue.migrate import migrate
from catalogue.postgresql import LINE, Impatient
from tests.catalogue.builders import a_member
from tests.catalogue.postgresql import Server


@pytest.mark.parametrize(
    "url", ["", "nothing", "sqlite://", "sqlite:///", "mysql://host/name", "postgresql://"]
)
def test_open_refuses_a_url_that_names_no_database(url: str) -> None:
    with pytest.raises(BadDatabase, match="write sqlite:///FILE or postgresql://USER@HOST/NAME"):
        open_database(url)


def test_open_says_when_the_database_cannot_be_reached(tmp_path: Path) -> None:
    with pytest.raises(BadDatabase, match="cannot be opened"):
        open_database(f"sqlite:///{tmp_path}/missing/file.db")
    with pytest.raises(BadDatabase, match="cannot be opened"):
        open_database(f"postgresql://postgres@/name?host={tmp_path}")


def test_a_password_is_not_told(tmp_path: Path) -> None:
    with pytest.raises(BadDatabase) as error:
        open_database(f"postgresql://somebody:se:cr@t@/name?host={tmp_path}")
    assert "se:cr@t" not in str(error.value)
    with pytest.raises(BadDatabase, match=r"mysql://somebody:\.\.\.@host"):
        open_database("mysql://somebody:secret@host/name")


def test_what_the_database_cannot_keep_is_refused(database: str) -> None:
    if is_sqlite():
        a_member("nul\x00")
    else:
        with pytest.raises(Refused, match="a value cannot be stored"):
            a_member("nul\x00")
        with pytest.raises(Refused, match="a value cannot be stored"):
            a_member("IDN", seat_target=10**10)


def test_sqlite_is_opened_for_keeps(tmp_path: Path) -> None:
    open_database(f"sqlite:///{tmp_path}/test.db")

    @reading
    def pragmas() -> list[object]:
        names = ("journal_mode", "foreign_keys", "synchronous", "busy_timeout", "secure_delete")
        return [proxy.pragma(name) for name in names]

    assert pragmas() == ["wal", 1, 2, 30_000, 1]
    close_database()


def test_a_damaged_file_is_said_to_be_one(tmp_path: Path) -> None:
    open_database(f"sqlite:///{tmp_path}/test.db")

    @changing
    def spoil() -> None:
        proxy.execute_sql("CREATE TABLE spoiled AS SELECT CAST(x'ff' AS TEXT) AS text")

    spoil()
    with pytest.raises(NoStorage, match="file is damaged; restore a backup elsewhere"):
        reading(lambda: proxy.execute_sql("SELECT text FROM spoiled").fetchall())()
    close_database()


def test_several_databases_can_be_opened_in_turn(tmp_path: Path) -> None:
    for name in ("one", "two"):
        open_database(f"sqlite:///{tmp_path}/{name}.db")
        migrate()
        a_member(name)
        assert reading(lambda: [row.id for row in Member.select()])() == [name]
        close_database()


def test_references_are_checked(database: str) -> None:
    with pytest.raises(IntegrityError):
        changing(lambda: Agency.create(id="x", member="nobody", name="x", kind="police"))()


def test_nothing_is_asked_outside_a_unit_of_work(database: str) -> None:
    with pytest.raises(InterfaceError):
        Member.select().count()


def test_a_failing_unit_of_work_changes_nothing(database: str) -> None:
    @changing
    def fail() -> None:
        a_member("IDN")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert reading(Member.select().count)() == 0


def test_a_unit_of_work_joins_the_one_that_it_is_called_in(database: str) -> None:
    @changing
    def outer() -> bool:
        a_member("IDN")
        return proxy.transaction_depth() == 1

    assert outer()


def test_a_reader_sees_one_moment(database: str) -> None:
    begun, changed = threading.Event(), threading.Event()

    @reading
    def read() -> tuple[int, int]:
        before = Member.select().count()
        begun.set()
        changed.wait(10)
        return before, Member.select().count()

    with ThreadPoolExecutor() as pool:
        counts = pool.submit(read)
        begun.wait(10)
        a_member("IDN")
        changed.set()
        assert counts.result() == (0, 0)
    assert reading(Member.select().count)() == 1


def test_many_threads_change_one_after_another(database: str) -> None:
    a_member("IDN")

    @changing
    def add_one() -> None:
        member = Member.get_by_id("IDN")
        member.seat_target += 1
        member.save()

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(add_one) for _ in range(40)]:
            done.result()
    assert reading(lambda: Member.get_by_id("IDN").seat_target)() == 40


def test_the_database_is_known_by_its_kind(database: str) -> None:
    assert is_sqlite() == database.startswith("sqlite")


_REFUSING = """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER refuse BEFORE INSERT ON member FOR EACH ROW EXECUTE FUNCTION refuse()
"""


def test_a_full_disk_is_said_nothing_is_changed_and_it_goes_on(database: str) -> None:
    a_member("IDN")

    @changing
    def many() -> None:
        if is_sqlite():
            proxy.pragma("max_page_count", 1)  # no more than there are
        else:
            proxy.execute_sql(_REFUSING)
        for number in range(2000):
            a_member(f"M{number}")

    with pytest.raises(NoStorage, match="disk is full; nothing was changed"):
        many()
    assert reading(lambda: Member.select().count())() == 1
    if is_sqlite():
        changing(lambda: proxy.pragma("max_page_count", 10**6))()
    a_member("MYS")


@pytest.mark.postgres
def test_a_server_that_hangs_keeps_nobody_for_long(
    postgresql: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LINE, "connect_timeout", 2)
    monkeypatch.setattr(Impatient, "patience_seconds", 2.0)
    open_database(postgresql.url(postgresql.make()))

    @reading
    def ask(hangs: AbstractContextManager[None]) -> object:
        with hangs:
            return proxy.execute_sql("SELECT 1").fetchone()

    assert ask(nullcontext()) == (1,)
    with pytest.raises(NoStorage, match="cannot be reached"):  # in the middle of its work
        ask(postgresql.hanging())
    assert ask(nullcontext()) == (1,)
    with postgresql.hanging(), ThreadPoolExecutor(8) as pool:  # none waits for all before it
        for asked in [pool.submit(ask, nullcontext()) for _ in range(8)]:
            with pytest.raises(NoStorage, match="cannot be reached"):
                asked.result()
    assert ask(nullcontext()) == (1,)
    close_database()


def test_a_database_that_may_only_be_read_is_said(database: str) -> None:
    forbid, allow = (
        ("PRAGMA query_only = 1", "PRAGMA query_only = 0")
        if is_sqlite()
        else (
            "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
            "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE",
        )
    )
    reading(lambda: proxy.execute_sql(forbid))()
    with pytest.raises(NoStorage, match="may only be read; nothing was changed"):
        a_member("IDN")
    assert reading(lambda: Member.select().count())() == 0
    reading(lambda: proxy.execute_sql(allow))()
    a_member("IDN")


@pytest.mark.postgres
def test_a_change_whose_end_is_not_answered_is_said_to_be_there_perhaps(
    postgresql: Server,
) -> None:
    name = postgresql.make()
    open_database(postgresql.url(name))
    migrate()
    close_database()
    with postgresql.severing(name) as (way, url):
        open_database(url)
        a_member("IDN")
        way.severs = True
        with pytest.raises(NoAnswer, match="the change may have been made"):
            a_member("MYS")
        way.severs = False
        kept = reading(lambda: [row.id for row in Member.select().order_by(Member.id)])()
        close_database()
    assert kept == ["IDN", "MYS"]


@pytest.mark.postgres
def test_a_server_that_went_away_is_said_and_found_again(postgresql: Server) -> None:
    name = postgresql.make()
    open_database(postgresql.url(name))
    migrate()
    postgresql.end_connections(name)
    a_member("IDN")

    @changing
    def interrupted() -> None:
        a_member("MYS")
        postgresql.end_connections(name)
        a_member("SGP")

    with pytest.raises(NoStorage, match="cannot be reached; nothing was changed"):
        interrupted()
    a_member("THA")
    ids = reading(lambda: [row.id for row in Member.select().order_by(Member.id)])()
    assert ids == ["IDN", "THA"]
    close_database()
