"""A part of `make soak`: load that is held, and how long answers take meanwhile.

    python -m tests.faults.soak_load [--minutes N] [--rate N] [--streams N]

So many requests a second, reads and changes mixed, go to a bridge, whether or not those before them
were answered; beside them streams of the planner are held open, and searches and synchronisations
follow one another. It ends with 1 where a request failed, the slowest hundredth took more than 150
ms, or memory grew by more than a tenth in the second half.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp
import grpc
import psutil
from grpc_health.v1 import health_pb2, health_pb2_grpc

from tests.faults.soak_kills import a_moodle
from tests.lms_bridge.process import ABridge, a_bridge
from tests.scheduler.processes import serving

MOST_MS = 150
READS = (
    "/api/v1/me",
    "/api/v1/officials?page_size=50",
    "/api/v1/programmes/{programme}/runs",
    "/api/v1/nominations?page_size=50",
    "/api/v1/search?text=an",
    "/readyz",
)
_CHANGE_EVERY = 20
_SEARCH_SECONDS = 20


@dataclass
class Load:
    """What was asked, how long each answer took, and what failed."""

    seconds: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    searches: int = 0
    held: list[list[float]] = field(default_factory=list)


async def ask(
    http: aiohttp.ClientSession, load: Load, method: str, path: str, **more: Any
) -> dict[str, Any]:
    began = time.monotonic()
    try:
        async with http.request(method, path, **more) as answer:
            said: dict[str, Any] = await answer.json()
        if answer.status >= 400:
            load.failed.append(f"{method} {path}: {answer.status} {said}")
    except (aiohttp.ClientError, TimeoutError) as error:
        load.failed.append(f"{method} {path}: {error!r}")
        said = {}
    load.seconds.append(time.monotonic() - began)
    return said


async def ask_on(
    http: aiohttp.ClientSession, load: Load, programme: str, rate: int, ends_at: float
) -> None:
    """Ask at a steady rate, whatever becomes of what was asked before."""
    official = {"agency": "IDN-IMM", "city": "jakarta"}
    reads = cycle(READS)
    next_at = time.monotonic()
    async with asyncio.TaskGroup() as group:
        number = 0
        while time.monotonic() < ends_at:
            number += 1
            if number % _CHANGE_EVERY:
                path = next(reads).format(programme=programme)
                group.create_task(ask(http, load, "GET", path))
            else:
                new = official | {"family_name": f"Load {number}"}
                group.create_task(ask(http, load, "POST", "/api/v1/officials", json=new))
            next_at += 1 / rate
            await asyncio.sleep(max(0.0, next_at - time.monotonic()))


async def search_on(
    http: aiohttp.ClientSession, load: Load, programme: str, ends_at: float
) -> None:
    """Search again and again, and let the LMS be looked at each time."""
    scenarios = f"/api/v1/programmes/{programme}/scenarios"
    while time.monotonic() < ends_at:
        aside = Load()
        made = await ask(http, aside, "POST", scenarios, json={"name": f"Load {load.searches}"})
        start = f"/api/v1/scenarios/{made.get('id')}:start"
        await ask(http, aside, "POST", start, json={"seconds": _SEARCH_SECONDS, "gap": 0.0})
        await ask(http, aside, "POST", "/api/v1/lms:synchronise", json={"programme": programme})
        load.failed += aside.failed
        load.searches += 1
        await asyncio.sleep(_SEARCH_SECONDS + 1)


async def hold_streams(address: str, count: int, stack: AsyncExitStack) -> list[Any]:
    """Open streams of the planner, and hear the first word of each."""
    channel = await stack.enter_async_context(grpc.aio.insecure_channel(address))
    stub = health_pb2_grpc.HealthStub(channel)
    calls = [stub.Watch(health_pb2.HealthCheckRequest()) for _ in range(count)]
    for call in calls:
        await call.read()
    return calls


async def hold(
    bridge: ABridge, planner: psutil.Process, address: str, given: argparse.Namespace
) -> Load:
    load = Load()
    token = bridge.first_run["people"][0]["token"]
    assert bridge.process
    processes = [psutil.Process(bridge.process.pid), planner]
    async with AsyncExitStack() as stack:
        calls = await hold_streams(address, given.streams, stack)
        http = await stack.enter_async_context(
            aiohttp.ClientSession(
                bridge.url,
                headers={"Authorization": f"Bearer {token}"},
                connector=aiohttp.TCPConnector(limit=0),
                timeout=aiohttp.ClientTimeout(total=60),
            )
        )
        first = await ask(http, Load(), "GET", "/api/v1/programmes")
        programme = first["items"][0]["id"]
        for _ in range(2):
            ends_at = time.monotonic() + 30 * given.minutes
            async with asyncio.TaskGroup() as group:
                group.create_task(ask_on(http, load, programme, given.rate, ends_at))
                group.create_task(search_on(http, load, programme, ends_at))
            load.held.append([each.memory_info().rss / 2**20 for each in processes])
        load.failed += ["a stream ended" for call in calls if call.done()]
    return load


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.soak_load")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--rate", type=int, default=100)
    parser.add_argument("--streams", type=int, default=200)
    given = parser.parse_args()
    with (
        TemporaryDirectory() as name,
        serving(Path(name)) as server,
        a_moodle() as lms,
        a_bridge(
            Path(name) / "data",
            "--sample",
            lms="moodle",
            moodle_url=lms,
            moodle_token="a-token",
            scheduler=server.address,
            solve_workers="1",
        ) as bridge,
    ):
        planner = psutil.Process(server.process.pid)
        load = asyncio.run(hold(bridge, planner, server.address, given))
    waited = sorted(load.seconds)
    late = [round(1000 * waited[int(share * (len(waited) - 1))]) for share in (0.5, 0.99, 1.0)]
    grown = [after / before for before, after in zip(*load.held, strict=True)]
    for what, figure in (
        ("requests answered", f"{len(waited):,}"),
        ("failed", len(load.failed)),
        ("milliseconds: median, 99 %, most", late),
        ("streams held open", given.streams),
        ("searches and synchronisations meanwhile", load.searches),
        ("MiB of bridge and planner after half and all", [[*map(round, of)] for of in load.held]),
    ):
        sys.stdout.write(f"| {what} | {figure} |\n")
    for text in load.failed[:20]:
        sys.stdout.write(f"{text}\n")
    return 0 if not load.failed and late[1] <= MOST_MS and max(grown) < 1.1 else 1


if __name__ == "__main__":
    sys.exit(main())
