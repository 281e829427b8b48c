"""Compiles the search's inner functions with numba, and keeps the machine code.

The kept code of a file is filed under a digest of it and of all that it imports from the engine,
directly or through others: numba itself would not notice that a function called from another file
has changed. What does not depend on a change is not compiled again.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., Any])

_HERE = Path(__file__).parent
_IMPORT = re.compile(r"^from scheduler\.engine\.(\w+) import", re.MULTILINE)
# Whatever is compiled is made of these.
_READ_BY_ALL = frozenset({"compiled", "handles", "instance", "state"})


@cache
def _text(module: str) -> str:
    return (_HERE / f"{module}.py").read_text()


@cache
def _home() -> Path:
    home = _HERE / "__pycache__"
    if not os.access(home if home.is_dir() else _HERE, os.W_OK):
        home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "lokakarya"
    return home


@cache
def _folder(module: str) -> str:
    """Give where a module's machine code is kept."""
    found, todo = set(_READ_BY_ALL), {module, *_READ_BY_ALL}
    while todo:
        found |= todo
        todo = {name for known in todo for name in _IMPORT.findall(_text(known))} - found
    texts = "\0".join(_text(name) for name in sorted(found))
    return str(_home() / f"compiled-{hashlib.sha256(texts.encode()).hexdigest()[:16]}")


def compiled(function: F) -> F:
    """Compile a function at its first call; it holds no lock of the interpreter while it runs."""
    numba.config.CACHE_DIR = _folder(Path(function.__code__.co_filename).stem)  # type: ignore[attr-defined]  # set at run time
    return cast(F, numba.njit(cache=True, nogil=True, error_model="numpy")(function))
