"""Where throw-away databases live: in memory, where there is enough of it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEMORY = Path("/dev/shm")
ENOUGH = 500_000_000


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder until the end."""
    is_roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH
    folder = Path(tempfile.mkdtemp(prefix="lokakarya-", dir=MEMORY if is_roomy else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
