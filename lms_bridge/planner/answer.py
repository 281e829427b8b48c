"""What the planner tells, in the catalogue's words."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar

from google.protobuf.message import Message
from planning.v1 import planning_pb2, schedule_pb2

from catalogue.actions.finish_scenario import Result
from catalogue.plan import BlockTrainer, Conflict, LeftOut, Plan, PlannedRun, Reason, Score, Taken

R = TypeVar("R", Score, Reason, Conflict)

OUTCOMES = {
    schedule_pb2.OUTCOME_OPTIMAL: "OPTIMAL",
    schedule_pb2.OUTCOME_FEASIBLE: "FEASIBLE",
    schedule_pb2.OUTCOME_INFEASIBLE: "INFEASIBLE",
    schedule_pb2.OUTCOME_UNKNOWN: "UNKNOWN",
}


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a solve is; totals and bounds in thousandths."""

    phase: str
    seconds: float
    total: int | None
    bound: int | None
    gap: float | None


@dataclass(frozen=True, slots=True)
class Improvement:
    """A better plan than those before."""

    plan: Plan
    score: Score
    bound: int | None
    floor: int
    seconds: float


Told = Progress | Improvement | Result


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken clause of a hard rule, with the ids that it speaks of."""

    rule: str
    code: str
    about: dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found; the score only of a valid plan."""

    violations: tuple[Violation, ...]
    score: Score | None


@dataclass(frozen=True, slots=True)
class Alternative:
    """A complete other plan; `delta` is its total less that of the plan asked about."""

    plan: Plan
    score: Score
    delta: int
    changed_runs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Admission:
    """What it takes to seat a nomination: the smallest change, and who loses a seat by it.

    `next_run` is the first held run that the official could attend if it had room and money.
    """

    reasons: tuple[Reason, ...]
    smallest: Alternative | None = None
    displaced: tuple[str, ...] = ()
    next_run: str | None = None


def told(response: planning_pb2.SolveResponse) -> Told:
    """Read a message of a solve's stream."""
    match response.WhichOneof("event"):
        case "progress":
            p = response.progress
            return Progress(
                p.phase, p.seconds, _given(p, "total"), _given(p, "bound"), _given(p, "gap")
            )
        case "improvement":
            better = response.improvement
            return Improvement(
                plan=plan_of(better.schedule),
                score=_score(better.score),
                bound=_given(better, "bound"),
                floor=better.floor,
                seconds=better.seconds,
            )
        case _:
            return result_of(response.solution)


def plan_of(schedule: schedule_pb2.Schedule) -> Plan:
    """Read a schedule."""
    return tuple(
        PlannedRun(
            run=held.id,
            start=date.fromisoformat(held.start),
            venue=held.venue,
            language=held.language,
            trainers=tuple(BlockTrainer(pair.block, pair.trainer) for pair in held.trainers),
            seats=tuple(held.seats),
        )
        for held in schedule.runs
    )


def result_of(solution: schedule_pb2.Solution) -> Result:
    """Read the answer of a solve."""
    has_plan = solution.HasField("schedule")
    return Result(
        outcome=OUTCOMES[solution.outcome],
        plan=plan_of(solution.schedule) if has_plan else None,
        score=_score(solution.score) if has_plan else None,
        bound=_given(solution, "bound"),
        floor=solution.floor,
        seed=solution.seed,
        unheld=tuple(LeftOut(each.run, _reasons(each.reasons)) for each in solution.unheld),
        unseated=tuple(
            LeftOut(each.nomination, _reasons(each.reasons)) for each in solution.unseated
        ),
        conflict=tuple(_record(Conflict, part) for part in solution.conflict),
        taken=tuple(
            Taken(
                each.run,
                _given(each, "nomination"),
                each.forced,
                tuple(each.codes),
                _given(each, "gain"),
            )
            for each in solution.changes
        ),
    )


def explained(
    response: planning_pb2.ExplainResponse,
) -> tuple[tuple[LeftOut, ...], tuple[LeftOut, ...]]:
    """Read the reasons of runs and of nominations."""
    return (
        tuple(LeftOut(each.run, _reasons(each.reasons)) for each in response.unheld),
        tuple(LeftOut(each.nomination, _reasons(each.reasons)) for each in response.unseated),
    )


def alternatives_of(response: planning_pb2.SuggestResponse) -> tuple[Alternative, ...]:
    """Read alternatives, best first."""
    return tuple(_alternative(each) for each in response.alternatives)


def admission_of(response: planning_pb2.ExplainResponse) -> Admission:
    """Read what it takes to seat a nomination; nothing for one that has its seat."""
    reasons = tuple(r for each in response.unseated for r in _reasons(each.reasons))
    if not response.HasField("admission"):
        return Admission(reasons)
    told = response.admission
    return Admission(
        reasons=reasons,
        smallest=_alternative(told.smallest) if told.HasField("smallest") else None,
        displaced=tuple(told.displaced),
        next_run=_given(told, "next_run"),
    )


def _alternative(message: planning_pb2.Alternative) -> Alternative:
    return Alternative(
        plan=plan_of(message.schedule),
        score=_score(message.score),
        delta=message.delta,
        changed_runs=tuple(message.changed_runs),
    )


def checked(response: planning_pb2.CheckResponse) -> Checked:
    """Read what a check found."""
    return Checked(
        violations=tuple(
            Violation(
                v.rule,
                v.code,
                {f.name: value for f, value in v.ListFields() if f.name not in {"rule", "code"}},
            )
            for v in response.violations
        ),
        score=_score(response.score) if response.HasField("score") else None,
    )


def _reasons(messages: Any) -> tuple[Reason, ...]:
    return tuple(_record(Reason, message) for message in messages)


def _score(message: schedule_pb2.Score) -> Score:
    return _record(Score, message)


def _record(kind: type[R], message: Message) -> R:
    """Make a record of the fields that it shares with a message; what is absent stays None."""
    values = {}
    for field in fields(kind):
        descriptor = message.DESCRIPTOR.fields_by_name[field.name]
        if not descriptor.has_presence or message.HasField(field.name):
            values[field.name] = getattr(message, field.name)
    return kind(**values)


def _given(message: Message, name: str) -> Any:
    return getattr(message, name) if message.HasField(name) else None
