"""The durable work of one bridge: its start and end, and what others ask of it."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import psycopg
from dbos import DBOS, DBOSConfig, SetWorkflowID
from sqlalchemy.exc import SQLAlchemyError

from catalogue.actions.stay_alive import leave
from catalogue.postgresql import line_of
from catalogue.queries.scenarios import scenario as read_scenario
from catalogue.scenarios import ScenarioState
from catalogue.viewer import Viewer
from lms_bridge.errors import NotReady
from lms_bridge.lease import holder_of
from lms_bridge.lms import Lms
from lms_bridge.planner.answer import Progress
from lms_bridge.planner.client import Planner
from lms_bridge.settings import Settings
from lms_bridge.threads import in_thread
from lms_bridge.webhooks.sending import Sender
from lms_bridge.workflows.heartbeat import Heart
from lms_bridge.workflows.looking import heed, look_in_on
from lms_bridge.workflows.mailing import Mailing, Write
from lms_bridge.workflows.outlasting import AWAY
from lms_bridge.workflows.planning import Planning
from lms_bridge.workflows.relay import relay
from lms_bridge.workflows.repairing import Repairing
from lms_bridge.workflows.synchronising import SYNCS, Synchronising
from lms_bridge.workflows.telling import Telling
from lms_bridge.workflows.turning import TURNS, Turning

APPLICATION_VERSION = "2"
"""Changed only when a workflow's steps change: work is taken up by the same version alone."""

_LISTEN_SECONDS = 0.5
_ACTIVE = ["PENDING", "ENQUEUED"]

log = logging.getLogger(__name__)


class Jobs:
    """The durable work, as pages and REST see it."""

    def __init__(self, settings: Settings, planner: Planner, lms: Lms | None, write: Write) -> None:
        """Make the workflows; nothing runs yet. `write` puts messages into words."""
        self._settings = settings
        self._word = asyncio.Event()
        self._planning = Planning(planner)
        self._turning = Turning(planner)
        self._repairing = Repairing()
        self._telling = Telling(Sender(settings.own_hosts), settings.webhook_wait_seconds)
        self._mailing = Mailing(settings, write)
        self._holder = holder_of(settings.executor, settings.data)
        self._synchronising = Synchronising(lms, self._holder) if lms else None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Take up what a crash left, and listen to the outbox. Raises NotReady."""
        executor = self._settings.executor
        heart = Heart(executor, self._holder, self._settings.database_url)
        async with heart.known():
            dbos = await _launch(self._settings)
            tasks = [
                asyncio.create_task(self._listen()),
                asyncio.create_task(heart.beat(dbos)),
            ]
            if self._settings.mail_server:
                tasks.append(asyncio.create_task(self._mailing.deliver()))
            if self._synchronising:
                every = timedelta(minutes=self._settings.sync_minutes)
                tasks.append(asyncio.create_task(look_in_on(self._synchronising, every)))
                if hints := self._synchronising.lms.hints:
                    tasks.append(asyncio.create_task(heed(self._synchronising, hints, every)))
            try:
                yield
            finally:
                for task in tasks:
                    task.cancel()
                    with suppress(asyncio.CancelledError):
                        await task
                await asyncio.to_thread(DBOS.destroy)
                try:
                    await in_thread(leave, Viewer.system("heartbeat"), executor)
                except AWAY as error:  # others see its session end, or miss its word
                    log.warning("that this bridge leaves could not be told: %s", error)

    def nudge(self) -> None:
        """Say that something was left in the outbox; it is found by itself a little later."""
        self._word.set()

    def told(self, scenario: str) -> tuple[Progress, ...]:
        """Give what a search in this process told so far, the latest last."""
        return tuple(self._planning.told.get(scenario, ()))

    async def is_busy(self) -> bool:
        """Say whether any durable work is under way or waits in a queue."""
        active = await DBOS.list_workflows_async(
            status=_ACTIVE, limit=1, load_input=False, load_output=False
        )
        return bool(active)

    async def stop(self, viewer: Viewer, scenario: str) -> None:
        """Stop a search; its best plan becomes the result. Raises Forbidden, NotFound."""
        given = await in_thread(read_scenario, viewer, scenario)
        if given.line.state != ScenarioState.SOLVING:
            return
        with SetWorkflowID(f"stop-{scenario}-{given.line.started_at}"):
            await DBOS.start_workflow_async(self._planning.conclude, scenario)

    async def _listen(self) -> None:
        is_away = False
        while True:
            try:
                found = await relay(
                    self._planning,
                    self._turning,
                    self._repairing,
                    self._telling,
                    self._mailing,
                    self._synchronising,
                )
                is_away = False
            except AWAY as error:
                if not is_away:
                    log.warning("the outbox waits: %s", error)
                is_away, found = True, 0
            except Exception:
                log.exception("the outbox could not be read; it is tried again")
                found = 0
            if not found:
                with suppress(TimeoutError):
                    async with asyncio.timeout(_LISTEN_SECONDS):
                        await self._word.wait()
            self._word.clear()


def _line(url: str) -> DBOSConfig:
    """Let durable work, too, give up a machine that is gone."""
    scheme, _, rest = url.partition("://")
    if not scheme.startswith("postgres"):
        return {}
    return {"db_engine_kwargs": {"connect_args": line_of(f"postgresql://{rest}")}}


async def _launch(settings: Settings) -> DBOS:
    url = settings.jobs_database_url
    try:
        _write_ahead(url)
        dbos = DBOS(
            config={
                "name": "lokakarya",
                "system_database_url": url,
                "application_version": APPLICATION_VERSION,
                "executor_id": settings.executor,
                "log_level": "CRITICAL",  # what goes wrong here is told below, in a sentence
                **_line(url),
            }
        )
        DBOS.launch()
        for queue in (SYNCS, TURNS):
            await DBOS.register_queue_async(queue, global_concurrency=1, polling_interval_sec=0.2)
    except (SQLAlchemyError, sqlite3.Error, psycopg.Error) as error:
        DBOS.destroy()
        said = str(error).splitlines()[0]
        raise NotReady(f"the database of the durable workflows cannot be opened: {said}") from None
    logging.getLogger("dbos").setLevel(logging.WARNING)
    return dbos


def _write_ahead(url: str) -> None:
    """Let a SQLite file be read while it is written."""
    if url.startswith("sqlite:///"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as file:
            file.execute("PRAGMA journal_mode=WAL")
