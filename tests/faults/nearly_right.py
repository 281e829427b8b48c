"""Requests to the planner that are nearly right: a small whole problem with a field or two spoiled.

Each is a question that could have been meant, so that it often gets as far as a search. Whatever
comes back must be an answer that holds, or a refusal that says why, and in time.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import grpc
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message
from planning.v1 import planning_pb2, planning_pb2_grpc, problem_pb2, schedule_pb2

from bench.problems import make
from scheduler import wire
from scheduler.check import check
from scheduler.problem import Problem
from scheduler.schedule import Schedule
from tests.scheduler.processes import message_of

SHARES = {"Check": 6, "Suggest": 2, "Explain": 2, "Solve": 1, "Repair": 1}
"""How often what is asked for."""

ALLOWED = frozenset("OK INVALID_ARGUMENT FAILED_PRECONDITION RESOURCE_EXHAUSTED".split())
_LIMIT_SECONDS = 0.4
_TOLD_EVERY = 500
_PATIENCE_SECONDS, _DEADLINE_SECONDS = 60.0, 5.0
_SEEDS = (1, 2, 3)
_VARIANTS = ("plain", "repair", "repair", "languages", "tight-trainers")
_ODD = ("", "x", "\u0000", "\U0001f600" * 50)
_DAYS = ("0001-01-01", "0001-01-02", "9999-12-31", "9999-12-30", "2016-02-30", "2016-02-29")
_WHOLE = (0, 1, -1, 2, 7, 366, 3_660, 10**6, 10**6 + 1, 10**9, 2**31 - 1, -(2**31))
_LONG = (0, 1, -1, 100, 2**63 - 1)
_REAL = (0.0, -1.0, 0.3, 1.0, 1e-9, 1e300, float("inf"), float("nan"))


@dataclass
class Answers:
    """What came back, and by how many seconds at most an answer was later than its limit."""

    statuses: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    wrong: list[str] = field(default_factory=list)
    latest_seconds: float = 0.0


def ask(address: str, count: int, seed: int) -> Answers:
    """Send so many, one after another, and judge the answers."""
    chance = random.Random(seed)
    found = Answers()
    with grpc.insecure_channel(address) as channel:
        stub = planning_pb2_grpc.PlanningServiceStub(channel)
        for number in range(count):
            kind = chance.choices(list(SHARES), list(SHARES.values()))[0]
            asked = request(chance, kind)
            is_bounded = not hasattr(asked, "limits") or asked.limits.seconds == _LIMIT_SECONDS
            timeout = _PATIENCE_SECONDS if is_bounded else _DEADLINE_SECONDS
            began = time.monotonic()
            try:
                faults = list(_faults(stub, kind, asked, timeout))
                status = "OK"
            except grpc.RpcError as error:
                status, faults = str(error.code().name), []
            late = time.monotonic() - began - (_LIMIT_SECONDS if is_bounded else timeout)
            found.statuses[kind][status] += 1
            found.latest_seconds = max(found.latest_seconds, late)
            if status not in ALLOWED and (is_bounded or status != "DEADLINE_EXCEEDED"):
                faults.append(status)
            found.wrong += [f"seed {seed}, {kind} {number}: {each}" for each in faults]
            if number and number % _TOLD_EVERY == 0:
                print(f"{number} of {count}, {found.wrong}", file=sys.stderr, flush=True)
    return found


def request(chance: random.Random, kind: str) -> Any:
    """Make a request that is nearly right."""
    problem, schedule = _good(chance.choice(_SEEDS), chance.choice(_VARIANTS))
    limits = planning_pb2.Limits(seconds=_LIMIT_SECONDS, workers=chance.choice((1, 1, 2)), seed=1)
    asked: Any
    match kind:
        case "Check":
            asked = planning_pb2.CheckRequest(problem=problem, schedule=schedule)
        case "Suggest":
            asked = planning_pb2.SuggestRequest(problem=problem, schedule=schedule, limits=limits)
            if chance.random() < 0.5:
                asked.nomination = chance.choice(problem.nominations).id
            else:
                asked.run = chance.choice(problem.runs).id
        case "Explain":
            asked = planning_pb2.ExplainRequest(problem=problem, schedule=schedule, limits=limits)
            if chance.random() < 0.5:
                asked.nomination = chance.choice(problem.nominations).id
                asked.full = chance.random() < 0.5
        case _:
            asked = planning_pb2.SolveRequest(problem=problem, limits=limits)
            if kind == "Repair":
                asked.objective = planning_pb2.OBJECTIVE_CHANGES_FIRST
            if chance.random() < 0.5:
                asked.start.CopyFrom(schedule)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        _spoil(chance, asked)
    return asked


@cache
def _good(seed: int, variant: str) -> tuple[problem_pb2.Problem, schedule_pb2.Schedule]:
    problem, schedule = make("TINY", seed, variant)
    return message_of(problem), wire.schedule_message(schedule)


def _faults(stub: Any, kind: str, asked: Any, timeout: float) -> Iterator[str]:
    """Ask, and give what is wrong with the answer."""
    if kind not in {"Solve", "Repair"}:
        answer = getattr(stub, kind)(asked, timeout=timeout)
        offered = list(answer.alternatives) if kind == "Suggest" else []
        if kind == "Explain" and answer.admission.HasField("smallest"):
            offered.append(answer.admission.smallest)
        for each in offered:
            yield from _broken(wire.problem_of(asked.problem), each)
        return
    events = list(stub.Solve(asked, timeout=timeout))
    if not events or events[-1].WhichOneof("event") != "solution":
        yield "it ended without a solution"
        return
    solution = events[-1].solution
    if solution.HasField("schedule"):
        yield from _broken(wire.problem_of(asked.problem), solution)
        if solution.HasField("bound") and solution.bound > solution.score.total:
            yield f"the bound {solution.bound} lies above the total {solution.score.total}"


def _broken(problem: Problem, answer: Any) -> Iterator[str]:
    """Give what is wrong with a schedule and its score."""
    schedule: Schedule = wire.schedule_of(answer.schedule)
    verdict = check(problem, schedule)
    if verdict.score is None:
        yield f"it breaks {verdict.violations[:2]}"
    elif verdict.score.total != answer.score.total:
        yield f"its total is {verdict.score.total}, told was {answer.score.total}"


def _spoil(chance: random.Random, asked: Message) -> None:
    """Change one field of a record; each kind of record is as likely as the others."""
    kinds: dict[str, list[Any]] = defaultdict(list)
    texts: dict[str, list[str]] = defaultdict(list)
    for message in _messages(asked):
        kinds[message.DESCRIPTOR.name].append(message)
        for part, value in message.ListFields():
            if isinstance(value, str):
                texts[part.name].append(value)
    record = chance.choice(kinds[chance.choice(sorted(kinds))])
    part = chance.choice(record.DESCRIPTOR.fields)
    if part.is_repeated:
        _spoil_list(chance, record, part, texts)
    elif part.message_type is not None:
        if record.HasField(part.name):
            record.ClearField(part.name)
        else:
            getattr(record, part.name).SetInParent()
    elif chance.random() < 0.1:
        record.ClearField(part.name)
    else:
        setattr(record, part.name, _value(chance, part, texts))


def _messages(message: Any) -> Iterator[Any]:
    yield message
    for part, value in message.ListFields():
        if part.message_type is not None:
            for each in value if part.is_repeated else [value]:
                yield from _messages(each)


def _spoil_list(
    chance: random.Random, record: Any, part: FieldDescriptor, texts: dict[str, list[str]]
) -> None:
    several = getattr(record, part.name)
    ways = ["empty", "fewer", "again", "again", "another"] if several else ["another"]
    match chance.choice(ways):
        case "empty":
            record.ClearField(part.name)
        case "fewer":
            del several[chance.randrange(len(several))]
        case "again" if part.message_type is not None:
            twin = several.add()
            twin.CopyFrom(chance.choice(several[:-1]))
            names = [f for f in twin.DESCRIPTOR.fields if f.name in {"id", "official", "course"}]
            if names and chance.random() < 0.8:  # or it is there twice
                setattr(twin, names[0].name, f"another {len(several)}")
            elif twin.DESCRIPTOR.name == "Link":
                twin.first, twin.second = twin.second, twin.first
        case "again":
            several.append(chance.choice(several))
        case _ if part.message_type is not None:
            several.add()
        case _:
            several.append(_value(chance, part, texts))


def _value(chance: random.Random, part: FieldDescriptor, texts: dict[str, list[str]]) -> Any:
    match part.cpp_type:
        case FieldDescriptor.CPPTYPE_STRING:
            names = texts["id"] or [""]
            alike = texts[part.name] or names
            if part.name in wire._DAYS:
                return chance.choice((*_DAYS, chance.choice(texts["start"] or [""])))
            return chance.choice((*_ODD, *[chance.choice(alike), chance.choice(names)] * 4))
        case FieldDescriptor.CPPTYPE_BOOL:
            return chance.random() < 0.5
        case FieldDescriptor.CPPTYPE_DOUBLE:
            return chance.choice(_REAL)
        case FieldDescriptor.CPPTYPE_ENUM:
            return chance.randrange(7)
        case FieldDescriptor.CPPTYPE_INT64:
            return chance.choice(_LONG)
        case _:
            return chance.choice(_WHOLE)
