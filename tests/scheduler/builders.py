"""A small world, piece by piece: one course, one run, one hall in Suva and three officials.

Dates are written as ISO strings. `a_problem` takes whole tables instead of the usual ones.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from scheduler import clock
from scheduler.check import check
from scheduler.clock import Interval
from scheduler.engine.solve import solve
from scheduler.problem import (
    Block,
    City,
    Course,
    CourseLanguage,
    Funder,
    Horizon,
    Link,
    LinkKind,
    Member,
    Nomination,
    Official,
    Pinned,
    Policy,
    Problem,
    Run,
    Skill,
    Trainer,
    Travel,
    Venue,
    Weights,
)
from scheduler.request import Improvement, Limits, Objective, Progress, Request
from scheduler.schedule import BlockTrainer, Schedule, ScheduledRun, Score, Solution, Violation
from tests.scheduler.exact_model import ALL_CODES, assert_faces_agree, has_place_for

MONDAY = "2016-03-07"


def day(text: str) -> int:
    return clock.parse(text)


def days(*spans: tuple[str, str]) -> tuple[Interval, ...]:
    return tuple(Interval(day(start), day(end)) for start, end in spans)


def a_horizon(
    start: str = "2016-01-01", end: str = "2016-12-31", frozen_until: str | None = None
) -> Horizon:
    return Horizon(day(start), day(end), maybe(frozen_until))


def maybe(text: str | None) -> int | None:
    return None if text is None else day(text)


def a_venue(
    id: str = "hall",
    city: str = "suv",
    capacity: int = 20,
    closed: Sequence[tuple[str, str]] = (),
    **more: Any,
) -> Venue:
    return Venue(id, city, capacity, closed=days(*closed), **more)


def a_block(id: str = "b", first_day: int = 0, last_day: int = 2, **more: Any) -> Block:
    return Block(id, first_day, last_day, **more)


def a_course(
    id: str = "law",
    days: int = 3,
    languages: Sequence[str | tuple[str, str]] = ("en",),
    min_seats: int = 1,
    max_seats: int = 20,
    **more: Any,
) -> Course:
    """A course; `languages` are names, or names with the day from which there are materials."""
    offers = tuple(
        CourseLanguage(offer) if isinstance(offer, str) else CourseLanguage(offer[0], day(offer[1]))
        for offer in languages
    )
    return Course(id, days, offers, min_seats, max_seats, **more)


def a_run(
    id: str = "r1",
    course: str = "law",
    earliest: str | None = None,
    latest: str | None = None,
    pinned: Pinned | None = None,
    **more: Any,
) -> Run:
    return Run(
        id,
        course,
        earliest=maybe(earliest),
        latest=maybe(latest),
        pinned=pinned or Pinned(),
        **more,
    )


def pinned(
    held: bool | None = None,
    start: str | None = None,
    venue: str | None = None,
    language: str | None = None,
    trainers: Sequence[tuple[str, str]] = (),
) -> Pinned:
    return Pinned(held, maybe(start), venue, language, duties(trainers))


def duties(pairs: Iterable[tuple[str, str]]) -> tuple[BlockTrainer, ...]:
    return tuple(BlockTrainer(block, trainer) for block, trainer in pairs)


def a_trainer(
    id: str = "t1",
    city: str = "suv",
    languages: Sequence[str] = ("en",),
    skills: Mapping[str, int] | None = None,
    unavailable: Sequence[tuple[str, str]] = (),
    **more: Any,
) -> Trainer:
    return Trainer(
        id,
        city,
        languages=tuple(languages),
        skills=tuple(Skill(name, level) for name, level in (skills or {}).items()),
        unavailable=days(*unavailable),
        **more,
    )


def an_official(
    id: str = "o1",
    member: str = "fji",
    city: str = "suv",
    languages: Sequence[str] = ("en",),
    unavailable: Sequence[tuple[str, str]] = (),
    **more: Any,
) -> Official:
    return Official(
        id, member, city, languages=tuple(languages), unavailable=days(*unavailable), **more
    )


def a_nomination(
    id: str = "n1", official: str = "o1", course: str = "law", priority: int = 3, **more: Any
) -> Nomination:
    return Nomination(id, official, course, priority, **more)


def a_link(kind: LinkKind, first: str = "r1", second: str = "r2", **more: Any) -> Link:
    return Link(kind, first, second, **more)


def a_policy(weights: Mapping[str, int] | None = None, **more: Any) -> Policy:
    prices = {"required_unheld": 100, "unseated": 10, "cost_per_thousand_usd": 1}
    return Policy(Weights(**(prices if weights is None else weights)), **more)


def a_problem(**tables: Any) -> Problem:
    """A problem of the usual tables, but for those that are given."""
    usual = {
        "horizon": a_horizon(),
        "members": (Member("fji"), Member("idn")),
        "cities": (City("suv", 100), City("jkt", 50), City("bkk", 80)),
        "travel": (Travel("suv", "jkt", 1, 700), Travel("jkt", "bkk", 1, 200)),
        "venues": (a_venue(),),
        "courses": (a_course(),),
        "runs": (a_run(),),
        "trainers": (a_trainer("t1"), a_trainer("t2"), a_trainer("t3", city="jkt")),
        "officials": (
            an_official("o1"),
            an_official("o2", member="idn", city="jkt"),
            an_official("o3"),
        ),
        "nominations": (
            a_nomination("n1", "o1"),
            a_nomination("n2", "o2"),
            a_nomination("n3", "o3"),
        ),
        "policy": a_policy(),
    }
    given = {k: tuple(v) if isinstance(v, list) else v for k, v in tables.items()}
    return Problem(**{**usual, **given})


def held(
    id: str = "r1",
    start: str = MONDAY,
    venue: str = "hall",
    language: str = "en",
    trainers: Iterable[tuple[str, str]] = (),
    seats: Iterable[str] = ("n1",),
) -> ScheduledRun:
    """A run as a schedule has it; `trainers` are (block, trainer)."""
    return ScheduledRun(id, day(start), venue, language, duties(trainers), tuple(seats))


def a_schedule(*runs: ScheduledRun) -> Schedule:
    return Schedule(runs)


def violations(problem: Problem, *runs: ScheduledRun) -> list[Violation]:
    """What the check lists of a schedule; the exact model must forbid the same, and no more."""
    schedule = Schedule(runs)
    found = list(check(problem, schedule).violations)
    if has_place_for(problem, schedule) and {each.code for each in found} <= ALL_CODES:
        assert_faces_agree(problem, schedule)
    return found


def codes(problem: Problem, *runs: ScheduledRun) -> list[str]:
    return [v.code for v in violations(problem, *runs)]


def score(problem: Problem, *runs: ScheduledRun) -> Score:
    """The score of a schedule, which must be valid."""
    verdict = check(problem, Schedule(runs))
    assert verdict.violations == ()
    assert verdict.score is not None
    return verdict.score


def a_funder(id: str = "fund", budget_usd: int | None = None) -> Funder:
    return Funder(id, budget_usd)


class Audience:
    """Hears what a solve tells."""

    def __init__(self) -> None:
        self.told: list[Progress | Improvement] = []

    def progress(self, progress: Progress) -> None:
        self.told.append(progress)

    def improvement(self, improvement: Improvement) -> None:
        self.told.append(improvement)

    @property
    def improvements(self) -> list[Improvement]:
        return [t for t in self.told if isinstance(t, Improvement)]


def solved(
    problem: Problem,
    audience: Audience | None = None,
    objective: Objective = Objective.TOTAL,
    start: Schedule | None = None,
    stop: threading.Event | None = None,
    **limits: Any,
) -> Solution:
    """The answer of a short solve."""
    request = Request(
        problem, "digest", objective, Limits(**{"seconds": 60.0, "work_units": 500} | limits), start
    )
    return solve(request, audience or Audience(), stop or threading.Event())
