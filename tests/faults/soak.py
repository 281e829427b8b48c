"""`make soak`: thousands of requests through a bad network, hundreds of kills, and the figures.

    python -m tests.faults.soak [--requests N] [--kills N] [--seed N]

It ends with 1 where anything was lost, made twice or falsely reported.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from catalogue.db import close_database, open_database
from catalogue.migrate import migrate
from lms_bridge.local_kolibri import LocalKolibri, local_kolibri
from tests.faults.killed_syncs import Killed, a_patient
from tests.faults.storm import Figures, storm
from tests.lms_bridge.conftest import CACHE, PROGRAM

SHARE = 0.15


async def soak(requests: int, kills: int, seed: int) -> bool:
    with TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'catalogue.db'}"
        open_database(url)
        migrate()
        try:
            async with local_kolibri(folder / "kolibri", cache=CACHE, program=PROGRAM) as kolibri:
                return await _soak(kolibri, url, requests, kills, seed)
        finally:
            close_database()


async def _soak(kolibri: LocalKolibri, url: str, requests: int, kills: int, seed: int) -> bool:
    good = True
    if requests:
        began = time.monotonic()
        found = await storm(kolibri, seed, SHARE, requests=requests)
        calm = await storm(kolibri, seed, 0, plans=found.plans)
        _tell_storm(found, calm, time.monotonic() - began)
        good = (found.lost, found.twice, found.too_many) == (0, 0, 0)
    if kills:
        began = time.monotonic()
        patient = a_patient(url, kolibri, "8")
        await patient.kill_at_every_point()
        await patient.kill_at_random(random.Random(seed), kills)
        await patient.compare()
        _tell_kills(patient.found, time.monotonic() - began)
        good &= (patient.found.lost, patient.found.twice, patient.found.reported) == (0, 0, 0)
    return good


def _tell_storm(found: Figures, calm: Figures, seconds: float) -> None:
    _tell("requests sent, with faults", found.requests)
    _tell("requests that the same plans need without", calm.requests)
    _tell("faults met", sum(found.faults.values()))
    for name, count in sorted(found.faults.items()):
        _tell(f"... {name}", count)
    _tell("plans that followed one another", found.plans)
    _tell("synchronisations", found.runs)
    _tell("... broken off", found.broken_off)
    _tell("... until a plan was there, at most", found.most_runs)
    _tell("lost", found.lost)
    _tell("there twice", found.twice)
    _tell("there too much", found.too_many)
    _tell("seconds", round(seconds))


def _tell_kills(found: Killed, seconds: float) -> None:
    _tell("kills", found.kills)
    _tell("... at points of their own", found.points)
    _tell("lost or too much", found.lost)
    _tell("there twice", found.twice)
    _tell("falsely reported as drop-outs", found.reported)
    _tell("seconds", round(seconds))


def _tell(what: str, count: int) -> None:
    sys.stdout.write(f"| {what} | {count:,} |\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.soak")
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=20150907)
    given = parser.parse_args()
    return 0 if asyncio.run(soak(given.requests, given.kills, given.seed)) else 1


if __name__ == "__main__":
    sys.exit(main())
