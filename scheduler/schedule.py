"""What is decided: schedules, their violations and scores.

The meaning of every field stands in `proto/planning/v1/schedule.proto`. A schedule may name
anything: whether it fits its problem is for the rules to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from scheduler.clock import Day


class BlockTrainer(NamedTuple):
    """A trainer in a block of a run, by their ids."""

    block: str
    trainer: str


@dataclass(frozen=True, slots=True)
class ScheduledRun:
    """A held run: `seats` are ids of nominations."""

    id: str
    start: Day
    venue: str
    language: str
    trainers: tuple[BlockTrainer, ...] = ()
    seats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Schedule:
    """The held runs; a run that is not listed is not held."""

    runs: tuple[ScheduledRun, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """What a valid schedule costs, term by term, in thousandths of the weights' unit."""

    required_unheld: int = 0
    unseated: int = 0
    member_shortfall: int = 0
    host_shortfall: int = 0
    cost: int = 0
    changes: int = 0

    @property
    def total(self) -> int:
        """What a plan minimises."""
        return (
            self.required_unheld
            + self.unseated
            + self.member_shortfall
            + self.host_shortfall
            + self.cost
            + self.changes
        )


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken clause of a hard rule; only the ids that the clause speaks of are given."""

    rule: str
    code: str
    run: str | None = None
    other_run: str | None = None
    block: str | None = None
    trainer: str | None = None
    venue: str | None = None
    official: str | None = None
    nomination: str | None = None
    member: str | None = None
    funder: str | None = None
    link: int | None = None
    day: Day | None = None
    limit: int | None = None
    actual: int | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """A pin, a fact or a rule that cannot be kept together with the others of its set."""

    rule: str
    code: str
    run: str | None = None
    nomination: str | None = None
    block: str | None = None
    trainer: str | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a run is not held or a nomination not seated; `delta` is in thousandths."""

    code: str
    run: str | None = None
    other_run: str | None = None
    block: str | None = None
    member: str | None = None
    funder: str | None = None
    course: str | None = None
    link: int | None = None
    cut_off_priority: int | None = None
    delta: int | None = None


@dataclass(frozen=True, slots=True)
class UnheldRun:
    """A run that is not held, and why."""

    run: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class UnseatedNomination:
    """A nomination that is not seated, and why."""

    nomination: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """A complete change of a valid schedule; `delta` is its total less the other's."""

    schedule: Schedule
    score: Score
    delta: int
    changed_runs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Admission:
    """What it takes to seat a nomination: the smallest change, and who loses a seat by it."""

    nomination: str
    smallest: Alternative | None = None
    displaced: tuple[str, ...] = ()
    next_run: str | None = None


class Outcome(Enum):
    """How a solve ended; the values are the names on the wire."""

    OPTIMAL = "OUTCOME_OPTIMAL"
    FEASIBLE = "OUTCOME_FEASIBLE"
    INFEASIBLE = "OUTCOME_INFEASIBLE"
    UNKNOWN = "OUTCOME_UNKNOWN"


class Level(NamedTuple):
    """One level of a lexicographic objective: its value, and the bound if one was proved."""

    name: str
    value: int
    bound: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What a repair takes from a promise: a run's, or an official's seat in a held run.

    `forced` where the promise breaks `codes` by itself; else those are what putting it back alone
    would break, or `gain` (thousandths) is what it bought.
    """

    run: str
    nomination: str | None = None
    forced: bool = False
    codes: tuple[str, ...] = ()
    gain: int | None = None


@dataclass(frozen=True, slots=True)
class Solution:
    """The answer to a problem. Totals and bounds are in thousandths of the weights' unit."""

    outcome: Outcome
    floor: int
    seed: int
    problem_digest: str
    schedule: Schedule | None = None
    score: Score | None = None
    bound: int | None = None
    conflict: tuple[Conflict, ...] = ()
    complete: bool | None = None
    unheld: tuple[UnheldRun, ...] = ()
    unseated: tuple[UnseatedNomination, ...] = ()
    levels: tuple[Level, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def gap(self) -> float | None:
        """How far the total can be from the best: (total - bound) / total."""
        return None if self.score is None else gap(self.score.total, self.bound)


def gap(total: int | None, bound: int | None) -> float | None:
    """Give (total - bound) / total, 0 where they are equal, None where one is missing.

    No total is less than 0: one of 0 is the best there is, whatever the bound.
    """
    if total is None or bound is None:
        return None
    return 0.0 if total in (0, bound) else (total - bound) / total
