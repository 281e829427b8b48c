"""Bridges on one database of durable work tell that they live; who dies is replaced by another.

DBOS takes up the work of an executor only when one of the same name starts again. Taking over from
one that lives after all does no harm: its own execution stops at its next step, which runs twice.
"""

from __future__ import annotations

import asyncio
import logging

from dbos import DBOS
from dbos._recovery import recover_pending_workflows

from catalogue.actions.stay_alive import stay_alive
from catalogue.viewer import Viewer
from lms_bridge.threads import in_thread

SECONDS = 30.0
"""How long a bridge is taken to be alive after it said so."""

EVERY_SECONDS = 10.0

log = logging.getLogger(__name__)


async def beat(dbos: DBOS, executor: str) -> None:
    """Tell for ever that this bridge lives, and take up the work of those that do not."""
    viewer = Viewer.system("heartbeat")
    while True:
        try:
            for dead in await in_thread(stay_alive, viewer, executor, SECONDS):
                taken = await asyncio.to_thread(recover_pending_workflows, dbos, [dead])
                log.warning("bridge %s is dead: %d of its jobs go on here", dead, len(taken))
        except Exception:
            log.exception("it could not be told that this bridge lives; it is tried again")
        await asyncio.sleep(EVERY_SECONDS)
