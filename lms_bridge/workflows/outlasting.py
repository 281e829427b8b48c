"""What outlasts a database that is away, busy or full: it is done again until it is done.

Every step may run twice, so that one that was broken off in the middle may simply begin anew.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from catalogue.errors import Busy, NoStorage

P = ParamSpec("P")
R = TypeVar("R")

WAIT_SECONDS = 2.0

AWAY = (Busy, NoStorage)
"""What is raised where the database can do nothing now, and may soon."""

log = logging.getLogger(__name__)


def outlasting(step: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[R]]:
    """Make a step wait for the database rather than fail; it is told once, and when it goes on."""

    @wraps(step)
    async def patient(*args: P.args, **kwargs: P.kwargs) -> R:
        waits = False
        while True:
            try:
                done = await step(*args, **kwargs)
            except AWAY as error:
                if not waits:
                    log.warning("%s waits: %s", step.__qualname__, error)
                waits = True
                await asyncio.sleep(WAIT_SECONDS)
            else:
                if waits:
                    log.warning("%s goes on", step.__qualname__)
                return done

    return patient
