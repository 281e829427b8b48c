"""Trainers and officials, from their columns to the contract's records."""

from __future__ import annotations

import numpy as np

from bench.places import LANGUAGES, NATIONS, PLACES
from bench.planting import Draft, presences
from bench.scene import AGENCIES, SKILLS, Scene
from bench.wishes import Wishes
from scheduler.clock import Interval
from scheduler.problem import Official, Skill, Trainer
from scheduler.schedule import BlockTrainer

PERSON_SHARE = 0.08
"""Trainers who are officials too."""


def tighten(rng: np.random.Generator, scene: Scene, runs: list[Draft]) -> None:
    """Leave trainers little more than what they teach in the planted runs, and when."""
    trainers = scene.trainers
    level = np.full_like(trainers.level, -1)
    speaks = np.zeros_like(trainers.speaks)
    busy = np.zeros(trainers.away.shape, dtype=bool)
    for run in runs:
        if not run.planted:
            continue
        for block, trainer in run.duties:
            speaks[trainer, run.language] = True
            if block.skill:
                skill = SKILLS.index(block.skill)
                level[trainer, skill] = max(level[trainer, skill], block.level)
        for trainer, first, last in presences(run):
            busy[trainer, first : last + 1] = True
    kept = rng.random(level.shape) < 0.15
    trainers.level = np.where(kept, np.maximum(level, trainers.level), level)
    speaks |= trainers.speaks & (rng.random(speaks.shape) < 0.4)
    idle = ~speaks.any(axis=1)
    trainers.speaks = np.where(idle[:, None], trainers.speaks, speaks)
    years = scene.size.days / 365
    for trainer, away in enumerate(trainers.unavailable):
        for first in rng.integers(0, scene.size.days, round(6 * years)).tolist():
            last = min(first + int(rng.integers(7, 28)), scene.size.days - 1)
            if not busy[trainer, first : last + 1].any():
                away.append((first, last))


def persons(
    rng: np.random.Generator, scene: Scene, runs: list[Draft]
) -> tuple[dict[int, str], dict[int, str]]:
    """Let some trainers be officials too, who sit nowhere while they teach."""
    teaches: dict[int, list[tuple[int, int]]] = {}
    sits: dict[int, list[tuple[int, int]]] = {}
    for run in runs:
        if run.planted:
            last = run.start + scene.courses[run.course].days - 1
            for trainer, first, until in presences(run):
                teaches.setdefault(trainer, []).append((first, until))
            for official in run.seats:
                sits.setdefault(official, []).append((run.start, last))
    trainers, officials = {}, {}
    count = max(1, round(PERSON_SHARE * scene.size.trainers))
    chosen = rng.choice(scene.size.trainers, count, replace=False).tolist()
    who = rng.choice(scene.size.officials, count, replace=False).tolist()
    for nth, (trainer, official) in enumerate(zip(chosen, who, strict=True)):
        clash = any(
            first <= until and begin <= last
            for first, last in teaches.get(trainer, [])
            for begin, until in sits.get(official, [])
        )
        if not clash:
            trainers[trainer] = officials[official] = f"p{nth + 1:04}"
    return trainers, officials


def trainers(
    rng: np.random.Generator,
    scene: Scene,
    runs: list[Draft],
    persons: tuple[dict[int, str], dict[int, str]],
    *,
    tight: bool,
) -> tuple[Trainer, ...]:
    """Write the trainers; a planted run never takes one beyond the most days."""
    columns = scene.trainers
    taught = np.zeros(len(columns.place), dtype=int)
    for run in runs:
        if run.planted:
            for block, trainer in run.duties:
                taught[trainer] += block.days
    years = scene.size.days / 365
    limited = rng.random(len(taught)) < (0.9 if tight else 0.5)
    usual = (rng.integers(15, 46, len(taught)) * years).astype(int)
    limits = np.maximum(taught + rng.integers(0, 6, len(taught)), 0 if tight else usual)
    return tuple(
        Trainer(
            id=trainer_id(n),
            city=PLACES[place].id,
            person=persons[0].get(n),
            member=PLACES[place].member if columns.fee_usd[n] == 0 else None,
            languages=_spoken(columns.speaks[n]),
            skills=tuple(
                Skill(skill, int(level))
                for skill, level in zip(SKILLS, columns.level[n], strict=True)
                if level >= 0
            ),
            unavailable=days(scene, columns.unavailable[n]),
            max_days=int(limits[n]) if limited[n] else None,
            day_fee_usd=int(columns.fee_usd[n]),
        )
        for n, place in enumerate(columns.place)
    )


def officials(
    rng: np.random.Generator,
    scene: Scene,
    runs: list[Draft],
    wishes: Wishes,
    persons: tuple[dict[int, str], dict[int, str]],
) -> tuple[Official, ...]:
    """Write the officials; planted seats never take one beyond the most days."""
    columns = scene.officials
    seated = np.zeros(len(columns.place), dtype=int)
    for run in runs:
        if run.planted:
            seated[run.seats] += scene.courses[run.course].days
    limited = rng.random(len(seated)) < 0.25
    limits = np.maximum(seated, rng.integers(8, 26, len(seated)))
    ids = [course.id for course in scene.courses]
    completed: dict[int, list[str]] = {}
    for course, official in np.argwhere(wishes.completed).tolist():
        completed.setdefault(official, []).append(ids[course])
    return tuple(
        Official(
            id=f"o{n + 1:06}",
            member=NATIONS[columns.member[n]].id,
            city=PLACES[place].id,
            person=persons[1].get(n),
            agency=AGENCIES[columns.agency[n]],
            languages=_spoken(columns.speaks[n]),
            unavailable=days(
                scene,
                [
                    (first, last)
                    for first, last in zip(
                        columns.away_from[n].tolist(), columns.away_to[n].tolist(), strict=True
                    )
                    if last >= 0
                ],
            ),
            completed=tuple(completed.get(n, ())),
            max_days=int(limits[n]) if limited[n] else None,
        )
        for n, place in enumerate(columns.place)
    )


def duties(run: Draft) -> tuple[BlockTrainer, ...]:
    """Write who teaches what in a run."""
    return tuple(BlockTrainer(block.id, trainer_id(trainer)) for block, trainer in run.duties)


def days(scene: Scene, intervals: list[tuple[int, int]]) -> tuple[Interval, ...]:
    """Write intervals of days since the horizon's first."""
    return tuple(Interval(scene.first_day + a, scene.first_day + b) for a, b in intervals)


def trainer_id(index: int) -> str:
    """Name a trainer."""
    return f"t{index + 1:04}"


def _spoken(row: np.ndarray) -> tuple[str, ...]:
    return tuple(language for language, speaks in zip(LANGUAGES, row, strict=True) if speaks)
