"""A program that we start and that never outlives us."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

AGAIN_SECONDS = 1.0
"""How long after one ended the next is started."""

log = logging.getLogger(__name__)

# Asks the kernel for a signal when the parent ends, looks whether that still lives, becomes the
# program.
_BECOME = """
import ctypes, os, sys
ctypes.CDLL(None).prctl(1, int(sys.argv[2]))
if os.getppid() != int(sys.argv[1]):
    sys.exit("the parent is gone")
os.execv(sys.argv[3], sys.argv[3:])
"""


async def start(
    program: str | Path, *words: str, at_our_end: signal.Signals, **options: Any
) -> asyncio.subprocess.Process:
    """Start a program that gets a signal when we end, even by force.

    Do it on the main thread's loop: the kernel ties the child's life to the thread that starts it.
    """
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", _BECOME, str(os.getpid()), str(int(at_our_end))),
        *(str(program), *words),
        stdin=asyncio.subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for us, who then stop it in order
        **options,
    )


@asynccontextmanager
async def kept(
    name: str, start: Callable[[], Awaitable[asyncio.subprocess.Process]], stop_seconds: float
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a program meanwhile; one that ends by itself, or is killed, is followed by another."""
    running = [await start()]

    async def keep() -> None:
        while True:
            code = await running[-1].wait()
            log.warning("%s ended with %s; it is started again", name, code)
            await asyncio.sleep(AGAIN_SECONDS)
            running[:] = [await start()]

    keeping = asyncio.create_task(keep())
    try:
        yield running[-1]
    finally:
        keeping.cancel()
        with suppress(asyncio.CancelledError):
            await keeping
        await stop(running[-1], stop_seconds)


async def stop(process: asyncio.subprocess.Process, seconds: float) -> None:
    """Ask it to end, and make it do so after a while."""
    if process.returncode is None:
        process.terminate()
        try:
            async with asyncio.timeout(seconds):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
