"""Who may teach the runs that are free, where most of a schedule stays (`remainder.py`)."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace

from scheduler.clock import Interval
from scheduler.domains import Domain
from scheduler.problem import Course, Problem, Skill, Trainer
from scheduler.reading import Presence, Reading
from scheduler.rules import who_teaches

# For each block and language, beside who teaches it now.
_MORE_TRAINERS = 5


def of_its_own(course: Course, courses: Collection[str]) -> Course:
    """Ask for skills of the course's own, which those have who are chosen, and for what is free."""
    blocks = tuple(replace(b, skill=_skill(course, b.id), level=0) for b in course.blocks)
    needed = tuple(wanted for wanted in course.prerequisites if wanted in courses)
    return replace(course, prerequisites=needed, blocks=blocks)


def _skill(course: Course, block: str) -> str:
    return f"{course.id} {block}"


def trainers_left(
    problem: Problem,
    kept: Reading,
    now: Reading,
    may: Mapping[str, Domain],
    moving: Mapping[str, Domain],
    chance: random.Random,
) -> list[Trainer]:
    """Choose who may teach which block, and say when they cannot: some more for what may move."""
    skills: dict[str, set[str]] = defaultdict(set)
    for held in now.held.values():
        for block, trainer in held.duties:
            skills[trainer.id].add(_skill(held.course, block.id))
    for id in may:
        run = problem.run[id]
        for pair in run.pinned.trainers:
            skills[pair.trainer].add(_skill(problem.course[run.course], pair.block))
    spoken: dict[str, set[str]] = defaultdict(set)
    for id, domain in moving.items():
        spoken[problem.run[id].course] |= {o.language for o in domain.languages}
    for id, languages in spoken.items():
        course = problem.course[id]
        for block in course.blocks:
            able = [t for t in problem.trainers if who_teaches.is_qualified(t, block)]
            chance.shuffle(able)
            for language in sorted(languages):
                speak = [t for t in able if language in t.languages]
                for trainer in speak[: block.trainer_count - 1 + _MORE_TRAINERS]:
                    skills[trainer.id].add(_skill(course, block.id))
    cities = {venue.city for domain in may.values() for venue in domain.venues}
    return [
        replace(
            _left_of(problem, kept, now, trainer, cities),
            skills=tuple(Skill(name) for name in sorted(skills[trainer.id])),
        )
        for trainer in problem.trainers
        if trainer.id in skills
    ]


def _left_of(
    problem: Problem, kept: Reading, now: Reading, trainer: Trainer, cities: Collection[str]
) -> Trainer:
    """Take the days of what is kept from a trainer, with the ways from and to it."""
    presences = kept.presences.get(trainer.id, [])
    mine = now.presences.get(trainer.id, [])
    away = [_with_ways(problem, presence, mine, cities) for presence in presences]
    official = None if trainer.person is None else problem.official_of.get(trainer.person)
    if official is not None:
        seats = kept.seats_of.get(official.id, ())
        away += [Interval(held.start, held.end) for held, _ in seats]
    horizon, most = problem.horizon, trainer.max_days
    days = sum(presence.block_days(horizon.start, horizon.end) for presence in presences)
    return replace(
        trainer,
        unavailable=(*trainer.unavailable, *away),
        max_days=None if most is None else max(0, most - days),
    )


def _with_ways(
    problem: Problem, presence: Presence, mine: Collection[Presence], cities: Collection[str]
) -> Interval:
    """Give the days of a presence with the longest ways, but for what stands beside it now."""
    trainer, city = presence.trainer, presence.held.city or presence.trainer.city
    ways = (problem.transfer_days(trainer.city, city, other) for other in cities)
    longest = max((way for way in ways if way is not None), default=0)
    before = (presence.first - p.last - 1 for p in mine if p.last < presence.first)
    after = (p.first - presence.last - 1 for p in mine if p.first > presence.last)
    first = presence.first - min([longest, *before])
    return Interval(first, presence.last + min([longest, *after]))
