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

from catalogue.errors import Busy

P = ParamSpec("P")
R = TypeVar("R")

WORKERS = 8
"""How many calls of the catalogue go on at a time."""

_pool = ThreadPoolExecutor(max_workers=WORKERS, thread_name_prefix="catalogue")
_LATE_SECONDS = 30.0
_files = ThreadPoolExecutor(max_workers=2, thread_name_prefix="files")


async def in_thread(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call a function of the catalogue without stopping the loop; it speaks the same language.

    Raises Busy where it could not begin in time, since others waited for the database.
    """
    begins = _pool.submit(copy_context().run, partial(function, *args, **kwargs))
    answer = asyncio.wrap_future(begins)
    try:
        await asyncio.wait([answer], timeout=_LATE_SECONDS)
    except asyncio.CancelledError:
        answer.cancel()
        raise
    if not answer.done() and begins.cancel():
        raise Busy
    return await answer


async def in_file_thread(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Read a file that somebody handed in; however long it takes, the catalogue's threads are free.

    Two are read at a time, others wait.
    """
    work = partial(function, *args, **kwargs)
    return await asyncio.get_running_loop().run_in_executor(_files, copy_context().run, work)
