"""A planner on this machine: a process of its own on a socket in a folder that only we can open."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from lms_bridge import child

STOP_SECONDS = 2
"""How long it may take to end; it keeps nothing, and what it started ends with it."""


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

        async with child.kept("the planner", start, STOP_SECONDS):
            yield address
