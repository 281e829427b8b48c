"""Files of the data folder that hold keys: made once, readable by their owner alone."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from lms_bridge.storage import no_storage


def kept(file: Path, make: Callable[[], str]) -> str:
    """Read a file, made where there is none; of two who make one at once the first has it.

    It is on the disk before anything is locked with it. Raises NoStorage.
    """
    if not file.exists():
        try:
            _make(file, make())
        except OSError as error:
            raise no_storage(error) or error from error
    return file.read_text()


def _make(file: Path, text: str) -> None:
    fresh = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    fresh.touch(mode=0o600, exist_ok=False)
    try:
        with fresh.open("w") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        file.hardlink_to(fresh)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
