"""All nominations: those of the planted seats, and as many more as the programme has."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bench.places import LANGUAGES
from bench.planting import Draft
from bench.scene import AGENCIES, Scene
from bench.seating import MOST, Register


@dataclass
class Wishes:
    """Nominations by column; `completed` has a row a course and a column an official."""

    official: np.ndarray
    course: np.ndarray
    priority: np.ndarray
    completed: np.ndarray


def wishes(register: Register, runs: list[Draft]) -> Wishes:
    """Add nominations, most of which could be seated; everybody has one at least."""
    rng, scene = register.rng, register.scene
    expected = np.full(len(scene.courses), 0.5)
    for run in runs:
        expected[run.course] += scene.courses[run.course].max_seats
    shares = expected / expected.sum()
    spoken = np.array([_languages(scene, n) for n in range(len(scene.courses))])
    welcome = np.array([_audience(scene, n) for n in range(len(scene.courses))])
    missing = scene.size.nominations - len(register.pairs)
    while missing > 0:
        nobody = np.flatnonzero(register.count == 0)
        who = nobody if len(nobody) else rng.integers(0, scene.size.officials, 2 * missing + 8)
        course = rng.choice(len(shares), len(who), p=shares)
        speaks = (scene.officials.speaks[who] & spoken[course]).any(axis=1)
        ok = welcome[course, scene.officials.agency[who]] | (rng.random(len(who)) < 0.05)
        ok &= speaks | (rng.random(len(who)) < 0.07)
        ok &= ~register.completed[course, who] | (rng.random(len(who)) < 0.1)
        ok &= rng.random(len(who)) > 0.7 * register.count[who] / MOST
        for official, wanted in zip(who[ok].tolist(), course[ok].tolist(), strict=True):
            missing -= _nominate(register, official, wanted, missing)
    pairs = np.array(register.pairs, dtype=np.int64).reshape(-1, 2)
    priority = rng.choice((1, 2, 3, 4, 5), len(pairs), p=(0.13, 0.27, 0.32, 0.18, 0.1))
    return Wishes(pairs[:, 0], pairs[:, 1], priority, register.completed)


def _nominate(register: Register, official: int, course: int, most: int) -> int:
    """Nominate somebody, to all legs of a study exchange; give the number of nominations."""
    chains = register.scene.kinds["exchange"]
    together = next((legs for legs in chains if course in legs), [course])
    room = min(most, MOST - int(register.count[official]))
    if len(together) > room or any(c in register.course[official] for c in together):
        return 0
    for each in together:
        _prepare(register, official, each, together)
        register.nominate(official, each)
    return len(together)


def _prepare(register: Register, official: int, course: int, together: list[int]) -> None:
    """Let most have completed what a course builds on, unless they are nominated to it."""
    for id in register.scene.courses[course].prerequisites:
        before = register.index[id]
        known = before in together or before in register.course[official]
        if not known and register.rng.random() < 0.6:
            register.completed[before, official] = True


def _languages(scene: Scene, course: int) -> list[bool]:
    offered = {o.language for o in scene.courses[course].languages}
    return [language in offered for language in LANGUAGES]


def _audience(scene: Scene, course: int) -> list[bool]:
    wanted = scene.courses[course].audience
    return [not wanted or agency in wanted for agency in AGENCIES]
