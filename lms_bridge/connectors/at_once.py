"""Several requests at a time, and no more than an LMS bears."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


async def at_once(
    limit: int, items: Iterable[Item], do: Callable[[Item], Awaitable[Result]]
) -> list[Result]:
    """Do something with each item, `limit` of them side by side; give the results in order.

    The first error ends those that are under way and is raised.
    """
    room = asyncio.Semaphore(limit)

    async def one(item: Item) -> Result:
        async with room:
            return await do(item)

    tasks = [asyncio.ensure_future(one(item)) for item in items]
    try:
        return list(await asyncio.gather(*tasks))
    finally:
        for task in tasks:
            task.cancel()
