"""`make soak`: thousands of requests through a bad network, hundreds of kills, and the figures.

    python -m tests.faults.soak [--requests N] [--kills N] [--reaction] [--seed N]

It ends with 1 where anything was lost, made twice or falsely reported. `--reaction` measures how
soon changes arrive instead. How far it is goes to standard error, a line every half minute.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from catalogue.db import close_database, open_database
from catalogue.migrate import migrate
from lms_bridge.local_kolibri import LocalKolibri, local_kolibri
from tests.faults.killed_syncs import Killed, a_patient
from tests.faults.reaction import OUTAGE_SECONDS, Reaction, reaction
from tests.faults.storm import Figures, storm
from tests.lms_bridge.conftest import CACHE, PROGRAM

SHARE = 0.15
TOLD_EVERY_SECONDS = 30.0


async def soak(requests: int, kills: int, seed: int, *, only_reaction: bool = False) -> bool:
    with TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'catalogue.db'}"
        open_database(url)
        migrate()
        try:
            async with local_kolibri(folder / "kolibri", cache=CACHE, program=PROGRAM) as kolibri:
                if only_reaction:
                    _tell_reaction(await reaction(folder, url, kolibri))
                    return True
                return await _soak(kolibri, url, requests, kills, seed)
        finally:
            close_database()


async def _soak(kolibri: LocalKolibri, url: str, requests: int, kills: int, seed: int) -> bool:
    good = True
    if requests:
        began = time.monotonic()
        so_far = _every(TOLD_EVERY_SECONDS, began)
        found = await storm(
            kolibri,
            seed,
            SHARE,
            requests=requests,
            told=lambda n, f: so_far(
                f"{n:,} of {requests:,} requests, {f.plans} plans, lost {f.lost}, "
                f"there twice {f.twice}, too much {f.too_many}"
            ),
        )
        calm = await storm(
            kolibri,
            seed,
            0,
            plans=found.plans,
            told=lambda n, f: so_far(
                f"without faults: {f.plans} of {found.plans} plans, {n:,} requests"
            ),
        )
        _tell_storm(found, calm, time.monotonic() - began)
        good = (found.lost, found.twice, found.too_many) == (0, 0, 0)
    if kills:
        began = time.monotonic()
        so_far = _every(TOLD_EVERY_SECONDS, began)
        patient = a_patient(url, kolibri, "8")
        await patient.kill_at_every_point()
        points = patient.found.kills
        await patient.kill_at_random(
            random.Random(seed),
            kills,
            lambda k: so_far(
                f"{k.kills} of {points + kills} kills, lost {k.lost}, there twice {k.twice}, "
                f"falsely reported {k.reported}"
            ),
        )
        await patient.compare()
        _tell_kills(patient.found, time.monotonic() - began)
        good &= (patient.found.lost, patient.found.twice, patient.found.reported) == (0, 0, 0)
    return good


def _every(seconds: float, began: float) -> Callable[[str], None]:
    """Make what tells how far it is, not more often than so."""
    told_at = began

    def tell(text: str) -> None:
        nonlocal told_at
        now = time.monotonic()
        if now - told_at >= seconds:
            told_at = now
            sys.stderr.write(f"{now - began:.0f} s: {text}\n")
            sys.stderr.flush()

    return tell


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


def _tell_reaction(found: Reaction) -> None:
    _tell("seconds until 20 people who got seats were in their class", found.change)
    _tell(f"seconds, after an outage of {OUTAGE_SECONDS}, until one was", found.after_outage)


def _tell(what: str, count: float) -> None:
    figure = f"{count:.1f}" if isinstance(count, float) else f"{count:,}"
    sys.stdout.write(f"| {what} | {figure} |\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.soak")
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--reaction", action="store_true")
    parser.add_argument("--seed", type=int, default=20150907)
    given = parser.parse_args()
    work = soak(given.requests, given.kills, given.seed, only_reaction=given.reaction)
    return 0 if asyncio.run(work) else 1


if __name__ == "__main__":
    sys.exit(main())
