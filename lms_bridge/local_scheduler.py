"""A planner on this machine: a process of its own on a socket in a folder that only we can open."""

from __future__ import annotations

import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from lms_bridge import child

STOP_SECONDS = 10


@asynccontextmanager
async def local_scheduler(log_form: str = "text") -> AsyncIterator[str]:
    """Run a planner and give its address; it answers soon after. Enter it on the main thread.

    Its log, in the form of ours, goes where ours goes.
    """
    with TemporaryDirectory(prefix="lokakarya-") as folder:
        address = f"unix:{Path(folder) / 'planner.sock'}"
        words = ("-m", "scheduler", "serve", "--listen", address, "--log-form", log_form)
        process = await child.start(sys.executable, *words, at_our_end=signal.SIGTERM)
        try:
            yield address
        finally:
            await child.stop(process, STOP_SECONDS)
