"""The bridge, put together: database, planner, LMS, durable work, pages and REST."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from socket import socket

from aiohttp import web

from catalogue.actions.lock_again import lock_again
from catalogue.db import close_database, open_database
from catalogue.errors import NoStorage
from catalogue.migrate import migrate
from catalogue.queries.clients import clients
from catalogue.queries.overview import programmes
from catalogue.viewer import Viewer
from lms_bridge import watching
from lms_bridge.answering import answer_problems
from lms_bridge.api import routes as api_routes
from lms_bridge.attempts import ATTEMPTS, Attempts, limit_attempts
from lms_bridge.auth import guard
from lms_bridge.badges import published
from lms_bridge.binding import bound
from lms_bridge.calendar import feed
from lms_bridge.dawdling import DAWDLERS, Dawdlers, sweeping, time_requests
from lms_bridge.doors import Door, Kind, open_doors
from lms_bridge.errors import NotReady, PlannerUnreachable
from lms_bridge.lms import KolibriAt, lms_of
from lms_bridge.local_kolibri import LocalKolibri, local_kolibri
from lms_bridge.local_scheduler import local_scheduler
from lms_bridge.locking import use_keys_of
from lms_bridge.lti.desk import Desk
from lms_bridge.lti.round import rounds
from lms_bridge.oauth import routes as oauth_routes
from lms_bridge.oneroster import routes as oneroster_routes
from lms_bridge.openid import Provider
from lms_bridge.parts import PARTS, Parts
from lms_bridge.planner.client import planner_at
from lms_bridge.planner.reaching import reaching_of
from lms_bridge.rostering import refuse_two_ways
from lms_bridge.scim import routes as scim_routes
from lms_bridge.settings import Settings, make_data
from lms_bridge.threads import in_thread
from lms_bridge.watching import METERS, Meters, watch
from lms_bridge.web import routes as page_routes
from lms_bridge.web.messages_in_words import writing
from lms_bridge.web.openid import PROVIDER
from lms_bridge.web.setting_up import set_up
from lms_bridge.webhooks import hearing
from lms_bridge.workflows.jobs import Jobs

MOST_BYTES = 8 * 2**20
"""How large an upload may be."""

# How long a database that may hang is waited for, before it is said to be away.
_READY_SECONDS = 10

# How long requests that are under way when the bridge is stopped may go on.
_LAST_REQUESTS_SECONDS = 5

log = logging.getLogger(__name__)


async def _ready(request: web.Request) -> web.Response:
    """Answer whether the catalogue and the planner answer."""
    try:
        async with asyncio.timeout(_READY_SECONDS):
            await in_thread(programmes, Viewer.system())
    except TimeoutError:
        raise NoStorage("the database does not answer") from None
    if not await request.config_dict[PARTS].planner.is_serving():
        raise PlannerUnreachable("the planner does not answer")
    return web.json_response({"ready": True})


READY = Door("GET", "/readyz", _ready, None, Kind.API)
DOORS: tuple[Door, ...] = (
    READY,
    *watching.DOORS,
    *api_routes.DOORS,
    *oauth_routes.DOORS,
    *oneroster_routes.DOORS,
    *scim_routes.DOORS,
    *page_routes.DOORS,
    *feed.DOORS,
    *published.DOORS,
    *hearing.DOORS,
)


def make_app(parts: Parts) -> web.Application:
    """Make the web application."""
    app = web.Application(
        middlewares=[time_requests, watch, answer_problems, limit_attempts, guard],
        client_max_size=MOST_BYTES,
    )
    app[PARTS] = parts
    app[PROVIDER] = Provider(parts.settings) if parts.settings.openid_issuer else None
    app[METERS] = Meters()
    app[DAWDLERS] = Dawdlers(time.monotonic)
    app[ATTEMPTS] = Attempts(parts.settings.attempts_per_minute)
    set_up(app)
    open_doors(app, DOORS)
    return app


@dataclass(frozen=True, slots=True)
class Running:
    """A running bridge; `kolibri` is the one that was started here, if one was."""

    parts: Parts
    kolibri: LocalKolibri | None


@asynccontextmanager
async def running(
    settings: Settings, prepare: Callable[[], None] | None = None
) -> AsyncIterator[Running]:
    """Run a bridge with all that it needs; `prepare` fills the catalogue before anything looks.

    Raises NotReady and the errors of what it starts.
    """
    make_data(settings.data)
    async with AsyncExitStack() as stack:
        sockets, settings = stack.enter_context(bound(settings))
        open_database(settings.database_url)
        stack.callback(close_database)
        use_keys_of(settings)
        await in_thread(migrate)
        await in_thread(lock_again)
        if prepare:
            await in_thread(prepare)
        address = settings.scheduler or await stack.enter_async_context(
            local_scheduler(settings.log_form, settings.cache)
        )
        kolibri: LocalKolibri | None = None
        lms = lms_of(settings)
        if lms is None and settings.lms == "kolibri":
            kolibri = await stack.enter_async_context(
                local_kolibri(
                    settings.data / "kolibri",
                    cache=settings.cache,
                    program=settings.kolibri_program,
                )
            )
            lms = KolibriAt(kolibri.url, *kolibri.administrator)
        if lms is not None:
            refuse_two_ways(lms.name, lms.url, await in_thread(clients, Viewer.system()))
        planner = await stack.enter_async_context(
            planner_at(address, reaching_of(settings), needed=False)
        )
        jobs = Jobs(settings, planner, lms, writing(settings))
        parts = Parts(settings, planner, lms, jobs, Desk(settings))
        await stack.enter_async_context(jobs.running())
        app = make_app(parts)
        await stack.enter_async_context(_listening(app, sockets))
        if not await planner.appears_soon():
            why = await planner.hindrance()
            log.warning("no planner answers at %s; what needs one waits for it: %s", address, why)
        await stack.enter_async_context(rounds(parts.desk, settings.sync_minutes))
        yield Running(parts, kolibri)


@asynccontextmanager
async def _listening(app: web.Application, sockets: list[socket]) -> AsyncIterator[None]:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=_LAST_REQUESTS_SECONDS)
    await runner.setup()
    try:
        try:
            for each in sockets:
                await web.SockSite(runner, each).start()
        except OSError as error:  # another bound it, too, and listens already
            raise NotReady(f"nobody can listen any more: {error.strerror}") from None
        assert runner.server
        async with sweeping(app[DAWDLERS], runner.server):
            yield
    finally:
        await runner.cleanup()
