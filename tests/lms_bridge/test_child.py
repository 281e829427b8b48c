"""A program that never outlives us."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from lms_bridge import child
from tests.lms_bridge.conftest import ROOT

STAY = """
import asyncio, signal, sys
from lms_bridge import child

async def stay():
    program = (sys.executable, "-c", "import time; time.sleep(600)")
    process = await child.start(*program, at_our_end=signal.Signals(int(sys.argv[1])))
    print(process.pid, flush=True)
    await asyncio.Event().wait()

asyncio.run(stay())
"""
SLEEP = "import time; print('here', flush=True); time.sleep(600)"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + SLEEP


@pytest.mark.parametrize("at_our_end", [signal.SIGTERM, signal.SIGKILL])
def test_a_child_gets_a_signal_when_we_end_by_force(at_our_end: signal.Signals) -> None:
    words = [sys.executable, "-c", STAY, str(int(at_our_end))]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        process = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
        process.wait(30)
    assert not process.is_running()


async def _started(words: str) -> asyncio.subprocess.Process:
    process = await child.start(
        sys.executable, "-c", words, at_our_end=signal.SIGKILL, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    assert await process.stdout.readline() == b"here\n"
    return process


async def test_a_child_is_asked_to_end() -> None:
    process = await _started(SLEEP)
    await child.stop(process, 30)
    assert process.returncode == -signal.SIGTERM
    await child.stop(process, 30)  # once more does no harm


async def test_a_child_that_does_not_listen_is_made_to_end() -> None:
    process = await _started(DEAF)
    await child.stop(process, 0.2)
    assert process.returncode == -signal.SIGKILL


async def test_ctrl_c_does_not_reach_a_child() -> None:
    process = await _started(SLEEP)
    assert os.getpgid(process.pid) != os.getpgid(0)
    await child.stop(process, 30)


async def test_a_program_that_is_not_there_ends_at_once(tmp_path: Path) -> None:
    process = await child.start(
        tmp_path / "nothing", at_our_end=signal.SIGKILL, stderr=asyncio.subprocess.DEVNULL
    )
    assert await process.wait() != 0
