"""Files of the data folder that hold keys: made once, readable by their owner alone."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from lms_bridge.errors import NotReady
from lms_bridge.storage import no_storage


def kept(file: Path, make: Callable[[], str]) -> str:
    """Read a file, made where there is none; of two who make one at once the first has it.

    It is on the disk before anything is locked with it. Raises NoStorage, and NotReady where the
    system lets us not have it, such as another account's.
    """
    try:
        if not file.exists():
            _make(file, make())
        return file.read_text()
    except OSError as error:
        raise no_storage(error) or NotReady(f"{file}: {error.strerror}") from error


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
