"""`sync`: one synchronisation from the command line, or what it would do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime

from catalogue.actions.request_sync import request_sync
from catalogue.actions.synchronise import begin_sync, finish_sync
from catalogue.db import close_database, open_database
from catalogue.lms import SyncState
from catalogue.migrate import migrate
from catalogue.queries.overview import programmes
from catalogue.queries.syncs import SyncLine, sync_lines, syncs
from catalogue.viewer import Viewer
from lms_bridge import first_run, synchronising
from lms_bridge.errors import NoLms, NotReady
from lms_bridge.lease import holder_of
from lms_bridge.lms import KolibriAt, Lms, lms_of
from lms_bridge.local_kolibri import local_kolibri
from lms_bridge.locking import use_keys_of
from lms_bridge.serving import alone, is_served, tell
from lms_bridge.settings import Settings, make_data
from lms_bridge.sync.errors import LmsError
from lms_bridge.sync.words import words
from lms_bridge.synced import shown_lines
from lms_bridge.synchronising import Errand
from lms_bridge.threads import in_thread

_VIEWER = Viewer.system("command line")
_PATIENCE_SECONDS = 600


async def show(settings: Settings) -> int:
    """Print the difference between what is published and what the LMS holds."""
    with opened(settings):
        async with _lms(settings, is_served=is_served(settings.data)) as lms:
            foreseen = await synchronising.preview(_VIEWER, lms)
    found = foreseen.difference
    for text in [
        *map(words, foreseen.holds),
        *map(words, found.changes),
        *map(words, foreseen.noted_otherwise),
        *(x["text"] for x in shown_lines(found)),
        *(f"From there comes: {kind.replace('_', ' ')} {n}." for kind, n in foreseen.comes.items()),
    ]:
        tell(text)
    tell(f"Changes to make: {len(found.changes)}. Nothing was changed.")
    return 0


async def carry_out(settings: Settings) -> int:
    """Synchronise once, through the bridge if one runs here, and print what was done."""
    with opened(settings):
        known = await in_thread(programmes, _VIEWER)
        if not known:
            raise NotReady("there is no programme yet")
        if is_served(settings.data):
            done = await _ask_the_bridge(known[0].id)
        else:
            done = await _by_ourselves(settings, known[0].id)
        for line in await in_thread(sync_lines, _VIEWER, done.id):
            tell(line["text"])
    tell(done.failure or ", ".join(f"{name} {count}" for name, count in done.figures.items()))
    return 1 if done.failure else 0


async def _by_ourselves(settings: Settings, programme: str) -> SyncLine:
    with alone(settings.data):
        async with _lms(settings, is_served=False) as lms:
            sync = await in_thread(begin_sync, _VIEWER, programme, lms.name)
            errand = Errand(holder=holder_of(settings.executor, settings.data))
            try:
                synced = await synchronising.synchronise(_VIEWER, lms, errand)
            except LmsError as error:
                line = {"kind": "failed", "text": str(error), "reason": error.reason}
                await in_thread(finish_sync, _VIEWER, sync, {}, error.reason, [line])
            else:
                await in_thread(finish_sync, _VIEWER, sync, synced.figures, "", synced.lines)
    return next(s for s in await in_thread(syncs, _VIEWER, programme) if s.id == sync)


async def _ask_the_bridge(programme: str) -> SyncLine:
    asked = datetime.now(UTC)
    await in_thread(request_sync, _VIEWER, programme)
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while True:
                for sync in await in_thread(syncs, _VIEWER, programme):
                    stands = sync.state is not SyncState.RUNNING or sync.failure
                    if sync.began_at >= asked and stands:
                        return sync
                await asyncio.sleep(0.5)
    except TimeoutError:
        raise NotReady("the bridge that runs here did not synchronise in ten minutes") from None


@contextmanager
def opened(settings: Settings) -> Iterator[None]:
    """Open the catalogue for a command."""
    make_data(settings.data)
    open_database(settings.database_url)
    try:
        use_keys_of(settings)
        migrate()
        yield
    finally:
        close_database()


@asynccontextmanager
async def _lms(settings: Settings, *, is_served: bool) -> AsyncIterator[Lms]:
    """Reach the LMS: that of the settings, that of the bridge that runs here, or one of our own."""
    if settings.lms == "none":
        raise NoLms("no LMS is set up: say --lms kolibri or moodle, or set LOKAKARYA_LMS")
    running = first_run.read(settings.data).get("kolibri")
    named = lms_of(settings)
    if named is not None:
        yield named
    elif running and is_served:
        yield KolibriAt(running["url"], **running["administrator"])
    else:
        async with local_kolibri(
            settings.data / "kolibri", cache=settings.cache, program=settings.kolibri_program
        ) as started:
            yield KolibriAt(started.url, *started.administrator)
