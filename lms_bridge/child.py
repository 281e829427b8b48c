"""A program that we start and that never outlives us."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

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
