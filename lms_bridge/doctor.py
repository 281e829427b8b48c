"""`doctor`: tries all that a bridge needs, one thing after another, and says what to mend.

Nothing is changed, but for a file that is written into the data folder and removed. It may be run
beside a bridge that serves.
"""

from __future__ import annotations

import asyncio
import shutil
import stat
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from sqlalchemy import NullPool, create_engine
from sqlalchemy.exc import SQLAlchemyError

from catalogue.actions.lock_again import unlocked
from catalogue.db import close_database, database, open_database, undone
from catalogue.errors import CatalogueError
from catalogue.migrate import require_migrated
from catalogue.people import Person
from catalogue.queries.operations import operations
from catalogue.viewer import Viewer
from lms_bridge import first_run
from lms_bridge.errors import BridgeError
from lms_bridge.lms import lms_of
from lms_bridge.locking import FILE as SECRETS_KEY
from lms_bridge.locking import use_keys_of
from lms_bridge.oauth.tokens import FILE as OAUTH_KEY
from lms_bridge.openid import Attempt, Provider
from lms_bridge.planner.client import planner_at
from lms_bridge.planner.reaching import reaching_of
from lms_bridge.serving import is_served, tell
from lms_bridge.settings import Settings
from lms_bridge.sync.errors import LmsError
from lms_bridge.threads import in_thread

LEAST_FREE_BYTES = 500 * 2**20
MOST_SKEW = timedelta(seconds=60)
LONGEST_WAIT = timedelta(minutes=10)
"""For how long something may wait in the outbox while a bridge serves."""

Trial = Callable[[Settings], Awaitable[str] | str]


class Finding(NamedTuple):
    """What was tried, what is wrong with it, and what was found; `fault` empty if nothing is."""

    tried: str
    fault: str
    found: str = ""


class Wrong(Exception):
    """Something is to be mended; the text says how."""


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Try everything; what rests on a thing that failed is tried all the same."""
    for tried, trial in _TRIALS.items():
        try:
            said = trial(settings)
            found = said if isinstance(said, str) else await said
        except (Wrong, BridgeError, CatalogueError, LmsError, OSError) as error:
            yield Finding(tried, str(error) or type(error).__name__)
        else:
            yield Finding(tried, "", found)


async def run(settings: Settings) -> int:
    """Say what was found; gives 1 if something is to be mended."""
    faults = 0
    async for finding in examine(settings):
        faults += bool(finding.fault)
        word = "mend" if finding.fault else "ok"
        tell(f"{word:6}{finding.tried}: {finding.fault or finding.found}")
    tell(f"{faults} to mend." if faults else "All is well.")
    return 1 if faults else 0


def _settings(settings: Settings) -> str:
    """Say what is odd among the settings, which were read before."""
    if settings.host not in {"127.0.0.1", "localhost", "::1"} and not settings.url.startswith(
        "https://"
    ):
        raise Wrong(
            f"others reach {settings.listen} in plain: put a proxy with TLS before it and set "
            "LOKAKARYA_PUBLIC_URL=https://..."
        )
    return f"people come to {settings.url}"


def _folder(settings: Settings) -> str:
    data = settings.data
    if data.exists() and not data.is_dir():
        raise Wrong(f"{data} is no folder: say --data")
    if not data.is_dir():
        raise Wrong(f"{data} is not there: start the bridge once, or say --data")
    with tempfile.TemporaryFile(dir=data) as file:
        file.write(b"x")
    free = shutil.disk_usage(data).free
    if free < LEAST_FREE_BYTES:
        raise Wrong(f"only {free // 2**20} MiB are free under {data}: make room")
    return f"{data} can be written, {free // 2**30} GiB are free"


def _keys(settings: Settings) -> str:
    files = [settings.data / name for name in (OAUTH_KEY, SECRETS_KEY, first_run.FILE)]
    files += [Path(file) for file in (settings.planner_key,) if file]
    for file in files:
        if file.exists() and file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise Wrong(f"{file} can be read by others: chmod 600 {file}")
    return "secrets are readable by their owner alone"


async def _catalogue(settings: Settings) -> str:
    def look() -> str:
        scheme, _, file = settings.database_url.partition(":///")
        if scheme == "sqlite" and not Path(file).exists():
            raise Wrong("there is no database yet: start the bridge once")
        open_database(settings.database_url)
        try:
            require_migrated()
            use_keys_of(settings)
            unlocked()
            began = time.perf_counter()
            _change_nobody()
            waiting = operations(Viewer.system()).outbox_since
            if waiting and datetime.now(UTC) - waiting > LONGEST_WAIT and is_served(settings.data):
                raise Wrong(f"the outbox is not read since {waiting:%Y-%m-%d %H:%M}: see the log")
            return f"migrated, answers in {(time.perf_counter() - began) * 1000:.0f} ms"
        finally:
            close_database()

    return await in_thread(look)


@undone
def _change_nobody() -> None:
    Person.delete().where(Person.id == "").execute()


async def _jobs(settings: Settings) -> str:
    url = settings.jobs_database_url
    scheme, _, file = url.partition(":///")

    def look() -> str:
        if scheme == "sqlite" and not Path(file).exists():
            return f"the bridge will make {file}"
        engine = create_engine(_for_sqlalchemy(url), poolclass=NullPool)
        try:
            with engine.connect() as connection:  # SQLite opens no file before it must
                asked = "BEGIN IMMEDIATE" if scheme == "sqlite" else "SELECT 1"
                connection.exec_driver_sql(asked)
        except SQLAlchemyError as error:
            raise Wrong(f"it cannot be opened: {str(error).splitlines()[0]}") from error
        return "can be opened"

    return await asyncio.to_thread(look)


def _for_sqlalchemy(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


async def _planner(settings: Settings) -> str:
    if not settings.scheduler:
        return "one is started with the bridge"
    reaching, ends = reaching_of(settings), ""
    if reaching.certificate:
        (ours, *_) = x509.load_pem_x509_certificates(reaching.certificate)
        until = ours.not_valid_after_utc
        ends = f", and {settings.planner_certificate} is good until {until:%Y-%m-%d}"
        if until < datetime.now(UTC):
            ended = f"{settings.planner_certificate} ended on {until:%Y-%m-%d}"
            raise Wrong(f"{ended}: have it renewed")
    async with planner_at(settings.scheduler, reaching) as planner:
        if why := await planner.hindrance():
            raise Wrong(f"{settings.scheduler} answers but does not serve us: {why}")
    return f"{settings.scheduler} serves{ends}"


async def _lms(settings: Settings) -> str:
    lms = lms_of(settings)
    if lms is None:
        return "none is set up" if settings.lms == "none" else "one is started with the bridge"
    async with lms.connect():
        pass
    return f"{lms.name} at {lms.url} lets us in"


async def _sign_in(settings: Settings) -> str:
    if not settings.openid_issuer:
        return "by links"
    await Provider(settings).address(Attempt.fresh())
    return f"{settings.openid_issuer} answers"


async def _clock(settings: Settings) -> str:
    """Compare with the database's server, which is the clock that bridges share."""
    if settings.database_url.startswith("sqlite"):
        return datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC, of this machine")

    def look() -> datetime:
        open_database(settings.database_url)
        try:
            with database.connection_context():
                (there,) = database.execute_sql("SELECT now()").fetchone()
                return datetime.fromisoformat(str(there))
        finally:
            close_database()

    skew = abs(datetime.now(UTC) - await in_thread(look))
    if skew > MOST_SKEW:
        raise Wrong(f"it differs from the database's by {skew}: let both follow a time server")
    return f"{skew.total_seconds():.1f} s from the database's"


_TRIALS: dict[str, Trial] = {
    "settings": _settings,
    "data folder": _folder,
    "keys": _keys,
    "catalogue": _catalogue,
    "clock": _clock,
    "jobs database": _jobs,
    "planner": _planner,
    "LMS": _lms,
    "sign-in": _sign_in,
}
