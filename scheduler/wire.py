"""The contract's messages <-> the planner's records; the only translator.

A record has the field names of its message, so one walk along the message's descriptor serves all
of them. Days are ISO strings on the wire and whole numbers in a record.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor
from google.protobuf.message import Message
from planning.v1 import planning_pb2, problem_pb2, schedule_pb2

from scheduler import clock, problem, request, schedule
from scheduler.check import Verdict
from scheduler.errors import Fault, Malformed

if TYPE_CHECKING:
    from scheduler.explain import Explanation

MOST_BYTES = 64 * 2**20
MOST_WORKERS = 256
_DAYS = {"start", "end", "frozen_until", "earliest", "latest", "available_from", "day"}
_RECORDS: dict[str, Any] = {
    "Interval": clock.Interval,
    "TrainerSkill": problem.Skill,
    "Improvement": request.Improvement,
    "Limits": request.Limits,
    "Progress": request.Progress,
    **{
        name: getattr(schedule, name)
        for name in (
            "BlockTrainer ScheduledRun Schedule Score Solution Outcome Conflict Reason UnheldRun "
            "UnseatedNomination Level Change Alternative Admission"
        ).split()
    },
    **{
        name: getattr(problem, name)
        for name in (
            "Problem Horizon Member City Travel Venue Course CourseLanguage Block Run Pinned "
            "Trainer Official Nomination Funder Link LinkKind Policy Weights"
        ).split()
    },
}

M = TypeVar("M", bound=Message)
Told = request.Progress | request.Improvement | schedule.Solution


class _Field(NamedTuple):
    name: str
    is_worked_out: bool  # the record gives it by itself
    is_day: bool
    is_repeated: bool
    has_presence: bool
    message: Descriptor | None
    enum: EnumDescriptor | None


@cache
def _fields(descriptor: Descriptor) -> tuple[_Field, ...]:
    record = _RECORDS.get(descriptor.name)
    known: Any = getattr(record, "__dataclass_fields__", None) or getattr(record, "_fields", ())
    return tuple(
        _Field(
            f.name,
            record is not None and f.name not in known,
            f.name in _DAYS and f.type == FieldDescriptor.TYPE_STRING,
            f.is_repeated,
            f.has_presence,
            f.message_type,
            f.enum_type,
        )
        for f in descriptor.fields
    )


def problem_of(message: problem_pb2.Problem) -> problem.Problem:
    """Read a problem. Raises Malformed with every fault of the message and of its shape."""
    found: list[Fault] = []
    values = _values(message, "", found)
    try:
        read = problem.Problem(**values)
    except Malformed as malformed:
        spoiled = {f.path for f in found} | {f.path.rpartition(".")[0] for f in found}
        found += [
            f
            for f in malformed.faults
            if f.path.rpartition(".")[0] not in spoiled and f.path not in spoiled
        ]
        raise Malformed(found) from None
    if found:
        raise Malformed(found)
    return read


def schedule_of(message: schedule_pb2.Schedule, path: str = "schedule") -> schedule.Schedule:
    """Read a schedule, which may name anything. Raises Malformed for dates of another form."""
    found: list[Fault] = []
    read = schedule.Schedule(**_values(message, path, found))
    if found:
        raise Malformed(found)
    return read


def _values(message: Message, path: str, found: list[Fault]) -> dict[str, Any]:
    """Give the fields of a message; what is absent is left to the record's default."""
    values: dict[str, Any] = {}
    for field in _fields(message.DESCRIPTOR):
        name = field.name
        if field.is_worked_out:
            continue
        if field.has_presence and not message.HasField(name):
            if name == "horizon":
                found.append(Fault(name, "must be given"))
                values[name] = problem.Horizon(1, 1)
            continue
        value = getattr(message, name)
        here = f"{path}.{name}" if path else name
        if field.message is not None:
            record = _RECORDS[field.message.name]
            if field.is_repeated:
                values[name] = tuple(
                    record(**_values(each, f"{here}[{index}]", found))
                    for index, each in enumerate(value)
                )
            else:
                values[name] = record(**_values(value, here, found))
        elif field.is_repeated:
            values[name] = tuple(value)
        elif field.is_day:
            values[name] = _day(value, here, found)
        elif field.enum is not None:
            values[name] = _enum(field.enum, value, here, found)
        else:
            values[name] = value
    return values


def _day(text: str, path: str, found: list[Fault]) -> int:
    try:
        return clock.parse(text)
    except ValueError as error:
        found.append(Fault(path, str(error)))
        return 1


def _enum(descriptor: EnumDescriptor, number: int, path: str, found: list[Fault]) -> Any:
    record = _RECORDS[descriptor.name]
    known = descriptor.values_by_number.get(number)
    if known is None or known.name.endswith("_UNSPECIFIED"):
        names = ", ".join(member.value for member in record)
        found.append(Fault(path, f"must be one of {names}"))
        return next(iter(record))
    return record(known.name)


def message_of(record: object, message_class: type[M]) -> M:
    """Write a record as its message."""
    message = message_class()
    _fill(record, message)
    return message


def _fill(record: object, message: Message) -> None:
    for field in _fields(message.DESCRIPTOR):
        value = getattr(record, field.name, None)
        if value is None:
            continue
        if field.message is not None:
            target = getattr(message, field.name)
            if field.is_repeated:
                for each in value:
                    _fill(each, target.add())
            else:
                target.SetInParent()
                _fill(value, target)
        elif field.is_repeated:
            getattr(message, field.name).extend(value)
        elif field.is_day:
            setattr(message, field.name, clock.iso(value))
        elif field.enum is not None:
            setattr(message, field.name, field.enum.values_by_name[value.value].number)
        else:
            setattr(message, field.name, value)


def digest(message: problem_pb2.Problem) -> str:
    """Name a problem: SHA-256 of its canonical message, in hexadecimal."""
    return hashlib.sha256(message.SerializeToString(deterministic=True)).hexdigest()


def score_of(message: schedule_pb2.Score) -> schedule.Score:
    """Read a score; its total is the sum of its terms."""
    return schedule.Score(**_values(message, "score", []))


def schedule_message(record: schedule.Schedule) -> schedule_pb2.Schedule:
    """Write a schedule."""
    return message_of(record, schedule_pb2.Schedule)


def solution_message(solution: schedule.Solution) -> schedule_pb2.Solution:
    """Write a solution."""
    return message_of(solution, schedule_pb2.Solution)


def objective_of(number: int) -> request.Objective:
    """Read an objective; none is the total."""
    descriptor = planning_pb2.Objective.DESCRIPTOR
    known = descriptor.values_by_number.get(number)
    if number == planning_pb2.OBJECTIVE_UNSPECIFIED:
        return request.Objective.TOTAL
    if known is None:
        raise Malformed([Fault("objective", "must be OBJECTIVE_TOTAL or OBJECTIVE_CHANGES_FIRST")])
    return request.Objective(known.name)


def limits_of(message: planning_pb2.Limits) -> request.Limits:
    """Read limits. Raises Malformed for those that no search can keep."""
    limits = request.Limits(**_values(message, "limits", []))
    found = []
    if not limits.seconds > 0:
        found.append(Fault("limits.seconds", f"{limits.seconds} is too little; give more than 0"))
    if not 0 <= limits.gap <= 1:
        found.append(Fault("limits.gap", f"{limits.gap} is not 0 to 1"))
    for name in ("workers", "memory_mb", "work_units"):
        value = getattr(limits, name)
        if value is not None and value < 1:
            found.append(Fault(f"limits.{name}", f"{value} is too little; give at least 1"))
    if limits.workers > MOST_WORKERS:
        most = f"{limits.workers} are too many; give at most {MOST_WORKERS}"
        found.append(Fault("limits.workers", most))
    if limits.seed < 0:
        found.append(Fault("limits.seed", f"{limits.seed} is negative; give 0 or more"))
    if found:
        raise Malformed(found)
    return limits


def request_of(message: planning_pb2.SolveRequest) -> request.Request:
    """Read a request that has its problem in full."""
    return request.Request(
        problem=problem_of(message.problem),
        digest=digest(message.problem),
        objective=objective_of(message.objective),
        limits=limits_of(message.limits),
        start=schedule_of(message.start, "start") if message.HasField("start") else None,
    )


def explain_message(explanation: Explanation, problem_digest: str) -> planning_pb2.ExplainResponse:
    """Write reasons."""
    message = planning_pb2.ExplainResponse(problem_digest=problem_digest)
    _fill(explanation, message)
    return message


def suggest_message(
    alternatives: Sequence[schedule.Alternative], problem_digest: str
) -> planning_pb2.SuggestResponse:
    """Write alternatives."""
    message = planning_pb2.SuggestResponse(problem_digest=problem_digest)
    for alternative in alternatives:
        _fill(alternative, message.alternatives.add())
    return message


def told(response: planning_pb2.SolveResponse) -> Told:
    """Read what a server tells while it solves, and its answer."""
    event = getattr(response, response.WhichOneof("event"))
    record: Told = _RECORDS[event.DESCRIPTOR.name](**_values(event, "", []))
    return record


def telling(told: Told, problem_digest: str) -> planning_pb2.SolveResponse:
    """Write what is told while a problem is solved, or the answer."""
    response = planning_pb2.SolveResponse(problem_digest=problem_digest)
    _fill(told, getattr(response, type(told).__name__.lower()))
    return response


def check_message(verdict: Verdict, problem_digest: str) -> planning_pb2.CheckResponse:
    """Write what a check found."""
    message = planning_pb2.CheckResponse(problem_digest=problem_digest)
    for violation in verdict.violations:
        _fill(violation, message.violations.add())
    if verdict.score is not None:
        _fill(verdict.score, message.score)
    return message
