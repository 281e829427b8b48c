"""A planner on this machine: a process of its own on a socket in a folder that only we can open."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from lms_bridge import child

STOP_SECONDS = 10
AGAIN_SECONDS = 1.0
"""How long after one ended the next is started."""

log = logging.getLogger(__name__)


def _keeping_in(cache: Path) -> dict[str, str]:
    return {**os.environ, "XDG_CACHE_HOME": str(cache.absolute())}


@asynccontextmanager
async def local_scheduler(
    log_form: str = "text", cache: Path = Path(".cache")
) -> AsyncIterator[str]:
    """Run a planner and give its address; it answers soon after. Enter it on the main thread.

    Its log, in the form of ours, goes where ours goes. What it compiles is kept in `cache` where
    its own folder cannot be written. One that ends by itself, or is killed, is followed by another
    at the same address.
    """
    with TemporaryDirectory(prefix="lokakarya-") as folder:
        address = f"unix:{Path(folder) / 'planner.sock'}"
        surroundings = _keeping_in(cache)
        words = ("-m", "scheduler", "serve", "--listen", address, "--log-form", log_form)

        async def start() -> asyncio.subprocess.Process:
            return await child.start(
                sys.executable,
                *words,
                at_our_end=signal.SIGTERM,
                env=surroundings,
            )

        running = [await start()]

        async def keep() -> None:
            while True:
                code = await running[-1].wait()
                log.warning("the planner ended with %s; it is started again", code)
                await asyncio.sleep(AGAIN_SECONDS)
                running[:] = [await start()]

        keeping = asyncio.create_task(keep())
        try:
            yield address
        finally:
            keeping.cancel()
            with suppress(asyncio.CancelledError):
                await keeping
            await child.stop(running[-1], STOP_SECONDS)
