"""The contract's files: the JSON of its messages, in which what is wrong is told by its place."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, TypeVar

from google.protobuf import json_format, message_factory
from google.protobuf.message import Message
from planning.v1 import planning_pb2, problem_pb2, schedule_pb2

from scheduler import request, schedule, wire
from scheduler.errors import Fault, Malformed

_LONGEST = 60
"""Characters of a wrong value that are told."""

M = TypeVar("M", bound=Message)


def read_problem(text: str | bytes) -> problem_pb2.Problem:
    """Read a problem's file. Raises Malformed for what is not its JSON; unknown fields are."""
    return _parse(_json(text), problem_pb2.Problem())


def read_schedule(text: str | bytes) -> schedule_pb2.Schedule:
    """Read the file of a schedule, or of a solution, of which only the schedule is looked at."""
    value = _json(text)
    if "schedule" not in value and "outcome" not in value:
        return _parse(value, schedule_pb2.Schedule())
    part = value.get("schedule")
    if part is None:
        raise Malformed([Fault("schedule", "this solution has none")])
    if not isinstance(part, dict):
        raise Malformed([Fault("schedule", "must be a JSON object")])
    return _parse(part, schedule_pb2.Schedule())


def read_score(text: str | bytes) -> schedule.Score | None:
    """Read the score of a solution's file, if it has one; the total is the sum of its terms."""
    part = _json(text).get("score")
    if part is None:
        return None
    message = _parse(part, schedule_pb2.Score())
    return wire.score_of(message)


def _json(text: str | bytes) -> Any:
    try:
        value = json.loads(text, object_pairs_hook=_object)
    except ValueError as error:
        raise Malformed([Fault("", f"not JSON: {error}")]) from None
    except RecursionError:
        raise Malformed([Fault("", "not JSON of the contract: nested too deep")]) from None
    if not isinstance(value, dict):
        raise Malformed([Fault("", "not a JSON object")])
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for name, count in Counter(n for n, _ in pairs).items() if count > 1)
        raise ValueError(f'"{twice}" stands twice in one object')
    return found


def _parse(value: Any, message: M) -> M:
    try:
        return json_format.ParseDict(value, message)
    except json_format.ParseError:
        raise Malformed(list(_json_faults(value, message.DESCRIPTOR, ""))) from None


def _json_faults(value: Any, descriptor: Any, path: str) -> Iterator[Fault]:
    """Find every fault of a value that is not the JSON of a message, field by field."""
    if not isinstance(value, dict):
        yield Fault(path, "must be a JSON object")
        return
    fields = {f.name: f for f in descriptor.fields} | {f.json_name: f for f in descriptor.fields}
    for name, part in value.items():
        here = f"{path}.{name}" if path else name
        field = fields.get(name)
        if field is None:
            known = ", ".join(f.name for f in descriptor.fields)
            yield Fault(here, f"unknown field; there are {known}")
        elif name != field.name and field.name in value:
            yield Fault(here, f"is {field.name}, which is given too")
        elif field.is_repeated and not isinstance(part, list):
            yield Fault(here, "must be a list")
        elif field.is_repeated:
            for index, each in enumerate(part):
                yield from _part_faults(field, each, f"{here}[{index}]", [each])
        else:
            yield from _part_faults(field, part, here, part)


def _part_faults(field: Any, part: Any, path: str, value: Any) -> Iterator[Fault]:
    if field.message_type is not None:
        yield from _json_faults(part, field.message_type, path)
        return
    message = message_factory.GetMessageClass(field.containing_type)()
    try:
        json_format.ParseDict({field.name: value}, message)
    except json_format.ParseError:
        yield Fault(path, f"{json.dumps(part)[:_LONGEST]} is not {_kind(field)}")


def _kind(field: Any) -> str:
    """Say what a field takes."""
    if field.enum_type is not None:
        return f"one of {', '.join(v.name for v in field.enum_type.values if v.number)}"
    if field.cpp_type == field.CPPTYPE_INT32:
        return f"a whole number of at most {2**31 - 1}"
    kinds = {
        field.CPPTYPE_INT64: "a whole number",
        field.CPPTYPE_DOUBLE: "a number",
        field.CPPTYPE_BOOL: "true or false",
        field.CPPTYPE_STRING: "a text",
    }
    return kinds[field.cpp_type]


def write(message: Message) -> str:
    """Write a message as a file of the contract."""
    return (
        json_format.MessageToJson(
            message,
            preserving_proto_field_name=True,
            always_print_fields_with_no_presence=True,
            indent=None,
        )
        + "\n"
    )


def solution_text(solution: schedule.Solution) -> str:
    """Write a solution's file."""
    return write(wire.solution_message(solution))


def progress_text(progress: request.Progress) -> str:
    """Write progress as a line of JSON."""
    return write(wire.message_of(progress, planning_pb2.Progress))
