"""What is said of a plan that is changed by hand: what is asked for, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from catalogue.plan import Score
from lms_bridge.api.operation import Body
from lms_bridge.planner.answer import Violation


class TrainerEntry(Body):
    """Who teaches which block."""

    block: str
    trainer: str


class RunChange(Body):
    """How a run is to be held; what is null stays as it is."""

    start: date | None = None
    venue: str | None = None
    language: str | None = None
    trainers: tuple[TrainerEntry, ...] | None = None


class Seen(Body):
    """The plan that was seen."""

    seen: str


class RunMove(RunChange, Seen):
    """How a run is to be held, of the plan that was seen.

    `giving_way` are the nominations whose seats were said to give way. `name` is what a scenario
    made of the published plan is called.
    """

    giving_way: tuple[str, ...] = ()
    name: str = ""


class PlannedRunEntry(Body):
    """A run as it is to be held; `seats` are nominations."""

    run: str
    start: date
    venue: str
    language: str
    trainers: tuple[TrainerEntry, ...] = ()
    seats: tuple[str, ...] = ()


class PlanMove(Seen):
    """Runs that are to be held so, and runs that are to be held no more, all at once."""

    held: tuple[PlannedRunEntry, ...] = ()
    gone: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class WordedViolation:
    """A broken clause of a hard rule with the ids that it speaks of, and the same in words."""

    violation: Violation
    text: str


@dataclass(frozen=True, slots=True)
class MoveTried:
    """What a run held otherwise would break.

    `seen` names the plan, and `giving_way` the nominations whose seats would give way to resolve
    what is `provisional`: send both to keep it. What is `hard` keeps it from being kept. `delta` is
    the score's total less that of before, in thousandths of the weights' unit.
    """

    seen: str
    hard: tuple[WordedViolation, ...]
    provisional: tuple[WordedViolation, ...]
    giving_way: tuple[str, ...]
    in_the_way: tuple[str, ...]
    score: Score | None
    delta: int | None


@dataclass(frozen=True, slots=True)
class OtherPlan:
    """Another plan, as what `:change` takes: runs held otherwise, and runs held no more.

    `delta` is its total less that of the plan as it is, in thousandths of the weights' unit.
    """

    delta: int
    held: tuple[PlannedRunEntry, ...]
    gone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OtherPlans:
    """Other plans, the best first, and the name of the plan that they differ from."""

    seen: str
    alternatives: tuple[OtherPlan, ...]


@dataclass(frozen=True, slots=True)
class PlanByHand:
    """A scenario's plan by its name, `seen`; `change` counts those by hand, of `changes` in all."""

    scenario: str
    seen: str
    change: int
    changes: int
