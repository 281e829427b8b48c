"""Everything that planning needs to know, as plain values in the catalogue's own words.

What the contract with the planner does not carry (a skill that expires, a refused assignment) is
translated by whoever builds the planner's problem from this. It knows no table.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from catalogue.life import State
from catalogue.plan import BlockTrainer, Plan


@dataclass(frozen=True, slots=True)
class Days:
    """Some days in a row, both ends included, and what they are."""

    start: date
    end: date
    reason: str


@dataclass(frozen=True, slots=True)
class MemberInput:
    """A member or organisation with its targets."""

    id: str
    seat_target: int
    host_target: int


@dataclass(frozen=True, slots=True)
class CityInput:
    """A city; the per diem is for one person and day."""

    id: str
    per_diem_usd: int


@dataclass(frozen=True, slots=True)
class TravelInput:
    """The way between two cities, in either direction; the cost is one person's, one way."""

    origin: str
    destination: str
    days: int
    cost_usd: int


@dataclass(frozen=True, slots=True)
class VenueInput:
    """A venue; `closed` are its own closures and its country's holidays."""

    id: str
    city: str
    member: str | None
    capacity: int
    parallel_runs: int
    facilities: tuple[str, ...]
    day_rate_usd: int
    closed: tuple[Days, ...]


@dataclass(frozen=True, slots=True)
class LanguageInput:
    """A language of a course, and the day from which its materials exist."""

    language: str
    available_from: date | None


@dataclass(frozen=True, slots=True)
class BlockInput:
    """Days of a run, counted from 0, and the trainers that they need."""

    code: str
    first_day: int
    last_day: int
    skill: str
    level: int
    trainer_count: int


@dataclass(frozen=True, slots=True)
class CourseInput:
    """A course; `audience` are kinds of agencies."""

    id: str
    days: int
    start_weekdays: tuple[int, ...]
    languages: tuple[LanguageInput, ...]
    facilities: tuple[str, ...]
    audience: tuple[str, ...]
    min_seats: int
    max_seats: int
    max_seats_per_member: int | None
    min_members: int
    prerequisites: tuple[str, ...]
    funder: str | None
    blocks: tuple[BlockInput, ...]


@dataclass(frozen=True, slots=True)
class RunInput:
    """A run with its window and venues (none: any), and what is pinned about it."""

    id: str
    course: str
    required: bool
    earliest: date | None
    latest: date | None
    venues: tuple[str, ...]
    pinned_held: bool | None
    pinned_start: date | None
    pinned_venue: str | None
    pinned_language: str | None
    pinned_trainers: tuple[BlockTrainer, ...]


@dataclass(frozen=True, slots=True)
class SkillInput:
    """What a trainer can teach, how well, and until when."""

    skill: str
    level: int
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class TrainerInput:
    """A trainer; `member` lends them, `refused` are runs that they said no to."""

    id: str
    person: str
    city: str | None
    member: str | None
    languages: tuple[str, ...]
    skills: tuple[SkillInput, ...]
    away: tuple[Days, ...]
    refused: tuple[str, ...]
    max_days: int | None
    day_fee_usd: int


@dataclass(frozen=True, slots=True)
class Ended:
    """A course that an official has been through, and its last day."""

    course: str
    day: date


@dataclass(frozen=True, slots=True)
class OfficialInput:
    """An official with a nomination that enters the plan; `agency_kind` is what audiences name.

    `completed` leaves out what they completed in a seat that is part of the plan; `ended` are all
    courses that they completed.
    """

    id: str
    person: str
    member: str
    city: str | None
    agency_kind: str
    languages: tuple[str, ...]
    away: tuple[Days, ...]
    completed: tuple[str, ...]
    ended: tuple[Ended, ...]
    max_days: int | None


@dataclass(frozen=True, slots=True)
class NominationInput:
    """A nomination that enters the plan, the last of an official for a course.

    `run` is where it has its seat today; who has attended, or was absent, keeps it.
    """

    id: str
    official: str
    course: str
    state: State
    priority: int
    rank: int | None
    pinned_run: str | None
    run: str | None


@dataclass(frozen=True, slots=True)
class FunderInput:
    """Somebody who pays; without a budget there is no limit."""

    id: str
    budget_usd: int | None


@dataclass(frozen=True, slots=True)
class LinkInput:
    """A relation between two runs; `kind` is one of `runs.LinkKind`."""

    kind: str
    first: str
    second: str
    min_gap_days: int
    max_gap_days: int | None


@dataclass(frozen=True, slots=True)
class PlanningInput:
    """A programme as planning sees it.

    `cooling_off_days` after a course an official is not to begin another, unless the other builds
    on it. `weights` and `day_rules` have the contract's names. `standing` is the published plan
    with today's seats, `version` the one that it comes from; both are empty before the first.
    `revision` is the audit trail's: a plan made from this knows what happened up to there.
    """

    programme: str
    start: date
    end: date
    planning_date: date
    cooling_off_days: int
    weights: dict[str, int]
    day_rules: dict[str, int]
    members: tuple[MemberInput, ...]
    cities: tuple[CityInput, ...]
    travel: tuple[TravelInput, ...]
    venues: tuple[VenueInput, ...]
    courses: tuple[CourseInput, ...]
    runs: tuple[RunInput, ...]
    trainers: tuple[TrainerInput, ...]
    officials: tuple[OfficialInput, ...]
    nominations: tuple[NominationInput, ...]
    funders: tuple[FunderInput, ...]
    links: tuple[LinkInput, ...]
    version: str | None
    revision: int
    standing: Plan
