"""Who and what there is before anything is planned: venues, courses, trainers, officials.

Days are counted from the first day of the horizon. Trainers and officials are columns of arrays,
because the largest programme has 200,000 of them; everything indexes `places.PLACES`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from bench.places import LANGUAGES, NATIONS, PLACES, Ways
from scheduler.problem import Block, Course, CourseLanguage

AGENCIES = ("immigration", "border", "police", "prosecution", "labour", "coastguard")
AGENCY_SHARES = (0.3, 0.22, 0.22, 0.1, 0.09, 0.07)
FACILITIES = ("computers", "interpretation", "interview rooms", "mock checkpoint")
SKILLS = (
    "asylum procedures", "border management", "data analysis", "document fraud",
    "financial inquiry", "interviewing", "labour inspection", "maritime", "prosecution",
    "protection", "returns", "risk profiling", "victim identification",
)  # fmt: skip
UNAVAILABLE = 3
"""Most intervals of absence that an official has."""


class Size(NamedTuple):
    """How large a programme is; `small` makes cohorts of a few people."""

    runs: int
    trainers: int
    venues: int
    officials: int
    nominations: int
    days: int
    courses: int
    funders: int
    small: bool = False


@dataclass
class Venues:
    """Venues by column; `free` is how many more runs each can take on each day."""

    place: np.ndarray
    capacity: np.ndarray
    parallel: np.ndarray
    facilities: list[tuple[str, ...]]
    closed: list[list[tuple[int, int]]]
    day_rate_usd: np.ndarray
    free: np.ndarray


@dataclass
class Trainers:
    """Trainers by column; `level` is -1 where a skill is lacking.

    `away` counts for each day what keeps a trainer from being present.
    """

    place: np.ndarray
    level: np.ndarray
    speaks: np.ndarray
    unavailable: list[list[tuple[int, int]]]
    fee_usd: np.ndarray
    away: np.ndarray


@dataclass
class Officials:
    """Officials by column; `away_from` and `away_to` have `UNAVAILABLE` intervals each."""

    member: np.ndarray
    place: np.ndarray
    agency: np.ndarray
    speaks: np.ndarray
    away_from: np.ndarray
    away_to: np.ndarray


@dataclass
class Scene:
    """Everything there is; `kinds` are the courses of each kind, by index, chains in order."""

    size: Size
    first_day: int
    ways: Ways
    per_diem_usd: np.ndarray
    venues: Venues
    courses: list[Course]
    trainers: Trainers
    officials: Officials
    kinds: dict[str, list[list[int]]] = field(default_factory=dict)


def intervals(
    rng: np.random.Generator, days: int, count: int, shortest: int, longest: int
) -> list[tuple[int, int]]:
    """Draw intervals of days; they may overlap."""
    starts = rng.integers(0, days, count)
    ends = starts + rng.integers(shortest, longest + 1, count) - 1
    return [(int(a), int(min(b, days - 1))) for a, b in zip(starts, ends, strict=True)]


def open_days(days: int, closed: list[list[tuple[int, int]]]) -> np.ndarray:
    """Mark the days of each row that lie in none of its intervals."""
    found = np.ones((len(closed), days), dtype=bool)
    for row, away in zip(found, closed, strict=True):
        for first, last in away:
            row[first : last + 1] = False
    return found


def _member_shares(power: float) -> np.ndarray:
    shares = np.array([nation.people for nation in NATIONS]) ** power
    return shares / shares.sum()


def _places(rng: np.random.Generator, count: int, power: float) -> np.ndarray:
    """Draw cities: first a member, by a power of its size, then a city of it."""
    member = {
        nation.id: share for nation, share in zip(NATIONS, _member_shares(power), strict=True)
    }
    shares = np.array([member[place.member] * place.weight for place in PLACES])
    return rng.choice(len(PLACES), count, p=shares / shares.sum())


def venues(rng: np.random.Generator, size: Size) -> Venues:
    """Make venues: closed on their member's holidays, academies in term time too."""
    count, years = size.venues, size.days / 365
    holidays = {n.id: intervals(rng, size.days, round(5 * years), 1, 4) for n in NATIONS}
    place = _places(rng, count, 0.25)
    hubs = [i for i, p in enumerate(PLACES) if p.id in ("BKK", "SRG", "KUL", "MNL", "DPS")]
    place[: max(2, count // 6)] = rng.choice(hubs, max(2, count // 6))
    closed = []
    for here in place:
        mine = list(holidays[PLACES[here].member])
        if rng.random() < 0.4:
            mine += intervals(rng, size.days, round(2.5 * years), 14, 50)
        closed.append(mine)
    big = rng.random(count) < 0.15
    big[0] = True
    capacity = np.where(big, rng.integers(60, 151, count), rng.integers(18, 41, count))
    capacity[0] = 150
    parallel = np.where(rng.random(count) < 0.2, rng.integers(2, 4, count), 1)
    has = rng.random((count, len(FACILITIES))) < 0.55
    has[: max(2, count // 4)] = True
    facilities = [
        tuple(f for f, there in zip(FACILITIES, row, strict=True) if there) for row in has
    ]
    rate = (rng.lognormal(6.0, 0.5, count) * (1 + capacity / 120)).astype(int)
    free = open_days(size.days, closed) * parallel[:, None]
    return Venues(place, capacity, parallel, facilities, closed, rate, free)


def trainers(rng: np.random.Generator, size: Size, segmented: bool) -> Trainers:
    """Make trainers: two to four skills, one to three languages, away a third of the time."""
    count, years = size.trainers, size.days / 365
    place = _places(rng, count, 0.35)
    level = np.where(
        rng.random((count, len(SKILLS))) < 3 / len(SKILLS),
        rng.integers(0, 4, (count, len(SKILLS))),
        -1,
    )
    speaks = _spoken(rng, place, 0.45 if segmented else 0.92, 0.03 if segmented else 0.08)
    unavailable = [
        intervals(rng, size.days, round(rng.integers(3, 8) * years), 7, 30) for _ in place
    ]
    fee = np.where(rng.random(count) < 0.5, 0, rng.integers(15, 91, count) * 10)
    away = (~open_days(size.days, unavailable)).astype(np.int8)
    return Trainers(place, level, speaks, unavailable, fee, away)


def _spoken(
    rng: np.random.Generator, place: np.ndarray, english: float | np.ndarray, other: float
) -> np.ndarray:
    """Draw languages: English by a share, those of the member, others seldom; at least one."""
    speaks = rng.random((len(place), len(LANGUAGES))) < other
    speaks[:, 0] = rng.random(len(place)) < english
    home = {n.id: [LANGUAGES.index(language) for language in n.languages] for n in NATIONS}
    own = np.array([np.isin(np.arange(len(LANGUAGES)), home[p.member]) for p in PLACES])
    speaks |= own[place] & (rng.random(speaks.shape) < 0.85)
    speaks[~speaks.any(axis=1), 0] = True
    return speaks


def officials(rng: np.random.Generator, size: Size, segmented: bool) -> Officials:
    """Make officials: many from large members; segmented ones seldom work in English."""
    count = size.officials
    place = _places(rng, count, 0.45)
    member_index = {nation.id: index for index, nation in enumerate(NATIONS)}
    member_of = np.array([member_index[p.member] for p in PLACES])
    english = np.array([nation.english for nation in NATIONS])[member_of[place]]
    if segmented:
        has_own = np.array([bool(nation.languages) for nation in NATIONS])[member_of[place]]
        english = np.where(has_own, 0.12 * english, english)
    speaks = _spoken(rng, place, english, 0.0 if segmented else 0.02)
    away_from = np.full((count, UNAVAILABLE), np.iinfo(np.int32).max, dtype=np.int32)
    away_to = np.full((count, UNAVAILABLE), -1, dtype=np.int32)
    for nth, share in enumerate((0.5, 0.3, 0.15)):
        away = np.flatnonzero(rng.random(count) < share)
        away_from[away, nth] = rng.integers(0, size.days, len(away))
        away_to[away, nth] = np.minimum(
            away_from[away, nth] + rng.integers(3, 45, len(away)), size.days - 1
        )
    agency = rng.choice(len(AGENCIES), count, p=AGENCY_SHARES)
    return Officials(member_of[place], place, agency, speaks, away_from, away_to)


def blocks(rng: np.random.Generator, days: int, skilled: float) -> tuple[Block, ...]:
    """Cut a course's days into blocks; now and then two run side by side or a day is left out."""
    count = int(min(days, 1 + rng.integers(0, 1 + min(3, days // 2))))
    cuts = [0, *sorted(rng.choice(np.arange(1, days), count - 1, replace=False)), days]
    themes = rng.choice(len(SKILLS), 3, replace=False)
    found = []
    for nth, (cut, after) in enumerate(pairwise(map(int, cuts))):
        first, last = cut, after - 1
        if last > first and rng.random() < 0.15:
            last -= 1
        if nth and rng.random() < 0.15:
            first = max(0, first - 1)
        has_skill = rng.random() < skilled
        found.append(
            Block(
                f"b{nth + 1}",
                first,
                last,
                SKILLS[rng.choice(themes)] if has_skill else "",
                int(rng.choice(4, p=(0.1, 0.4, 0.35, 0.15))) if has_skill else 0,
                2 if rng.random() < 0.2 else 1,
            )
        )
    return tuple(found)


def course_languages(
    rng: np.random.Generator, size: Size, first_day: int, segmented: bool
) -> tuple[CourseLanguage, ...]:
    """Choose languages; those of a translation that is under way exist from a later day."""
    english = rng.random() < (0.5 if segmented else 0.95)
    others = rng.choice(np.arange(1, len(LANGUAGES)), int(rng.integers(2, 6)), replace=False)
    few = others if segmented else others[: int(rng.integers(0, 4))]
    chosen = [0] * english + sorted(map(int, few)) or [0]
    return tuple(
        CourseLanguage(
            LANGUAGES[index],
            first_day + int(size.days * rng.uniform(0.1, 0.6))
            if index and rng.random() < 0.35
            else None,
        )
        for index in chosen
    )
