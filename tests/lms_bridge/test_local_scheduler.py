"""A planner of one's own: it answers, nobody else reaches it, and nothing of it is left."""

from __future__ import annotations

import asyncio
import stat
import subprocess
import sys
from pathlib import Path

import psutil

from lms_bridge.local_scheduler import local_scheduler
from lms_bridge.planner.client import planner_at
from tests.lms_bridge.conftest import ROOT

STAY = """
import asyncio
from lms_bridge.local_scheduler import local_scheduler
from lms_bridge.planner.client import planner_at

async def stay():
    async with local_scheduler() as address, planner_at(address):
        print("here", flush=True)
        await asyncio.Event().wait()

asyncio.run(stay())
"""


async def test_a_local_planner_serves_on_a_socket_of_ours() -> None:
    async with local_scheduler() as address, planner_at(address) as planner:
        folder = Path(address.removeprefix("unix:")).parent
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert await planner.is_serving()
    assert not folder.exists()


async def test_two_local_planners_do_not_meet() -> None:
    async with local_scheduler() as one, local_scheduler() as other:
        assert one != other
        async with planner_at(one) as first, planner_at(other) as second:
            assert await first.is_serving()
            assert await second.is_serving()


async def test_a_local_planner_ends_with_its_processes() -> None:
    before = set(psutil.Process().children(recursive=True))
    async with local_scheduler() as address, planner_at(address):
        started = set(psutil.Process().children(recursive=True)) - before
        assert started
    _, left = psutil.wait_procs(list(started), timeout=30)
    assert left == []


async def test_a_local_planner_that_is_killed_is_followed_by_another() -> None:
    before = set(psutil.Process().children())
    async with local_scheduler() as address, planner_at(address) as planner:
        (first,) = set(psutil.Process().children()) - before
        first.kill()
        async with asyncio.timeout(60):
            while first in psutil.Process().children() or not await planner.is_serving():
                await asyncio.sleep(0.1)
        (second,) = set(psutil.Process().children()) - before
        assert second != first


def test_a_local_planner_dies_with_its_parent() -> None:
    words = [sys.executable, "-c", STAY]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        assert parent.stdout.readline() == "here\n"
        started = psutil.Process(parent.pid).children(recursive=True)
        assert started
        parent.kill()
        _, left = psutil.wait_procs(started, timeout=30)
    assert left == []
