"""Compiles the search's inner functions with numba, and keeps the machine code.

The kept code is filed under a digest of all sources that are compiled, or that these take numbers
from: numba itself would not notice that a function called from another file has changed.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., Any])

_READ_BY_ALL = {"compiled.py", "handles.py", "instance.py"}


def _folder() -> Path:
    here = Path(__file__).parent
    texts = {path.name: path.read_bytes() for path in sorted(here.glob("*.py"))}
    sources = (t for name, t in texts.items() if name in _READ_BY_ALL or b"@compiled" in t)
    name = hashlib.sha256(b"".join(sources)).hexdigest()[:16]
    home = here / "__pycache__"
    if not os.access(home if home.is_dir() else here, os.W_OK):
        home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "lokakarya"
    return home / f"compiled-{name}"


numba.config.CACHE_DIR = str(_folder())  # type: ignore[attr-defined]  # set at run time


def compiled(function: F) -> F:
    """Compile a function at its first call; it holds no lock of the interpreter while it runs."""
    return cast(F, numba.njit(cache=True, nogil=True, error_model="numpy")(function))
