"""Random problems of at most three runs and ten nominations, in which every rule matters.

Everything is drawn from so few days, places and people that windows, closures, trainers, seats,
links, budgets, pins and facts get into one another's way; some problems have no valid schedule.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

from scheduler.clock import Interval
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
from scheduler.schedule import BlockTrainer, Schedule, ScheduledRun

MONDAY = 735_750  # 2015-06-01
CITIES = ("bkk", "jkt", "suv")
LANGUAGES = ("en", "fr")
AGENCIES = ("border", "police")
SKILLS = ("law", "returns")

T = TypeVar("T")


def some(rng: Random, things: Sequence[T], share: float = 0.5) -> tuple[T, ...]:
    return tuple(thing for thing in things if rng.random() < share)


def chance(rng: Random, share: float, thing: T) -> T | None:
    return thing if rng.random() < share else None


def a_tiny_problem(rng: Random, runs: int = 3, nominations: int = 10) -> Problem:
    """Draw a problem of at most so many runs and nominations."""
    horizon = a_horizon(rng)
    members = tuple(
        Member(id, rng.choice((0, 0, 1, 3)), rng.choice((0, 0, 1, 2))) for id in ("idn", "fji")
    )
    venues = tuple(a_venue(rng, f"v{n}", horizon) for n in range(rng.randint(1, 3)))
    trainers = tuple(a_trainer(rng, f"t{n}", horizon) for n in range(rng.choice((2, 2, 3, 3, 4))))
    courses = some_courses(rng, horizon)
    count = rng.randint(1, runs)
    longest = (8, 6, 4)[count - 1]
    made = tuple(
        a_run(rng, f"r{n}", courses, venues, trainers, horizon, longest) for n in range(count)
    )
    officials = tuple(an_official(rng, f"o{n}", courses, horizon) for n in range(rng.randint(2, 6)))
    wishes = some_nominations(rng, officials, made, rng.randint(min(3, nominations), nominations))
    return Problem(
        horizon=horizon,
        members=members,
        cities=tuple(City(id, rng.choice((0, 50, 100))) for id in CITIES),
        travel=some_travel(rng),
        venues=venues,
        courses=courses,
        runs=made,
        trainers=trainers,
        officials=officials,
        nominations=wishes,
        funders=tuple(
            Funder(id, rng.choice((None, None, 300, 1500, 4000, 6000))) for id in ("f0", "f1")
        ),
        links=some_links(rng, made),
        policy=a_policy(rng),
        baseline=a_baseline(rng, horizon, made, courses, venues, trainers, wishes),
    )


def a_horizon(rng: Random) -> Horizon:
    start = MONDAY + rng.randint(0, 6)
    end = start + rng.randint(8, 20)
    if rng.random() < 0.5:
        return Horizon(start, end)
    return Horizon(start, end, start + rng.choice((-3, 0, 0, 1, 2, 4, 8)))


def an_interval(rng: Random, horizon: Horizon, longest: int = 4) -> Interval:
    start = rng.randint(horizon.start - 2, horizon.end)
    return Interval(start, start + rng.randint(longest // 4, longest))


def some_intervals(rng: Random, horizon: Horizon) -> tuple[Interval, ...]:
    return tuple(an_interval(rng, horizon) for _ in range(rng.choice((0, 0, 0, 0, 1, 1, 2))))


def some_travel(rng: Random) -> tuple[Travel, ...]:
    """Ways that are not metric, some missing, some given twice."""
    found = []
    for origin, destination in (CITIES[:2], CITIES[1:], (CITIES[2], CITIES[0])):
        if rng.random() < 0.85:
            days, cost = rng.choice((0, 0, 1, 1, 2, 5)), rng.choice((0, 100, 250, 700))
            found.append(Travel(origin, destination, days, cost))
            if rng.random() < 0.2:
                found.append(Travel(destination, origin, days, cost))
    return tuple(found)


def a_venue(rng: Random, id: str, horizon: Horizon) -> Venue:
    return Venue(
        id=id,
        city=rng.choice(CITIES),
        capacity=rng.choice((1, 2, 3, 3, 8)),
        member=rng.choice((None, "idn", "fji")),
        parallel_runs=rng.choice((*[1] * 14, *[2] * 8, 0)),
        facilities=some(rng, ("lab",), 0.8),
        closed=some_intervals(rng, horizon),
        day_rate_usd=rng.choice((0, 100, 400)),
    )


def a_trainer(rng: Random, id: str, horizon: Horizon) -> Trainer:
    return Trainer(
        id=id,
        city=rng.choice(CITIES),
        person=chance(rng, 0.4, f"p{id[1:]}"),
        member=rng.choice((None, "idn", "fji")),
        languages=some(rng, LANGUAGES, 0.9),
        skills=tuple(Skill(skill, rng.choice((0, 1, 2, 2))) for skill in some(rng, SKILLS, 0.85)),
        unavailable=some_intervals(rng, horizon),
        max_days=rng.choice((None, None, 2, 4)),
        day_fee_usd=rng.choice((0, 50, 300)),
    )


def an_official(rng: Random, id: str, courses: Sequence[Course], horizon: Horizon) -> Official:
    return Official(
        id=id,
        member=rng.choice(("idn", "fji")),
        city=rng.choice(CITIES),
        person=chance(rng, 0.4, f"p{id[1:]}"),
        agency=rng.choice(AGENCIES),
        languages=some(rng, LANGUAGES, 0.9),
        unavailable=some_intervals(rng, horizon),
        completed=some(rng, [*(c.id for c in courses), "old"], 0.08),
        max_days=rng.choice((None, None, None, 2, 5)),
    )


def some_courses(rng: Random, horizon: Horizon) -> tuple[Course, ...]:
    ids = [f"c{n}" for n in range(rng.randint(1, 3))]
    return tuple(a_course(rng, id, [i for i in ids if i != id], horizon) for id in ids)


def a_course(rng: Random, id: str, others: Sequence[str], horizon: Horizon) -> Course:
    days = rng.choice((1, 2, 2, 3, 4))
    least = rng.choice((1, 1, 1, 1, 2))
    return Course(
        id=id,
        days=days,
        languages=tuple(
            CourseLanguage(name, chance(rng, 0.25, horizon.start + rng.randint(0, 5)))
            for name in some(rng, LANGUAGES, 0.6) or (rng.choice(LANGUAGES),)
        ),
        min_seats=least,
        max_seats=least + rng.choice((0, 1, 3)),
        start_weekdays=rng.choice(((), (), (), (), (1, 2, 3), (1, 4, 5))),
        facilities=some(rng, ("lab",), 0.2),
        audience=chance(rng, 0.15, (rng.choice(AGENCIES),)) or (),
        max_seats_per_member=rng.choice((None, None, None, 1, 2)),
        min_members=rng.choice((0, 0, 0, 0, 1, 2)),
        prerequisites=some(rng, others, 0.2),
        funder=rng.choice((None, "f0", "f1")),
        blocks=tuple(a_block(rng, f"b{n}", days) for n in range(rng.choice((0, 1, 1, 2, 2, 3)))),
    )


def a_block(rng: Random, id: str, days: int) -> Block:
    first = rng.randrange(days)
    return Block(
        id=id,
        first_day=first,
        last_day=rng.randint(first, min(first + 2, days - 1)),
        skill=rng.choice(("", "", *SKILLS)),
        level=rng.choice((0, 0, 1, 2)),
        trainer_count=rng.choice((1, 1, 1, 1, 1, 2)),
    )


def a_run(
    rng: Random,
    id: str,
    courses: Sequence[Course],
    venues: Sequence[Venue],
    trainers: Sequence[Trainer],
    horizon: Horizon,
    longest: int,
) -> Run:
    course = rng.choice(courses)
    earliest = chance(rng, 0.9, rng.randint(horizon.start - 2, horizon.start + 8))
    window = (horizon.start if earliest is None else earliest) + rng.randint(longest // 4, longest)
    return Run(
        id=id,
        course=course.id,
        required=rng.random() < 0.5,
        earliest=earliest,
        latest=chance(rng, 0.9, window),
        venues=some(rng, [v.id for v in venues], 0.25),
        pinned=Pinned(
            held=rng.choice((None,) * 16 + (True, True, False)),
            start=chance(rng, 0.06, window - rng.randint(-1, 4)),
            venue=chance(rng, 0.07, rng.choice(venues).id),
            language=chance(rng, 0.05, rng.choice((*LANGUAGES, *LANGUAGES, "th"))),
            trainers=tuple(
                BlockTrainer(block.id, rng.choice(trainers).id)
                for block in some(rng, course.blocks, 0.07)
            ),
        ),
    )


def some_nominations(
    rng: Random, officials: Sequence[Official], runs: Sequence[Run], count: int
) -> tuple[Nomination, ...]:
    pairs = [(o.id, c) for o in officials for c in sorted({r.course for r in runs})]
    found = []
    for n, (official, course) in enumerate(rng.sample(pairs, min(count, len(pairs)))):
        own = [r.id for r in runs if r.course == course]
        pinned = chance(rng, 0.03, rng.choice(own))
        found.append(Nomination(f"n{n}", official, course, rng.randint(1, 5), pinned))
    return tuple(found)


def some_links(rng: Random, runs: Sequence[Run]) -> tuple[Link, ...]:
    if len(runs) < 2:
        return ()
    found = []
    for _ in range(rng.choice((0, 0, 1, 2))):
        kind = rng.choice(list(LinkKind))
        first, second = rng.sample([r.id for r in runs], 2)
        least, longest = 0, None
        if kind in (LinkKind.BEFORE, LinkKind.APART):
            least = rng.choice((0, 0, 1, 3))
        if kind is LinkKind.BEFORE:
            longest = rng.choice((None, least, least + 2))
        found.append(Link(kind, first, second, least, longest))
    return tuple(found)


def a_policy(rng: Random) -> Policy:
    def price(*prices: int) -> int:
        return rng.choice(prices)

    return Policy(
        weights=Weights(
            required_unheld=price(0, 20, 60),
            unseated=price(0, 2, 5, 9),
            member_shortfall=price(0, 1, 4),
            host_shortfall=price(0, 2, 6),
            cost_per_thousand_usd=price(0, 1, 2, 8),
            run_cancelled=price(0, 3, 9),
            moved_date=price(0, 1, 4),
            moved_date_per_week=price(0, 1, 2),
            moved_venue=price(0, 1, 3),
            moved_language=price(0, 1, 3),
            swapped_trainer=price(0, 1, 2),
            moved_official=price(0, 1, 2),
        ),
        official_rest_days=price(0, 0, 1, 2),
        notice_days=price(0, 3, 8),
        notice_factor=price(1, 1, 3, 0),
        min_notice_days=price(0, 0, 2, 6),
    )


def a_baseline(
    rng: Random,
    horizon: Horizon,
    runs: Sequence[Run],
    courses: Sequence[Course],
    venues: Sequence[Venue],
    trainers: Sequence[Trainer],
    nominations: Sequence[Nomination],
) -> Schedule | None:
    """Promise some runs; the promise breaks rules, and names what is gone, now and then."""
    if rng.random() < 0.3:
        return None
    until = horizon.start - 10 if horizon.frozen_until is None else horizon.frozen_until
    course_of = {c.id: c for c in courses}
    found = []
    for run in some(rng, runs, 0.75):
        course = course_of[run.course]
        first = horizon.start if run.earliest is None else run.earliest
        start = first + rng.randint(-1, 3)
        if rng.random() < 0.3:
            start = until - rng.randint(0, course.days)
        gone = () if start <= until else ("gone",)
        wishes = [n.id for n in nominations if n.course == run.course]
        strangers = [n.id for n in nominations if n.id not in wishes]
        found.append(
            ScheduledRun(
                id=run.id,
                start=start,
                venue=rng.choice((*(v.id for v in venues), *some(rng, gone, 0.2))),
                language=rng.choice(
                    (*(o.language for o in course.languages), *some(rng, ("th",), 0.1))
                ),
                trainers=some_duties(rng, course, trainers),
                seats=(
                    *rng.sample(wishes, min(len(wishes), rng.randint(0, course.max_seats))),
                    *some(rng, strangers, 0.06),
                    *some(rng, ("gone",), 0.15),
                ),
            )
        )
    if rng.random() < 0.1:
        found.append(ScheduledRun("gone", until + 1 + rng.randint(0, 5), venues[0].id, "en"))
    return Schedule(tuple(found))


def some_duties(
    rng: Random, course: Course, trainers: Sequence[Trainer]
) -> tuple[BlockTrainer, ...]:
    """Staff a run by whoever seems able, now and then by somebody else or who is gone."""
    found = []
    for block in course.blocks:
        able = [
            t.id
            for t in trainers
            if not block.skill
            or any(s.skill == block.skill and s.level >= block.level for s in t.skills)
        ]
        if not able or rng.random() < 0.1:
            able = [*(t.id for t in trainers), "gone"]
        team = rng.sample(able, min(len(able), block.trainer_count))
        found += [BlockTrainer(block.id, trainer) for trainer in team]
    return (*found, *some(rng, (BlockTrainer("gone", "t0"),), 0.05))
