"""A bridge lives while its session in PostgreSQL does; who was killed is replaced within seconds."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest

from catalogue.actions.lease import take_lease
from catalogue.actions.stay_alive import stay_alive
from catalogue.bridges import SESSION_LOCKS, with_session
from catalogue.db import close_database, open_database, reading
from catalogue.migrate import migrate
from lms_bridge.lease import STANDING, sole_writer
from lms_bridge.sync.errors import Taken
from lms_bridge.threads import in_thread
from lms_bridge.workflows import presence
from lms_bridge.workflows.heartbeat import Heart
from lms_bridge.workflows.presence import Missing, Presence, Sight
from tests.catalogue.builders import SYSTEM
from tests.catalogue.postgresql import Server

pytestmark = pytest.mark.postgres

A_BRIDGE = """
import asyncio, sys
from lms_bridge.workflows.presence import Presence
async def main():
    presence = Presence(*sys.argv[1:])
    while True:
        await presence.look()
        print("here", flush=True)
        await asyncio.sleep(0.1)
asyncio.run(main())
"""


@pytest.fixture
def url(postgresql: Server) -> Iterator[str]:
    name = postgresql.make()
    open_database(postgresql.url(name))
    migrate()
    yield postgresql.url(name)
    close_database()
    postgresql.drop(name)


@pytest.fixture
def another(url: str) -> Iterator[subprocess.Popen[str]]:
    """Another bridge, in a process of its own, which has the right to write to the LMS."""
    with subprocess.Popen(
        [sys.executable, "-c", A_BRIDGE, url, "another"], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "here\n"
        stay_alive(SYSTEM, "another", 3600, "another's name")
        take_lease(SYSTEM, "moodle", "another's name", 3600)
        yield process
        process.kill()


async def until_gone(own: Presence) -> Sight:
    while not (sight := await own.look()).gone:
        await asyncio.sleep(0.05)
    return sight


async def test_work_and_lease_of_a_killed_bridge_are_taken_once(
    url: str, another: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "GONE_AFTER_SECONDS", 0.2)
    own = Presence(url, "own")
    assert await own.look() == Sight(here=frozenset({"another"}))
    with pytest.raises(Taken):
        async with sole_writer(SYSTEM, "moodle", "own"):
            pass

    another.kill()
    async with asyncio.timeout(30):
        sight = await until_gone(own)
    await own.end()

    assert sight == Sight(gone=frozenset({"another"}))
    taken = [
        await in_thread(stay_alive, SYSTEM, me, 30, me, sight.here, sight.gone)
        for me in ("own", "third")
    ]
    assert taken == [["another"], []]
    async with sole_writer(SYSTEM, "moodle", "own"):
        pass


async def test_a_bridge_with_a_session_lives_whatever_its_clock_says(
    url: str, another: subprocess.Popen[str]
) -> None:
    own = Presence(url, "own")
    await in_thread(stay_alive, SYSTEM, "another", -3600)
    here = (await own.look()).here
    await own.end()

    assert await in_thread(stay_alive, SYSTEM, "own", 30, here=here) == []
    assert await in_thread(stay_alive, SYSTEM, "own", 30) == ["another"]


async def test_a_bridge_that_came_back_while_others_waited_to_write_is_not_dead(
    url: str, another: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "GONE_AFTER_SECONDS", 0.2)
    own = Presence(url, "own")
    await own.look()
    told = frozenset({"another"})  # a while ago
    assert await in_thread(stay_alive, SYSTEM, "own", 30, gone=told) == []
    assert (await own.look()).here == {"own", "another"}

    another.kill()
    async with asyncio.timeout(30):
        sight = await until_gone(own)
    await own.end()
    assert await in_thread(stay_alive, SYSTEM, "own", 30, gone=sight.gone) == ["another"]


async def test_a_bridge_is_known_before_it_begins_any_work(url: str) -> None:
    async with Heart("own", "own's name", url).known():
        assert reading(with_session)() == {"own"}


async def test_a_bridge_whose_session_the_database_ended_is_here_again(url: str) -> None:
    own = Presence(url, "own")
    await own.look()
    await in_thread(stay_alive, SYSTEM, "own", 30)
    with psycopg.connect(url, autocommit=True) as administrator:
        administrator.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE classid = %s", [SESSION_LOCKS]
        )
    with pytest.raises(psycopg.Error):
        await own.look()
    assert not own.is_here

    assert (await own.look()).here == {"own"}
    await own.end()


@pytest.mark.parametrize(
    ("seen_at", "gone"),
    [
        ([(0, "a"), (1, ""), (3.1, "")], ""),
        ([(0, "a"), (1, ""), (3.2, "")], "a"),
        ([(0, "a"), (1, ""), (3, "a"), (4, ""), (6.1, "")], ""),
        ([(0, ""), (9, "")], ""),
    ],
)
def test_who_was_seen_is_gone_when_missing_for_long_enough(
    seen_at: list[tuple[float, str]], gone: str
) -> None:
    missing = Missing()
    *_, last = [missing.note(frozenset(names), at) for at, names in seen_at]
    assert last == set(gone)


def test_the_database_itself_away_gives_everybody_the_whole_time_again() -> None:
    missing = Missing()
    missing.note(frozenset("a"), 0)
    missing.note(frozenset(), 1)
    missing.begin_again()
    assert missing.note(frozenset(), 9) == frozenset()
    assert missing.note(frozenset(), 12) == {"a"}


async def test_a_bridge_without_a_session_sends_nothing(catalogue: str) -> None:
    async with sole_writer(SYSTEM, "moodle", "own") as lease:

        async def send() -> None:
            async with lease.permit():
                STANDING.end()
                await asyncio.Event().wait()

        try:
            with pytest.raises(Taken):
                await send()
            with pytest.raises(Taken, match="no session"):
                await lease.take()
        finally:
            STANDING.begin()
        await lease.take()
        async with lease.permit():
            pass
