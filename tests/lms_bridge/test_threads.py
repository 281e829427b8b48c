"""What takes long in one place keeps nobody waiting in another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from threading import Event

import pytest

from catalogue.errors import Busy
from lms_bridge import app, threads
from lms_bridge.threads import in_file_thread, in_thread
from tests.lms_bridge.bridge import Bridge

pytestmark = pytest.mark.asyncio(loop_scope="module")

MORE_THAN_THREADS = 20


@asynccontextmanager
async def taken(
    run: Callable[..., Awaitable[object]], times: int = MORE_THAN_THREADS
) -> AsyncIterator[None]:
    """Keep every thread of a kind busy, as a database that hangs or a large workbook does."""
    over = Event()
    held = [asyncio.ensure_future(run(over.wait)) for _ in range(times)]
    try:
        await asyncio.sleep(0)
        yield
    finally:
        over.set()
        await asyncio.gather(*held)


async def test_files_that_take_long_keep_nobody_from_the_catalogue(bridge: Bridge) -> None:
    async with taken(in_file_thread):
        assert (await bridge.ask(None, "GET", "/readyz")).status == 200


async def test_what_cannot_begin_in_time_is_told_and_never_begins(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(threads, "_LATE_SECONDS", 0.1)
    begun = Event()
    async with taken(in_thread, threads.WORKERS):
        with pytest.raises(Busy):
            await in_thread(begun.set)
    assert not begun.is_set()


async def test_a_database_that_hangs_is_told(
    bridge: Bridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "_READY_SECONDS", 0.1)
    async with taken(in_thread):
        response = await bridge.ask(None, "GET", "/readyz")
        assert (response.status, (await response.json())["reason"]) == (503, "NO_STORAGE")
    monkeypatch.undo()
    assert (await bridge.ask(None, "GET", "/readyz")).status == 200
