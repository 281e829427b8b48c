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


async def in_thread(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call a function of the catalogue without stopping the loop; it speaks the same language."""
    return await asyncio.get_running_loop().run_in_executor(
        _pool, partial(copy_context().run, function, *args, **kwargs)
    )
