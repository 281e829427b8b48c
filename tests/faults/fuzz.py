"""Requests to the planner made by chance: random bytes, random messages, and good ones spoiled."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import grpc
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message
from planning.v1 import planning_pb2

from bench.problems import make
from tests.scheduler.processes import message_of

METHODS = {
    "Solve": planning_pb2.SolveRequest,
    "Check": planning_pb2.CheckRequest,
    "Explain": planning_pb2.ExplainRequest,
    "Suggest": planning_pb2.SuggestRequest,
}
ALLOWED = frozenset(
    "OK INVALID_ARGUMENT FAILED_PRECONDITION RESOURCE_EXHAUSTED DEADLINE_EXCEEDED".split()
)
_DEEPEST = 4
_TEXTS = ["", "x", "\u0000", "2015-01-01", "9999-12-31", "\U0001f600" * 50, "INDUCTION-1"]


def fuzz(address: str, count: int, seed: int) -> Counter[str]:
    """Send so many, and count the statuses of the answers."""
    chance = random.Random(seed)
    good = message_of(make("S", 1).problem)
    found: Counter[str] = Counter()
    with grpc.insecure_channel(address) as channel:
        for _ in range(count):
            name = chance.choice(list(METHODS))
            found[_sent(channel, name, _body(chance, METHODS[name], good))] += 1
    return found


def _sent(channel: grpc.Channel, name: str, body: bytes) -> str:
    path = f"/planning.v1.PlanningService/{name}"
    try:
        if name == "Solve":
            call = channel.unary_stream(path)(body, timeout=2)
            next(iter(call), None)  # the first word is enough: it is solved or refused
            call.cancel()
        else:
            channel.unary_unary(path)(body, timeout=5)
    except grpc.RpcError as error:
        return str(error.code().name)
    return "OK"


def _body(chance: random.Random, kind: type[Message], good: Message) -> bytes:
    match chance.randrange(3):
        case 0:
            return chance.randbytes(chance.choice([0, 1, 7, 100, 5000]))
        case 1:
            return _random(chance, kind(), 0).SerializeToString()
        case _:
            asked: Any = kind()
            asked.problem.CopyFrom(good)
            for _ in range(chance.randint(1, 5)):
                _spoil(chance, asked)
            data = bytearray(asked.SerializeToString())
            if data and chance.random() < 0.2:
                data[chance.randrange(len(data))] = chance.randrange(256)
            return bytes(data)


def _random(chance: random.Random, message: Any, depth: int) -> Message:
    """Fill a message by chance."""
    for field in message.DESCRIPTOR.fields:
        if chance.random() < 0.5 or (field.message_type and depth >= _DEEPEST):
            continue
        _fill(chance, message, field, depth)
    made: Message = message
    return made


def _fill(chance: random.Random, message: Any, field: FieldDescriptor, depth: int) -> None:
    several = field.is_repeated
    for _ in range(chance.randint(1, 3) if several else 1):
        if field.message_type and field.message_type.GetOptions().map_entry:
            return
        if field.message_type:
            inner = getattr(message, field.name)
            _random(chance, inner.add() if several else inner, depth + 1)
        elif several:
            getattr(message, field.name).append(_value(chance, field))
        else:
            setattr(message, field.name, _value(chance, field))


def _value(chance: random.Random, field: FieldDescriptor) -> Any:
    match field.cpp_type:
        case FieldDescriptor.CPPTYPE_STRING:
            is_bytes = field.type == FieldDescriptor.TYPE_BYTES
            return chance.randbytes(9) if is_bytes else chance.choice(_TEXTS)
        case FieldDescriptor.CPPTYPE_BOOL:
            return chance.random() < 0.5
        case FieldDescriptor.CPPTYPE_DOUBLE | FieldDescriptor.CPPTYPE_FLOAT:
            return chance.choice([0.0, -1.0, 0.5, 1e300, float("inf"), float("nan")])
        case FieldDescriptor.CPPTYPE_ENUM:
            return chance.randrange(5)
        case FieldDescriptor.CPPTYPE_UINT32 | FieldDescriptor.CPPTYPE_UINT64:
            return chance.choice([0, 1, 7, 2**31, 2**32 - 1])
        case _:
            return chance.choice([0, 1, -1, 7, 2**31 - 1, -(2**31)])


def _spoil(chance: random.Random, message: Any) -> None:
    """Go down somewhere and change, double or clear a field there."""
    while True:
        field, value = chance.choice(message.ListFields() or [(None, None)])
        if field is None:
            return
        if field.message_type and chance.random() < 0.8:
            if field.message_type.GetOptions().map_entry:
                return
            message = chance.choice(value) if field.is_repeated else value
            continue
        if chance.random() < 0.3:
            message.ClearField(field.name)
        elif field.message_type and field.is_repeated:
            value.add().CopyFrom(chance.choice(value))
        elif not field.message_type:
            _fill(chance, message, field, 0)
        return
