"""A Kolibri of one's own: made once, kept between starts, never left behind."""

from __future__ import annotations

import asyncio
import signal
import stat
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from aiohttp import ClientError, ClientSession

from lms_bridge.connectors.kolibri import connect
from lms_bridge.local_kolibri import LocalKolibri, NotStarted, _make_home, local_kolibri
from tests.lms_bridge.conftest import CACHE, PROGRAM, ROOT
from tests.lms_bridge.haste import HASTY
from tests.lms_bridge.sync.builders import a_class

pytestmark = pytest.mark.kolibri

STAY = """
import asyncio, sys
from pathlib import Path
from lms_bridge.local_kolibri import local_kolibri

async def stay():
    home, cache, program = map(Path, sys.argv[1:])
    async with local_kolibri(home, cache=cache, program=program):
        print("here", flush=True)
        await asyncio.Event().wait()

asyncio.run(stay())
"""


async def _answers(url: str) -> bool:
    with suppress(ClientError, TimeoutError):
        async with ClientSession() as client, client.get(f"{url}/api/public/info/") as answer:
            return answer.ok
    return False


async def test_local_kolibri_keeps_its_data_and_logins_and_is_followed_by_another(
    tmp_path: Path,
) -> None:
    home, before = tmp_path / "kolibri", set(psutil.Process().children())
    async with (
        local_kolibri(home, cache=CACHE, program=PROGRAM) as first,
        connect(first.url, *first.administrator, patience=HASTY) as lms,
    ):
        await lms.create_class(a_class("KEPT"))
    assert set(psutil.Process().children()) <= before

    async with local_kolibri(home, cache=CACHE, program=PROGRAM) as again:
        assert (again.administrator, again.coach) == (first.administrator, first.coach)
        async with connect(again.url, *again.administrator, patience=HASTY) as lms:
            assert [c.key for c in (await lms.read()).classes] == ["KEPT"]
        (killed,) = set(psutil.Process().children()) - before
        killed.kill()
        async with asyncio.timeout(60):
            while not await _answers(again.url):
                await asyncio.sleep(0.1)
        async with connect(again.url, *again.administrator, patience=HASTY) as lms:
            assert [c.key for c in (await lms.read()).classes] == ["KEPT"]


def test_local_kolibri_keeps_its_logins_to_its_owner(
    local: LocalKolibri, kolibri_home: Path
) -> None:
    assert stat.S_IMODE((kolibri_home / "logins.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(kolibri_home.stat().st_mode) == 0o700
    assert local.administrator.password != local.coach.password


async def test_local_kolibri_serves_one_process(local: LocalKolibri, kolibri_home: Path) -> None:
    with pytest.raises(NotStarted, match="another process runs the Kolibri in"):
        async with local_kolibri(kolibri_home, cache=CACHE, program=PROGRAM):
            pass


def test_local_kolibri_dies_with_its_parent(tmp_path: Path) -> None:
    words = [sys.executable, "-c", STAY, str(tmp_path / "kolibri"), str(CACHE), str(PROGRAM)]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "here\n"
        (child,) = psutil.Process(parent.pid).children()

        parent.send_signal(signal.SIGKILL)

        child.wait(timeout=30)
    assert not child.is_running()


async def test_local_kolibri_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(NotStarted, match="`make setup` installs Kolibri"):
        async with local_kolibri(tmp_path / "k", cache=tmp_path, program=tmp_path / "kolibri"):
            pass


async def test_local_kolibri_says_why_it_did_not_come_up(tmp_path: Path) -> None:
    broken = tmp_path / "kolibri"
    broken.write_text("#!/bin/sh\necho no room left on this disk\nexit 1\n")
    broken.chmod(0o700)

    with pytest.raises(NotStarted, match="could not be made ready: no room left on this disk"):
        async with local_kolibri(tmp_path / "new", cache=tmp_path / "cache", program=broken):
            pass
    assert [p.name for p in (tmp_path / "cache").iterdir()] == []

    await _make_home(tmp_path / "old", CACHE, PROGRAM)
    with pytest.raises(NotStarted, match="did not come up: no room left on this disk"):
        async with local_kolibri(tmp_path / "old", cache=CACHE, program=broken):
            pass
