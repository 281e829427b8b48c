"""What Timefold plans with: facts, three kinds of entities, and the programme of them all.

Days are ordinals, both ends included. What is annotated here is read while Timefold runs, so
annotations are not postponed in this module.
"""

from dataclasses import dataclass, field
from typing import Annotated

from timefold.solver.domain import (
    PlanningEntityCollectionProperty,
    PlanningId,
    PlanningScore,
    PlanningVariable,
    ProblemFactCollectionProperty,
    ValueRangeProvider,
    planning_entity,
    planning_solution,
)
from timefold.solver.score import HardSoftScore

NO_WAY = -1
NO_LIMIT = 10**9


@dataclass(eq=False)
class Span:
    """Some days in a row."""

    first: int
    last: int


@dataclass(eq=False)
class City:
    """A place; the lists give the way to each city by its index, NO_WAY where there is none."""

    index: int
    per_diem_usd: int
    days_to: list[int] = field(default_factory=list)
    usd_to: list[int] = field(default_factory=list)


@dataclass(eq=False)
class Member:
    """A state, territory or organisation."""

    seat_target: int
    host_target: int


@dataclass(eq=False)
class Venue:
    """A hall."""

    id: str
    city: City
    host: Member | None
    capacity: int
    parallel_runs: int
    closed: list[Span]
    day_rate_usd: int


@dataclass(eq=False)
class Tongue:
    """A language of a course, and the day from which its materials exist."""

    language: str
    available_from: int


@dataclass(eq=False)
class Funder:
    """Somebody who pays."""

    budget_usd: int


@dataclass(eq=False)
class Run:
    """An occasion to hold a course; `must_be_held` by a pin of its own or of a nomination."""

    id: str
    index: int
    course: str
    days: int
    min_seats: int
    max_seats: int
    min_members: int
    max_seats_per_member: int
    prerequisites: list[str]
    funder: Funder | None
    required: bool
    must_be_held: bool


@dataclass(eq=False)
class Trainer:
    """Somebody who teaches."""

    id: str
    home: City
    languages: list[str]
    unavailable: list[Span]
    max_days: int
    day_fee_usd: int


@dataclass(eq=False)
class Official:
    """Somebody who learns; `as_trainer` where the same person also teaches."""

    rest_days: int
    member: Member
    home: City
    languages: list[str]
    unavailable: list[Span]
    completed: list[str]
    max_days: int
    as_trainer: Trainer | None


@dataclass(eq=False)
class Link:
    """A relation between two runs; one of equals stands twice, either way round."""

    kind: str
    first: Run
    second: Run
    min_gap_days: int
    max_gap_days: int


@planning_entity
@dataclass(eq=False)
class Session:
    """When, where and in which language a run is held; without a start it is not held."""

    id: Annotated[int, PlanningId]
    run: Run
    starts: Annotated[list[int], ValueRangeProvider(id="starts")]
    venues: Annotated[list[Venue], ValueRangeProvider(id="venues")]
    tongues: Annotated[list[Tongue], ValueRangeProvider(id="tongues")]
    start: Annotated[
        int | None,
        PlanningVariable(value_range_provider_refs=["starts"], allows_unassigned=True),
    ] = None
    venue: Annotated[Venue | None, PlanningVariable(value_range_provider_refs=["venues"])] = None
    tongue: Annotated[Tongue | None, PlanningVariable(value_range_provider_refs=["tongues"])] = None


@planning_entity
@dataclass(eq=False)
class Duty:
    """One trainer's place in a block of a run; days are counted from the run's start."""

    id: Annotated[int, PlanningId]
    run: Run
    block: str
    first_day: int
    last_day: int
    trainers: Annotated[list[Trainer], ValueRangeProvider(id="trainers")]
    trainer: Annotated[
        Trainer | None,
        PlanningVariable(value_range_provider_refs=["trainers"], allows_unassigned=True),
    ] = None


@planning_entity
@dataclass(eq=False)
class Seat:
    """A nomination, and the run that it has a seat in; it has one only where that is held."""

    id: Annotated[int, PlanningId]
    nomination: str
    official: Official
    priority: int
    is_pinned: bool
    runs: Annotated[list[Run], ValueRangeProvider(id="runs")]
    run: Annotated[
        Run | None,
        PlanningVariable(value_range_provider_refs=["runs"], allows_unassigned=True),
    ] = None


@dataclass(eq=False)
class Weights:
    """The prices of the goals."""

    required_unheld: int
    unseated: int
    member_shortfall: int
    host_shortfall: int
    cost_per_thousand_usd: int


@planning_solution
@dataclass(eq=False)
class Programme:
    """All of it, and its score: hard for broken rules, soft for what is better than nothing."""

    links: Annotated[list[Link], ProblemFactCollectionProperty]
    sessions: Annotated[list[Session], PlanningEntityCollectionProperty]
    duties: Annotated[list[Duty], PlanningEntityCollectionProperty]
    seats: Annotated[list[Seat], PlanningEntityCollectionProperty]
    score: Annotated[HardSoftScore | None, PlanningScore] = None
