"""`make cluster`: two planners, three bridges, PostgreSQL and an LMS, each on a host of its own.

    python -m tests.faults.cluster [--seed N] [--rounds N] [--cut-every N]

The hosts are network namespaces (`hosts`). While requests, searches and a synchronisation go on,
a bridge and a planner are killed and started again in every round, and in every N-th, which is every
one unless it is said, hosts are cut off and connected again, and PostgreSQL is restarted; then
everything is counted in the database and in the LMS. It ends with 1 where something was lost, is
there twice or did not come to its end, and with 2 where this machine permits no such hosts.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from tempfile import mkdtemp

import aiohttp
import psycopg

from catalogue.actions.draft_scenario import draft_scenario
from catalogue.actions.make_token import make_token
from catalogue.db import close_database, open_database
from catalogue.exchange.load import load
from catalogue.lms import SyncState
from catalogue.locked import fresh_key
from catalogue.migrate import migrate
from catalogue.outbox import waiting
from catalogue.queries.desired import desired
from catalogue.queries.scenarios import scenario as read_scenario
from catalogue.queries.syncs import syncs
from catalogue.scenarios import ScenarioState
from lms_bridge.planner.client import Limits
from lms_bridge.roster import desired_of
from lms_bridge.serving import SAMPLE
from lms_bridge.threads import in_thread
from tests.catalogue.builders import SYSTEM
from tests.catalogue.postgresql import OWNER, binaries
from tests.faults.hosts import Host, NoHosts, enter, make_switch, name_hosts
from tests.faults.killing import start_search
from tests.faults.moodle_host import seated, tables_at
from tests.scheduler import certificates

PLANNERS, BRIDGES, CLIENTS = 2, 3, 4
SEARCHES_A_ROUND = 3
PORT = 8080
PLANNER_PORT = 50051
DOUBLE = "tests.faults.moodle_host"
PATIENCE_SECONDS = 600
_ONCE_SECONDS = 20


@dataclass
class Traffic:
    """What clients asked for and were told; each asks any bridge until one answers."""

    token: str
    agency: str
    city: str
    bridges: list[Host]
    chance: random.Random
    seats: list[str]
    """Nominations that can be withdrawn."""

    registered: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    longest_seconds: float = 0.0
    is_over: bool = False

    async def run(self) -> None:
        """Ask until it is over; what was begun is brought to its end."""
        async with (
            aiohttp.ClientSession(headers={"Authorization": f"Bearer {self.token}"}) as http,
            asyncio.TaskGroup() as group,
        ):
            for number in range(CLIENTS):
                group.create_task(self._client(http, number))

    async def _client(self, http: aiohttp.ClientSession, number: int) -> None:
        done = 0
        while not self.is_over:
            done += 1
            if done % 5 == 0 and self.seats:
                seat = self.seats.pop()
                if await self._until_told(http, f"/nominations/{seat}:withdraw", {}, seat):
                    self.withdrawn.append(seat)
                continue
            name = f"Cluster {number} {done}"
            body = {"agency": self.agency, "city": self.city, "family_name": name}
            if await self._until_told(http, "/officials", body, name):
                self.registered.append(name)
            await asyncio.sleep(0.05)

    async def _until_told(
        self, http: aiohttp.ClientSession, path: str, body: object, key: str
    ) -> bool:
        """Ask until it is said to be done, or not to go as things stand."""
        began = time.monotonic()
        status = 0
        while not 200 <= status < 500:
            bridge = self.chance.choice(self.bridges)
            try:
                async with http.post(
                    f"http://{bridge.address}:{PORT}/api/v1{path}",
                    json=body,
                    headers={"Idempotency-Key": key.replace(" ", "-")},
                    timeout=aiohttp.ClientTimeout(total=_ONCE_SECONDS, connect=2),
                ) as answer:
                    said = await answer.text()
                status = answer.status
                self.answers[str(status)] += 1
                if status not in {200, 201, 409, 503}:
                    say(f"{bridge.name} {path}: {status} {said}")
            except (aiohttp.ClientError, TimeoutError):
                self.answers["none"] += 1
            await asyncio.sleep(0.2)
        self.longest_seconds = max(self.longest_seconds, time.monotonic() - began)
        return status < 400


class Cluster:
    """All hosts, in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        logs = folder / "logs"
        logs.mkdir()
        self.database = Host("database", 10, logs / "database")
        self.lms = Host("lms", 20, logs / "lms")
        self.planners = [
            Host(f"planner-{n}", 30 + n, logs / f"planner-{n}") for n in range(PLANNERS)
        ]
        self.bridges = [Host(f"bridge-{n}", 40 + n, logs / f"bridge-{n}") for n in range(BRIDGES)]
        name_hosts({"planners": [host.address for host in self.planners]})

    def url(self, name: str) -> str:
        return f"postgresql://postgres@{self.database.address}/{name}"

    def start_database(self) -> None:
        bin = binaries()
        if bin is None:
            raise NoHosts("PostgreSQL's binaries are missing: install the package postgresql")
        home = self.folder / "postgresql"
        home.mkdir()
        shutil.chown(home, OWNER)
        as_owner = ("setpriv", f"--reuid={OWNER}", "--clear-groups", "--")
        data = home / "data"
        trust = ("-U", "postgres", "--auth=trust", "--locale=C", "-E", "UTF8")
        subprocess.run(
            [*as_owner, bin / "initdb", "-D", data, "--no-sync", *trust],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        with (data / "pg_hba.conf").open("a") as rules:
            rules.write("host all all samenet trust\n")
        options = ("-c", "listen_addresses=*", "-c", "shared_buffers=32MB", "-k", home)
        self.database.start(*as_owner, bin / "postgres", "-D", data, *options)
        until = time.monotonic() + 60
        while True:
            try:
                with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
                    connection.execute("CREATE DATABASE catalogue")
                    connection.execute("CREATE DATABASE jobs")
                return
            except psycopg.OperationalError:
                assert time.monotonic() < until, self.database.said
                time.sleep(0.1)

    def start_others(self) -> None:
        keys = self.folder
        addresses = [host.address for host in self.planners]
        certificates.make(keys, "ours", ["planners"], addresses)
        own = {name: keys / f"ours-{name}" for name in ("ca", "certificate", "key")}
        self.lms.start(sys.executable, "-m", DOUBLE, self.lms.address)
        for host in self.planners:
            options = [word for name, file in own.items() for word in (f"--{name}", file)]
            listen = f"0.0.0.0:{PLANNER_PORT}"
            host.start(sys.executable, "-m", "scheduler", "serve", "--listen", listen, *options)
        secrets = keys / "secrets-key"
        secrets.write_text(fresh_key())
        for number, host in enumerate(self.bridges):
            settings = {
                "listen": f"{host.address}:{PORT}",
                "data": str(self.folder / f"data-{number}"),
                "database": self.url("catalogue"),
                "jobs_database": self.url("jobs"),
                "secrets_key_file": str(secrets),
                "executor": host.name,
                "scheduler": f"dns:///planners:{PLANNER_PORT}",
                **{f"planner_{name}": str(file) for name, file in own.items()},
                "lms": "moodle",
                "moodle_url": f"http://{self.lms.address}",
                "moodle_token": "a-token",
                "solve_workers": "1",
            }
            environment = {f"LOKAKARYA_{k.upper()}": v for k, v in settings.items()}
            host.start(sys.executable, "-m", "lms_bridge", "serve", **environment)

    def told_dead(self, host: Host) -> int:
        """Count how often the other bridges told that one is dead."""
        others = [other for other in self.bridges if other is not host]
        return sum(other.said.count(f"bridge {host.name} is dead") for other in others)

    async def taken_over(self, host: Host, told: int) -> float:
        """Wait until another goes on with a killed bridge's work; gives the seconds."""
        began = time.monotonic()
        async with asyncio.timeout(PATIENCE_SECONDS):
            while self.told_dead(host) == told:
                await asyncio.sleep(0.05)
        return time.monotonic() - began

    async def ready(self, host: Host) -> None:
        """Wait for a bridge to answer that it is ready."""
        async with aiohttp.ClientSession() as http, asyncio.timeout(PATIENCE_SECONDS):
            while True:
                with suppress(aiohttp.ClientError, TimeoutError):
                    limit = aiohttp.ClientTimeout(total=5)
                    url = f"http://{host.address}:{PORT}/readyz"
                    async with http.get(url, timeout=limit) as answer:
                        is_started = "Ready after" in host.said.rpartition("Starting in")[2]
                        if answer.status == 200 and is_started:
                            return
                assert host.process
                assert host.process.poll() is None, host.said
                await asyncio.sleep(0.2)


@dataclass
class Figures:
    """What was done to the hosts."""

    kills: int = 0
    cuts: int = 0
    restarts: int = 0
    taken_over_seconds: list[float] = field(default_factory=list)


async def harm(
    cluster: Cluster, chance: random.Random, rounds: int, cut_every: int, figures: Figures
) -> None:
    """Kill, cut off and restart, one host after another, while the others work."""
    for number in range(rounds):
        is_cutting = number % cut_every == 0
        for kind in (cluster.bridges, cluster.planners):
            host = chance.choice(kind)
            told = cluster.told_dead(host)
            host.kill()
            say(f"round {number + 1}: {host.name} killed")
            figures.kills += 1
            if kind is cluster.bridges:
                figures.taken_over_seconds.append(await cluster.taken_over(host, told))
            await asyncio.sleep(chance.uniform(0, 5))
            host.start_again()
            if kind is cluster.bridges:
                await cluster.ready(host)
            if not is_cutting:
                continue
            cut = chance.choice(kind)
            cut.cut()
            say(f"round {number + 1}: {cut.name} cut off")
            figures.cuts += 1
            await asyncio.sleep(chance.uniform(3, 20))
            cut.mend()
            if kind is cluster.bridges:
                await cluster.ready(cut)
        if not is_cutting:
            continue
        if number // cut_every % 2 == 0:
            cluster.database.kill()
            say(f"round {number + 1}: PostgreSQL killed")
            figures.restarts += 1
            await asyncio.sleep(chance.uniform(0, 3))
            cluster.database.start_again()
        else:
            cluster.database.cut()
            say(f"round {number + 1}: PostgreSQL cut off")
            figures.cuts += 1
            await asyncio.sleep(chance.uniform(3, 8))
            cluster.database.mend()
        for host in cluster.bridges:
            await cluster.ready(host)


async def quiet(programme: str, scenarios: list[str]) -> None:
    """Wait until all that was asked for was done."""
    async with asyncio.timeout(2 * PATIENCE_SECONDS):
        while True:
            await asyncio.sleep(1)
            try:
                states = [
                    (await in_thread(read_scenario, SYSTEM, each)).line.state for each in scenarios
                ]
                left = await in_thread(waiting)
                known = await in_thread(syncs, SYSTEM, programme)
            except Exception as error:
                say(f"the database does not answer yet: {error}")
                continue
            if ScenarioState.SOLVING in states or left:
                continue
            if known and all(sync.state is not SyncState.RUNNING for sync in known):
                return


async def play(cluster: Cluster, seed: int, rounds: int, cut_every: int) -> int:
    """Do it all, print the figures, and give the exit status."""
    chance = random.Random(seed)
    began = time.monotonic()
    cluster.start_database()
    open_database(cluster.url("catalogue"))
    migrate()
    programme = load(SYSTEM, SAMPLE).programme
    with psycopg.connect(cluster.url("catalogue"), autocommit=True) as connection:
        # the clients are one coordinator, who may register for any agency
        coordinator, agency, city = connection.execute(
            "SELECT (SELECT person_id FROM user_role WHERE role = 'coordinator' LIMIT 1),"
            " (SELECT id FROM agency LIMIT 1), (SELECT id FROM city LIMIT 1)"
        ).fetchone()  # type: ignore[misc]
    _, token = make_token(SYSTEM, coordinator, "cluster")
    runs = desired(SYSTEM, programme)
    seats = [person.nomination for run in runs for person in run.officials if person.nomination]
    cluster.start_others()
    for host in cluster.bridges:
        await cluster.ready(host)
    say(
        f"{len(runs)} runs with {len(seats)} seats; all hosts ready after "
        f"{time.monotonic() - began:.0f} s"
    )
    traffic = Traffic(token, agency, city, cluster.bridges, chance, chance.sample(seats, 12))
    scenarios = []
    for number in range(SEARCHES_A_ROUND * rounds):
        scenarios.append(draft_scenario(SYSTEM, programme, f"Search {number}"))
        start_search(programme, scenarios[-1], Limits(seconds=10, gap=0.01, workers=1))
    figures = Figures()
    asking = asyncio.create_task(traffic.run())
    harming = asyncio.create_task(harm(cluster, chance, rounds, cut_every, figures))
    await asyncio.wait([asking, harming], return_when=asyncio.FIRST_COMPLETED)
    if asking.done():
        asking.result()
    await harming
    traffic.is_over = True
    await asking
    say("all hosts are there again; waiting for the rest")
    await quiet(programme, scenarios)
    return await count(cluster, programme, scenarios, traffic, figures)


async def count(
    cluster: Cluster,
    programme: str,
    scenarios: list[str],
    traffic: Traffic,
    figures: Figures,
) -> int:
    """Count in the database and in the LMS."""
    with psycopg.connect(cluster.url("catalogue")) as connection:
        rows = connection.execute(
            "SELECT family_name FROM person WHERE family_name LIKE 'Cluster %'"
        ).fetchall()
        states = connection.execute(
            "SELECT state FROM nomination WHERE id = ANY(%s)", [traffic.withdrawn]
        ).fetchall()
    there = Counter(name for (name,) in rows)
    wanted = {
        (e.class_key, e.person_key) for e in desired_of(desired(SYSTEM, programme)).enrolments
    }
    held = seated(await tables_at(f"http://{cluster.lms.address}"))
    ended = Counter(read_scenario(SYSTEM, each).line.state.value for each in scenarios)
    lost = [
        len(set(traffic.registered) - there.keys()),
        sum(state != "withdrawn" for (state,) in states),
        len(wanted - held.keys()),
        len(scenarios) - ended[ScenarioState.SOLVED],
    ]
    twice = [
        sum(times - 1 for times in there.values()),
        sum(times - 1 for times in held.values()),
        len(held.keys() - wanted),
    ]
    waited = sorted(figures.taken_over_seconds)
    late = [f"{waited[int(share * (len(waited) - 1))]:.1f}" for share in (0.5, 0.99, 1.0)]
    ours = cluster.bridges + cluster.planners
    tracebacks = [f"{host.name}: {part}" for host in ours for part in _tracebacks(host.said)]
    for what, figure in (
        ("hosts: PostgreSQL, planners, bridges, LMS", f"1, {PLANNERS}, {BRIDGES}, 1"),
        ("bridges and planners killed", figures.kills),
        ("PostgreSQL killed in the middle of work", figures.restarts),
        ("hosts cut off", figures.cuts),
        ("seconds until another went on for a killed bridge: median, 99 %, most", ", ".join(late)),
        ("registrations acknowledged", len(traffic.registered)),
        ("... lost, there twice", f"{lost[0]}, {twice[0]}"),
        ("withdrawals acknowledged", len(traffic.withdrawn)),
        ("... lost", lost[1]),
        ("answers by status", ", ".join(f"{k}: {v}" for k, v in sorted(traffic.answers.items()))),
        ("longest until one bridge did it, seconds", f"{traffic.longest_seconds:.1f}"),
        ("searches, ended as", dict(ended)),
        ("seats in the plan and in the LMS", f"{len(wanted)}, {len(held)}"),
        ("... missing, there twice, too much", f"{lost[2]}, {twice[1]}, {twice[2]}"),
        ("tracebacks in the logs", len(tracebacks)),
    ):
        sys.stdout.write(f"| {what} | {figure} |\n")
    for text in tracebacks[:5]:
        say(text)
    bad = (
        any(lost)
        or any(twice)
        or bool(tracebacks)
        or any(int(s) >= 400 and s not in {"409", "503"} for s in traffic.answers if s.isdecimal())
    )
    return 1 if bad else 0


def _tracebacks(text: str) -> list[str]:
    """Give what was logged around each traceback."""
    before, *parts = text.split("Traceback (most recent call last)")
    told = [before, *parts]
    return [f"{one[-300:]}{other[:3_000]}" for one, other in pairwise(told)]


def say(text: str) -> None:
    """Tell how far it is."""
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {text}\n")


def main() -> int:
    """Run it in namespaces of its own."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.cluster")
    parser.add_argument("--seed", type=int, default=20150907)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument(
        "--cut-every", type=int, default=1, metavar="N", help="rounds from one cut to the next"
    )
    parser.add_argument("--keep", action="store_true", help="keep the folder with the logs")
    given = parser.parse_args()
    try:
        enter("tests.faults.cluster", sys.argv[1:])
        make_switch()
        folder = Path(mkdtemp(prefix="cluster-"))
        folder.chmod(0o755)
        try:
            return asyncio.run(play(Cluster(folder), given.seed, given.rounds, given.cut_every))
        finally:
            close_database()
            if given.keep:
                say(f"kept: {folder}")
            else:
                shutil.rmtree(folder, ignore_errors=True)
    except NoHosts as error:
        sys.stderr.write(f"{error}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main())
