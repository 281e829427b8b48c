"""Plans as plain values: which runs are held, when, where, in which language, by whom, for whom.

It knows ids only, as the planner does, and no table.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, NamedTuple


class BlockTrainer(NamedTuple):
    """A trainer in a block of a run, by their ids."""

    block: str
    trainer: str


@dataclass(frozen=True, slots=True)
class PlannedRun:
    """A run that is held; `seats` are ids of nominations. Days in a run are its course's."""

    run: str
    start: date
    venue: str
    language: str
    trainers: tuple[BlockTrainer, ...] = ()
    seats: tuple[str, ...] = ()


Plan = tuple[PlannedRun, ...]
"""The runs that are held; a run that is not there is not held."""


@dataclass(frozen=True, slots=True)
class Score:
    """What a plan costs, term by term, in thousandths of the weights' unit (contract, goals)."""

    required_unheld: int = 0
    unseated: int = 0
    member_shortfall: int = 0
    host_shortfall: int = 0
    cost: int = 0
    changes: int = 0

    @property
    def total(self) -> int:
        """What planning minimises."""
        return sum(asdict(self).values())


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was left out: a code of the contract and the ids that it speaks of.

    `delta` is in thousandths of the weights' unit.
    """

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
class LeftOut:
    """A run that is not held, or a nomination that is not seated, and why."""

    id: str
    reasons: tuple[Reason, ...] = ()


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
class Taken:
    """What a repair takes from the plan that stood: of a run, or a nomination's seat in a held one.

    `forced` where what stood breaks the rules named by `codes` by itself; else putting it back
    alone would break those, or it bought `gain`, in thousandths of a point.
    """

    run: str
    nomination: str | None = None
    forced: bool = False
    codes: tuple[str, ...] = ()
    gain: int | None = None


def taken_of_rows(rows: list[dict[str, Any]]) -> tuple[Taken, ...]:
    """Read what is stored of a repair."""
    return tuple(Taken(**each | {"codes": tuple(each["codes"])}) for each in rows)


def plan_to_rows(plan: Plan) -> list[dict[str, Any]]:
    """Write a plan as it is stored."""
    return [asdict(p) | {"start": p.start.isoformat()} for p in plan]


def plan_of_rows(rows: list[dict[str, Any]]) -> Plan:
    """Read a plan as it was stored."""
    return tuple(
        PlannedRun(
            run=row["run"],
            start=date.fromisoformat(row["start"]),
            venue=row["venue"],
            language=row["language"],
            trainers=tuple(BlockTrainer(*pair) for pair in row["trainers"]),
            seats=tuple(row["seats"]),
        )
        for row in rows
    )


def plan_tag(plan: Plan) -> str:
    """Name a plan by what it says, to know it again."""
    rows = plan_to_rows(tuple(sorted(plan, key=lambda held: held.run)))
    return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()[:32]


def left_out_to_rows(left_out: tuple[LeftOut, ...]) -> list[dict[str, Any]]:
    """Write what was left out as it is stored."""
    return [asdict(each) for each in left_out]


def left_out_of_rows(rows: list[dict[str, Any]]) -> tuple[LeftOut, ...]:
    """Read what was left out as it was stored."""
    return tuple(LeftOut(r["id"], tuple(Reason(**each) for each in r["reasons"])) for r in rows)
