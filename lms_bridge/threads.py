"""Where the catalogue is called from: a few threads; one function, one transaction, one thread.

peewee is synchronous; a transaction is never held across an await.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_pool = ThreadPoolExecutor(max_workers=8, thread_name_prefix="catalogue")
_files = ThreadPoolExecutor(max_workers=2, thread_name_prefix="files")


async def in_thread(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call a function of the catalogue without stopping the loop; it speaks the same language."""
    return await _run(_pool, partial(function, *args, **kwargs))


async def in_file_thread(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Read a file that somebody handed in; however long it takes, the catalogue's threads are free.

    Two are read at a time, others wait.
    """
    return await _run(_files, partial(function, *args, **kwargs))


async def _run(pool: ThreadPoolExecutor, work: Callable[[], R]) -> R:
    return await asyncio.get_running_loop().run_in_executor(pool, copy_context().run, work)
