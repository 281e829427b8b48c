"""What is to be planned. Construction refuses what is malformed, naming every fault.

The meaning, unit and range of every field stand in `proto/planning/v1/problem.proto`; here days
are whole numbers (`clock.Day`) and what is optional there is None here where it is absent.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any

from scheduler.clock import Day, Interval
from scheduler.errors import Malformed
from scheduler.malformed import faults
from scheduler.schedule import BlockTrainer, Schedule, ScheduledRun


@dataclass(frozen=True, slots=True)
class Horizon:
    """The days that may be used, and the last one that is past."""

    start: Day
    end: Day
    frozen_until: Day | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A state, territory or organisation."""

    id: str
    seat_target: int = 0
    host_target: int = 0


@dataclass(frozen=True, slots=True)
class City:
    """A place; `per_diem_usd` is for one person and day."""

    id: str
    per_diem_usd: int = 0


@dataclass(frozen=True, slots=True)
class Travel:
    """The way between two cities, either direction; `cost_usd` is for one person, one way."""

    origin: str
    destination: str
    days: int = 0
    cost_usd: int = 0


@dataclass(frozen=True, slots=True)
class Venue:
    """A room or hall; `day_rate_usd` is for one run and day."""

    id: str
    city: str
    capacity: int
    member: str | None = None
    parallel_runs: int = 1
    facilities: tuple[str, ...] = ()
    closed: tuple[Interval, ...] = ()
    day_rate_usd: int = 0


@dataclass(frozen=True, slots=True)
class CourseLanguage:
    """A language of a course, and the day from which its materials exist."""

    language: str
    available_from: Day | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """Days of a run, counted from 0, that need exactly `trainer_count` trainers."""

    id: str
    first_day: int
    last_day: int
    skill: str = ""
    level: int = 0
    trainer_count: int = 1

    @property
    def days(self) -> int:
        """How many days each of its trainers teaches."""
        return self.last_day - self.first_day + 1


@dataclass(frozen=True, slots=True)
class Course:
    """What is taught, by its rules."""

    id: str
    days: int
    languages: tuple[CourseLanguage, ...]
    min_seats: int
    max_seats: int
    start_weekdays: tuple[int, ...] = ()
    facilities: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    max_seats_per_member: int | None = None
    min_members: int = 0
    prerequisites: tuple[str, ...] = ()
    funder: str | None = None
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Pinned:
    """What is already decided about a run."""

    held: bool | None = None
    start: Day | None = None
    venue: str | None = None
    language: str | None = None
    trainers: tuple[BlockTrainer, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """One occasion on which a course may be held."""

    id: str
    course: str
    required: bool = False
    earliest: Day | None = None
    latest: Day | None = None
    venues: tuple[str, ...] = ()
    pinned: Pinned = Pinned()


@dataclass(frozen=True, slots=True)
class Skill:
    """What a trainer can teach, and how well."""

    skill: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Trainer:
    """Somebody who teaches; `day_fee_usd` is for one block day."""

    id: str
    city: str
    person: str | None = None
    member: str | None = None
    languages: tuple[str, ...] = ()
    skills: tuple[Skill, ...] = ()
    unavailable: tuple[Interval, ...] = ()
    max_days: int | None = None
    day_fee_usd: int = 0


@dataclass(frozen=True, slots=True)
class Official:
    """Somebody who learns."""

    id: str
    member: str
    city: str
    person: str | None = None
    agency: str = ""
    languages: tuple[str, ...] = ()
    unavailable: tuple[Interval, ...] = ()
    completed: tuple[str, ...] = ()
    max_days: int | None = None


@dataclass(frozen=True, slots=True)
class Nomination:
    """The wish that an official attends a course; priority 1 to 5, 5 matters most."""

    id: str
    official: str
    course: str
    priority: int
    pinned_run: str | None = None


@dataclass(frozen=True, slots=True)
class Funder:
    """Somebody who pays; without a budget there is no limit."""

    id: str
    budget_usd: int | None = None


class LinkKind(Enum):
    """What a link asks of its two runs; the values are the names on the wire."""

    BEFORE = "LINK_KIND_BEFORE"
    SAME_START = "LINK_KIND_SAME_START"
    APART = "LINK_KIND_APART"
    ONLY_IF = "LINK_KIND_ONLY_IF"
    SAME_COHORT = "LINK_KIND_SAME_COHORT"


@dataclass(frozen=True, slots=True)
class Link:
    """A relation between two runs."""

    kind: LinkKind
    first: str
    second: str
    min_gap_days: int = 0
    max_gap_days: int | None = None


@dataclass(frozen=True, slots=True)
class Weights:
    """The prices of the goals."""

    required_unheld: int = 0
    unseated: int = 0
    member_shortfall: int = 0
    host_shortfall: int = 0
    cost_per_thousand_usd: int = 0
    run_cancelled: int = 0
    moved_date: int = 0
    moved_date_per_week: int = 0
    moved_venue: int = 0
    moved_language: int = 0
    swapped_trainer: int = 0
    moved_official: int = 0


@dataclass(frozen=True, slots=True)
class Policy:
    """Prices and rules that hold for the whole programme."""

    weights: Weights = Weights()
    official_rest_days: int = 0
    notice_days: int = 0
    notice_factor: int = 1
    min_notice_days: int = 0


@dataclass(frozen=True)
class Problem:
    """A training programme to be planned. Raises Malformed with every fault of its shape."""

    horizon: Horizon
    members: tuple[Member, ...] = ()
    cities: tuple[City, ...] = ()
    travel: tuple[Travel, ...] = ()
    venues: tuple[Venue, ...] = ()
    courses: tuple[Course, ...] = ()
    runs: tuple[Run, ...] = ()
    trainers: tuple[Trainer, ...] = ()
    officials: tuple[Official, ...] = ()
    nominations: tuple[Nomination, ...] = ()
    funders: tuple[Funder, ...] = ()
    links: tuple[Link, ...] = ()
    policy: Policy = field(default_factory=Policy)
    baseline: Schedule | None = None

    def __post_init__(self) -> None:
        """Refuse what is malformed."""
        found = faults(self)
        if found:
            raise Malformed(found)

    @cached_property
    def city(self) -> dict[str, City]:
        """Cities by id."""
        return {c.id: c for c in self.cities}

    @cached_property
    def venue(self) -> dict[str, Venue]:
        """Venues by id."""
        return {v.id: v for v in self.venues}

    @cached_property
    def course(self) -> dict[str, Course]:
        """Courses by id."""
        return {c.id: c for c in self.courses}

    @cached_property
    def run(self) -> dict[str, Run]:
        """Runs by id."""
        return {r.id: r for r in self.runs}

    @cached_property
    def trainer(self) -> dict[str, Trainer]:
        """Trainers by id."""
        return {t.id: t for t in self.trainers}

    @cached_property
    def official(self) -> dict[str, Official]:
        """Officials by id."""
        return {o.id: o for o in self.officials}

    @cached_property
    def nomination(self) -> dict[str, Nomination]:
        """Nominations by id."""
        return {n.id: n for n in self.nominations}

    @cached_property
    def nominations_of(self) -> dict[str, tuple[Nomination, ...]]:
        """Nominations by course."""
        found: dict[str, list[Nomination]] = {c.id: [] for c in self.courses}
        for n in self.nominations:
            found[n.course].append(n)
        return {course: tuple(nominations) for course, nominations in found.items()}

    @cached_property
    def nominee(self) -> dict[str, tuple[Nomination, Official]]:
        """Nominations by id, with their officials."""
        official = self.official
        return {n.id: (n, official[n.official]) for n in self.nominations}

    @cached_property
    def pinned_nominations(self) -> tuple[Nomination, ...]:
        """Nominations that name their run."""
        return tuple(n for n in self.nominations if n.pinned_run is not None)

    @cached_property
    def official_of(self) -> dict[str, Official]:
        """Officials by their persons."""
        return {o.person: o for o in self.officials if o.person is not None}

    @cached_property
    def priorities(self) -> int:
        """The sum of all priorities."""
        return sum(n.priority for n in self.nominations)

    @cached_property
    def blocks(self) -> dict[str, dict[str, Block]]:
        """Blocks by course and id."""
        return {c.id: {b.id: b for b in c.blocks} for c in self.courses}

    @cached_property
    def known(self) -> dict[Hashable, Any]:
        """What rules have worked out about the problem alone, by their own keys.

        A schedule is checked again and again; what does not depend on it is worked out once.
        """
        return {}

    @cached_property
    def promised(self) -> dict[str, ScheduledRun]:
        """Baseline runs that the problem still has, by id."""
        runs = self.baseline.runs if self.baseline else ()
        return {r.id: r for r in runs if r.id in self.run}

    @cached_property
    def frozen(self) -> dict[str, ScheduledRun]:
        """Baseline runs that are facts (H8), by id."""
        until = self.horizon.frozen_until
        if until is None:
            return {}
        return {r.id: r for r in self.promised.values() if r.start <= until}

    @cached_property
    def _ways(self) -> dict[tuple[str, str], Travel]:
        ways = {(t.origin, t.destination): t for t in self.travel}
        return ways | {(t.destination, t.origin): t for t in self.travel}

    def travel_days(self, origin: str, destination: str) -> int | None:
        """Give the days of the direct way, 0 within a city, None where there is none."""
        if origin == destination:
            return 0
        way = self._ways.get((origin, destination))
        return way.days if way else None

    def travel_cost_usd(self, origin: str, destination: str) -> int | None:
        """Give the price of the direct way, one way, 0 within a city, None where there is none."""
        if origin == destination:
            return 0
        way = self._ways.get((origin, destination))
        return way.cost_usd if way else None

    def transfer_days(self, home: str, origin: str, destination: str) -> int | None:
        """Give the free days that somebody needs between two cities: directly or by way of home.

        0 within a city; None where there is no way at all.
        """
        if origin == destination:
            return 0
        direct = self.travel_days(origin, destination)
        out, back = self.travel_days(origin, home), self.travel_days(home, destination)
        via_home = None if out is None or back is None else out + back
        return min((d for d in (direct, via_home) if d is not None), default=None)
