"""A part of `make soak`: a bridge on SQLite, killed while it imports, plans, publishes, synchronises.

    python -m tests.faults.soak_kills [--kills N] [--seats N] [--rounds N] [--seed N]

Each round imports people and their nominations, plans, publishes and lets somebody withdraw, while
the bridge is killed (SIGKILL) at moments chosen by chance; the LMS is the double of a Moodle. In the
end database and LMS are counted. It ends with 1 where something was lost or is there twice.
"""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp

from catalogue.actions.adopt import adopt
from catalogue.actions.draft_scenario import draft_scenario
from catalogue.actions.withdraw import withdraw
from catalogue.courses import Course
from catalogue.db import changing, reading
from catalogue.life import State
from catalogue.nominations import Nomination
from catalogue.outbox import waiting
from catalogue.people import Official
from catalogue.queries.desired import desired
from catalogue.queries.learning import drop_outs
from catalogue.queries.scenarios import scenario as read_scenario
from catalogue.queries.versions import versions
from catalogue.verifying import verify_history
from lms_bridge.planner.client import Limits
from lms_bridge.roster import desired_of
from lms_bridge.threads import in_thread
from tests.catalogue.builders import (
    SYSTEM,
    a_course,
    a_run,
    a_trainer,
    a_venue,
    a_world,
    focal_point,
)
from tests.faults.killing import Killer, catalogue_at, nothing_waits, solved, start_search, until
from tests.faults.moodle_host import seated, tables_at
from tests.lms_bridge.process import ABridge, free_port

PROGRAMME = "rso"
SEATS = 60
SHARES = {"import": 0.3, "plan": 0.2, "publish": 0.2, "synchronise": 0.3}
"""Of the kills, how many fall upon what."""

_SEARCH_SECONDS = 900
"""How long a search may take: it is stopped as soon as it has given anybody a seat."""

_LATEST_KILL_SECONDS = 10.0


@changing
def prepare(runs: int) -> None:
    """Make a programme of so many runs, of a course each, with nobody in them yet."""
    a_world(officials=0)
    a_venue("campus", capacity=SEATS, parallel_runs=runs)
    for number in range(runs):
        a_course(f"c{number}", days=2, max_seats=SEATS)
        a_run(f"c{number}-1", f"c{number}")
        a_trainer(f"t{number}")


def sheets(first: int, courses: list[str]) -> tuple[str, str]:
    """Write the tables of so many people that the courses' runs are full, and what they ask for."""
    people, wishes = ["code,agency,city,family_name,languages"], ["official,course"]
    for number, course in enumerate(courses):
        for seat in range(SEATS):
            code = f"IDN-{first + number * SEATS + seat:05}"
            people.append(f"{code},IDN-IMM,jakarta,Family {code},en")
            wishes.append(f"{code},{course}")
    return "\n".join(people), "\n".join(wishes)


@changing
def endorse(courses: list[str]) -> None:
    """Endorse whoever is nominated, as the focal points of many members would."""
    Nomination.update(
        state=State.ENDORSED, rank=1, endorsed_at=datetime(2015, 4, 1, tzinfo=UTC)
    ).where(Nomination.course.in_(courses)).execute()


async def has_seats(scenario: str) -> bool:
    """Say whether the search has found a plan in which somebody has a seat."""
    found = await in_thread(read_scenario, SYSTEM, scenario)
    return found.plan is not None and any(run.seats for run in found.plan)


async def one_round(killer: Killer, number: int, courses: list[str], kills: float) -> None:
    """Import, plan, publish and synchronise, with so many kills."""
    share = {what: max(1, round(part * kills)) for what, part in SHARES.items()}
    people, wishes = sheets(number * 10_000, courses)
    kills_each = (share["import"] + 1) // 2
    tables = f"/programmes/{PROGRAMME}/tables"
    await killer.post(f"{tables}/officials:import", people, f"officials-{number}", kills=kills_each)
    await killer.post(
        f"{tables}/nominations:import",
        wishes,
        f"nominations-{number}",
        kills=kills_each,
        person="IDN-fp",
    )
    await in_thread(endorse, courses)
    scenario = await in_thread(draft_scenario, SYSTEM, PROGRAMME, f"Plan {number}")
    limits = Limits(seconds=_SEARCH_SECONDS, gap=0.0, workers=1)
    await in_thread(start_search, PROGRAMME, scenario, limits)
    for each in range(share["plan"]):
        await killer.kill(_LATEST_KILL_SECONDS, ready=each % 2 == 0)
    await until(partial(has_seats, scenario))
    await killer.post(f"/scenarios/{scenario}:stop", {}, f"stop-{number}", kills=0)
    await solved(scenario)
    await in_thread(adopt, SYSTEM, scenario)
    body = {"note": f"round {number}", "confirmed": []}
    path = f"/programmes/{PROGRAMME}:publish"
    await killer.post(path, body, f"publish-{number}", kills=share["publish"])
    for each in range(share["synchronise"]):
        await killer.kill(6.0, ready=each % 2 == 0)
        if each == 0:
            await in_thread(withdraw, focal_point(), f"IDN-{number * 10_000:05}.{courses[0]}")
    await asyncio.to_thread(killer.bridge.until_ready)
    await nothing_waits(PROGRAMME)


@reading
def held() -> tuple[list[str], list[str]]:
    """Give the officials and nominations that are there."""
    return [row.id for row in Official.select()], [row.id for row in Nomination.select()]


async def counted(killer: Killer, rounds: int, url: str) -> bool:
    """Count in the database and in the LMS, print it, and say whether it is as it should be."""
    courses = await in_thread(reading(lambda: Course.select().count() - 1))
    officials, nominations = await in_thread(held)
    wanted = {
        (e.class_key, e.person_key)
        for e in desired_of(await in_thread(desired, SYSTEM, PROGRAMME)).enrolments
    }
    tables = await tables_at(url)
    there = seated(tables)
    accounts = Counter(str(row["idnumber"]) for row in tables["user"] if row.get("idnumber"))
    published = len(await in_thread(versions, SYSTEM, PROGRAMME))
    lost = [
        courses * SEATS - len(set(officials)),
        courses * SEATS - len(set(nominations)),
        len(wanted - there.keys()),
    ]
    twice = [
        sum(count - 1 for count in each.values())
        for each in (Counter(officials), Counter(nominations), there, accounts)
    ]
    too_much = len(there.keys() - wanted)
    reported = len(await in_thread(drop_outs, SYSTEM, PROGRAMME, None))
    is_whole = (await in_thread(verify_history, SYSTEM)).is_whole
    logged = killer.bridge.said.count("Traceback")
    for what, figure in (
        ("kills", killer.kills),
        ("people and nominations imported", len(nominations)),
        ("versions published, of so many asked for", f"{published} of {rounds}"),
        ("enrolments wanted and in the LMS", f"{len(wanted):,} and {len(there):,}"),
        ("lost: people, nominations, enrolments", lost),
        ("there twice: people, nominations, enrolments, accounts", twice),
        ("enrolments too much", too_much),
        ("falsely reported as drop-outs", reported),
        ("left in the outbox", len(await in_thread(waiting))),
        ("the history is whole", is_whole),
        ("tracebacks in the log", logged),
    ):
        sys.stdout.write(f"| {what} | {figure} |\n")
    sys.stdout.flush()
    is_good = is_whole and published == rounds and bool(wanted)  # else nothing was tried
    return is_good and not (any(lost) or any(twice) or too_much or reported or logged)


@contextmanager
def a_moodle() -> Iterator[str]:
    """Run the double as a program of its own; gives its address."""
    port = free_port()
    words = [sys.executable, "-m", "tests.faults.moodle_host", "127.0.0.1", str(port)]
    with subprocess.Popen(words) as process:
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


async def soak(folder: Path, kills: int, seats: int, rounds: int, seed: int) -> bool:
    data = folder / "data"
    data.mkdir()
    with a_moodle() as url:
        while True:
            with suppress(aiohttp.ClientError):
                await tables_at(url)
                break
            await asyncio.sleep(0.1)
        async with catalogue_at(f"sqlite:///{data / 'lokakarya.db'}"):
            runs = max(rounds, seats // SEATS)
            await in_thread(prepare, runs)
            bridge = ABridge(
                data, lms="moodle", moodle_url=url, moodle_token="a-token", solve_workers="1"
            )
            killer = Killer(bridge, seed)
            bridge.start()
            began = time.monotonic()
            try:
                for number in range(rounds):
                    courses = [f"c{each}" for each in range(number, runs, rounds)]
                    due = kills * (number + 1) / rounds - killer.kills
                    await one_round(killer, number, courses, due)
                    took = time.monotonic() - began
                    sys.stderr.write(f"{number + 1} rounds, {killer.kills} kills, {took:.0f} s\n")
                return await counted(killer, rounds, url)
            finally:
                bridge.kill()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.soak_kills")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seats", type=int, default=6_000)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seed", type=int, default=20150907)
    given = parser.parse_args()
    with TemporaryDirectory() as name:
        is_good = asyncio.run(soak(Path(name), given.kills, given.seats, given.rounds, given.seed))
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
