"""A seeded generator of training programmes, each with a planted valid schedule.

    python -m bench.problems --size M --seed 1 --out PROBLEM.json --planted SCHEDULE.json

Everything in them is invented but the members and their cities. The planted schedule holds every
required run and keeps every pin: a witness that this can be done, neither cheap nor full.
"""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bench import conditions, courses, damage, places, planting, scene, seating, wishes, writing
from bench.scene import Size
from scheduler.check import check
from scheduler.problem import Problem
from scheduler.schedule import Schedule

FIRST_DAY = date(2016, 1, 1).toordinal()
REST_DAYS = 7
VARIANTS = ("plain", "tight-trainers", "all-required", "languages", "repair")
SIZES = {
    "TINY": Size(6, 8, 4, 24, 40, 120, 7, 2, small=True),
    "S": Size(20, 25, 10, 400, 700, 366, 10, 2),
    "M": Size(120, 80, 40, 4_000, 7_000, 366, 24, 4),
    "L": Size(600, 300, 120, 25_000, 45_000, 731, 60, 8),
    "XL": Size(5_000, 1_800, 700, 200_000, 350_000, 1_827, 160, 25),
}


class Planted(NamedTuple):
    """A problem with a valid schedule that holds all its required runs."""

    problem: Problem
    schedule: Schedule


def make(size: str, seed: int, variant: str = "plain", only: str | None = None) -> Planted:
    """Make a problem: the same for the same size, seed and variant.

    A repair may have `only` one kind of damage (see `bench.damage`). Raises ValueError for an
    unknown size or variant.
    """
    if size not in SIZES or variant not in VARIANTS or only not in (None, *damage.KINDS):
        raise ValueError(f"sizes are {', '.join(SIZES)}; variants are {', '.join(VARIANTS)}")
    rng = np.random.default_rng([seed, list(SIZES).index(size), VARIANTS.index(variant)])
    stage = _stage(rng, SIZES[size], variant == "languages")
    runs = planting.plant(rng, stage)
    register = seating.Register(rng, stage, REST_DAYS)
    seating.seat(register, runs)
    nominated = wishes.wishes(register, runs)
    asked = conditions.conditions(rng, stage, runs, variant == "all-required")
    problem, schedule = writing.write(
        rng, stage, runs, nominated, asked, REST_DAYS, tight=variant == "tight-trainers"
    )
    if variant == "repair":
        problem, schedule = damage.damage(rng, problem, schedule, only)
    found = check(problem, schedule).violations
    assert not found, f"the planted schedule is not valid: {found[:5]}"
    held = {run.id for run in schedule.runs}
    assert all(run.id in held for run in problem.runs if run.required)
    return Planted(problem, schedule)


def _stage(rng: np.random.Generator, size: Size, segmented: bool) -> scene.Scene:
    if size.small:
        size = size._replace(runs=int(rng.integers(3, size.runs + 1)))
    missing = 0.03 if rng.random() < 0.4 else 0.0
    ways = places.ways(rng, missing)
    per_diem = rng.integers(6, 29, len(places.PLACES)) * 10
    offered, kinds = courses.make(rng, size, FIRST_DAY, segmented)
    return scene.Scene(
        size,
        FIRST_DAY,
        ways,
        per_diem,
        scene.venues(rng, size),
        offered,
        scene.trainers(rng, size, segmented),
        scene.officials(rng, size, segmented),
        kinds,
    )


def main(arguments: list[str] | None = None) -> int:
    """Make a problem and write its files."""
    parser = argparse.ArgumentParser(prog="bench.problems", description=__doc__)
    parser.add_argument("--size", choices=SIZES, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--variant", choices=VARIANTS, default="plain")
    parser.add_argument("--out", type=Path, required=True, help="the problem's file")
    parser.add_argument("--planted", type=Path, help="the planted schedule's file")
    chosen = parser.parse_args(arguments)
    planted = make(chosen.size, chosen.seed, chosen.variant)
    writing.write_problem(planted.problem, chosen.out)
    if chosen.planted:
        writing.write_schedule(planted.schedule, chosen.planted)
    problem = planted.problem
    print(
        f"{chosen.out}: {len(problem.runs)} runs ({len(planted.schedule.runs)} planted, "
        f"{sum(r.required for r in problem.runs)} required), {len(problem.trainers)} trainers, "
        f"{len(problem.venues)} venues, {len(problem.nominations)} nominations"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
