"""The memory of this process: a limit kept by looking, since no kernel limits what is resident.

It must not know what the process does.
"""

from __future__ import annotations

import ctypes
import os
import threading
from collections.abc import Callable
from pathlib import Path

_EVERY_SECONDS = 0.2
_STATM = Path("/proc/self/statm")
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_TRIM = getattr(ctypes.CDLL(None), "malloc_trim", None)  # of glibc alone


def resident_mb() -> float:
    """Give the resident memory of this process in MiB."""
    return int(_STATM.read_text().split()[1]) * _PAGE_BYTES / 2**20


def watch(limit_mb: int, exceeded: Callable[[], None]) -> None:
    """Call `exceeded` once, from a thread, when this process holds more than `limit_mb`."""

    def look() -> None:
        waiting = threading.Event()
        while resident_mb() <= limit_mb:
            waiting.wait(_EVERY_SECONDS)
        exceeded()

    threading.Thread(target=look, daemon=True).start()


def give_back() -> None:
    """Give the system back what is free within this process: holes between what is in use."""
    if _TRIM is not None:
        _TRIM(0)
