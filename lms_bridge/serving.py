"""`serve`: the bridge until somebody stops it."""

from __future__ import annotations

import asyncio
import fcntl
import os
import resource
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import catalogue
from catalogue.exchange.load import load
from catalogue.queries.overview import programmes
from catalogue.viewer import Viewer
from lms_bridge import first_run
from lms_bridge.app import running
from lms_bridge.errors import NotReady
from lms_bridge.settings import Settings, make_data
from lms_bridge.threads import in_thread

SAMPLE = Path(catalogue.__file__).parent / "samples" / "rso-2015-17"
"""The sample programme's folder."""

LOCK = "bridge.lock"

_DESCRIPTORS = 65_536
_LEAST_THREADS = 100  # 36 beside the first search, more beside many who ask


async def serve(settings: Settings, *, sample: bool) -> None:
    """Serve until SIGINT or SIGTERM; `sample` loads the sample programme where there is none."""
    began = time.monotonic()
    _take_descriptors()
    _take_threads()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    with alone(settings.data):
        tell(f"Starting in {settings.data.absolute()} ...")
        async with running(settings, prepare=load_sample if sample else None) as bridge:
            url = bridge.parts.settings.url
            entrances = await in_thread(first_run.make_entrances, url)
            known = first_run.document(url, entrances, bridge.kolibri)
            file = first_run.write(settings.data, known)
            tell(f"\n  Lokakarya   {url}" if _is_kept() else first_run.words(known))
            tell(f"  All of it, with tokens for REST, is in {file}.")
            tell(f"  Ready after {time.monotonic() - began:.1f} s. Ctrl-C stops everything.")
            await stop.wait()
            tell("Stopping ...")


def _take_descriptors() -> None:
    """Hold many connections where the machine allows it: usually only a thousand at first.

    No more than enough, since programs that we start may close all that they could have.
    """
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    enough = _DESCRIPTORS if most == resource.RLIM_INFINITY else min(most, _DESCRIPTORS)
    if now != resource.RLIM_INFINITY and now < enough:
        resource.setrlimit(resource.RLIMIT_NOFILE, (enough, most))


def _take_threads() -> None:
    """Start as many threads as the machine allows. Raises NotReady where gRPC could only crash."""
    now, most = resource.getrlimit(resource.RLIMIT_NPROC)
    if most != resource.RLIM_INFINITY and most < _LEAST_THREADS:
        raise NotReady(
            f"this account may have {most} processes and threads, and a bridge with its planner "
            f"needs {_LEAST_THREADS}: let it have more (ulimit -u, LimitNPROC)"
        )
    if now != most:
        resource.setrlimit(resource.RLIMIT_NPROC, (most, most))


def load_sample() -> None:
    """Load the sample programme into an empty catalogue."""
    viewer = Viewer.system("sample")
    if not programmes(viewer):
        load(viewer, SAMPLE)


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Keep a second bridge off a data folder. Raises NotReady."""
    make_data(data)
    with _lock_of(data) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NotReady(f"another bridge runs on the data in {data}; stop it first") from None
        yield


def _lock_of(data: Path) -> IO[str]:
    try:
        return (data / LOCK).open("w")
    except OSError as error:
        raise NotReady(f"{data} cannot be the data folder: {error.strerror}") from None


def is_served(data: Path) -> bool:
    """Say whether a bridge runs on a data folder."""
    try:
        with alone(data):
            return False
    except NotReady:
        return True


def _is_kept() -> bool:
    """Say whether systemd keeps what is said, for others to read (JOURNAL_STREAM, systemd.exec)."""
    out = os.fstat(1)
    return os.environ.get("JOURNAL_STREAM") == f"{out.st_dev}:{out.st_ino}"


def tell(text: str) -> None:
    """Say something to whoever started the bridge."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
