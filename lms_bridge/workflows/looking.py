"""An LMS is looked at without being asked: every so often, and when it hints that there is news."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta

import psycopg

from catalogue.queries.overview import programmes
from catalogue.queries.syncs import last_looks, lms_record
from catalogue.viewer import Viewer
from lms_bridge.connectors.moodle.hints import Hints
from lms_bridge.threads import in_thread
from lms_bridge.workflows.rounds import ROUND, round_due
from lms_bridge.workflows.synchronising import URGENT, Synchronising

HEEDED_EVERY_SECONDS = 10.0
"""How often hints are asked for, hence how often at most they have an LMS looked at."""

USUAL = timedelta(minutes=15)
"""How far a look goes back at least where none is made without a hint."""

log = logging.getLogger(__name__)


async def look_in_on(synchronising: Synchronising, every: timedelta) -> None:
    """Synchronise now and then without being asked: people work in the LMS, too."""
    while every:
        await asyncio.sleep(every.total_seconds())
        try:
            await _look(synchronising, every)
        except Exception:
            log.exception("the LMS could not be looked at; it is tried again")


async def heed(synchronising: Synchronising, hints: Hints, every: timedelta) -> None:
    """Synchronise when an LMS hints at news; where hints fail, that is said once."""
    failed = ""
    while True:
        await asyncio.sleep(HEEDED_EVERY_SECONDS)
        try:
            record = await in_thread(lms_record, Viewer.system(), synchronising.lms.name)
            classes = record["classes"].values() if record else ()
            newest = await hints.newest(classes)
            if newest is not None:
                await _look(synchronising, every or USUAL, hint=newest)
            failed = ""
        except (psycopg.Error, TimeoutError) as error:
            if not failed:
                failed = str(error).splitlines()[0] if str(error) else "it does not answer"
                log.warning("the LMS's log gives no hints, it is asked again: %s", failed)
        except Exception:
            log.exception("a hint of the LMS could not be heeded; the next is")


async def _look(synchronising: Synchronising, every: timedelta, hint: int | None = None) -> None:
    """Have the LMS looked at; of several bridges that heard one hint, once."""
    known = await in_thread(programmes, Viewer.system())
    if not known:
        return
    lms = synchronising.lms.name
    looks = await in_thread(last_looks, Viewer.system(), lms, partial=[ROUND], narrow=URGENT)
    due = round_due(looks, datetime.now(UTC), every)
    since = due.since.isoformat() if due.since else ""
    id = due.id if hint is None else f"{ROUND}hint-{hint}"
    await synchronising.enqueue(id, known[0].id, [], since=since)
