"""Searches that end before their time: cancelled, out of time, or with their process killed."""

from __future__ import annotations

import contextlib
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

import grpc
import psutil
from planning.v1 import planning_pb2

from bench.problems import make
from tests.scheduler.processes import PATIENCE_SECONDS, Server, message_of, wait_for

WAYS = ("cancelled", "deadline", "killed")
_LONGEST_SECONDS = 1.5
_ENDED = {"cancelled": "CANCELLED", "deadline": "DEADLINE_EXCEEDED", "killed": "INTERNAL"}


@dataclass
class BrokenOff:
    """How searches ended, and in how many seconds each one's process was gone."""

    ways: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def break_off(server: Server, count: int, seed: int) -> BrokenOff:
    """Begin so many searches, one after another, and end each at a random moment of its life."""
    chance = random.Random(seed)
    found = BrokenOff()
    asked = planning_pb2.SolveRequest(
        problem=message_of(make("S", 1).problem), limits=planning_pb2.Limits(seconds=120, workers=1)
    )
    for told in (call := server.stub.Solve(asked)):  # by then all that searches need is loaded
        if told.WhichOneof("event") == "improvement":
            call.cancel()
            break
    wait_for(lambda: not server.children())
    for _ in range(count):
        way = chance.choice(WAYS)
        _end_one(server, asked, way, chance.uniform(0, _LONGEST_SECONDS), found)
    return found


def _end_one(
    server: Server, asked: planning_pb2.SolveRequest, way: str, after: float, found: BrokenOff
) -> None:
    timeout = after if way == "deadline" else PATIENCE_SECONDS
    call = server.stub.Solve(asked, timeout=timeout)
    statuses: list[str] = []

    def listen() -> None:
        try:
            for _ in call:
                pass
            statuses.append("OK")
        except grpc.RpcError as error:
            statuses.append(error.code().name)

    listening = threading.Thread(target=listen)
    listening.start()
    ended = time.monotonic() + after
    if way == "killed":
        while not (children := server.children()) and listening.is_alive():
            time.sleep(0.005)
        time.sleep(max(0.0, ended - time.monotonic()))
        for child in children:
            with contextlib.suppress(psutil.NoSuchProcess):
                child.kill()
    else:
        time.sleep(after)
        if way == "cancelled":
            call.cancel()
    began = time.monotonic()
    while server.children():
        if time.monotonic() - began > PATIENCE_SECONDS:
            found.wrong.append(f"{way} after {after:.2f} s: its process lives on")
            break
        time.sleep(0.005)
    found.seconds.append(time.monotonic() - began)
    listening.join()
    found.ways[way] += 1
    found.statuses[statuses[0]] += 1
    # a search that ran out of time may have answered a little before it did
    if statuses[0] not in {_ENDED[way], "OK" if way == "deadline" else _ENDED[way]}:
        found.wrong.append(f"{way} after {after:.2f} s: {statuses[0]}")
