"""From drafts to the contract's records, and from those to files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from planning.v1 import problem_pb2, schedule_pb2

from bench import conditions, people
from bench.conditions import Conditions
from bench.places import LANGUAGES, NATIONS, PLACES
from bench.planting import Draft
from bench.scene import Scene
from bench.wishes import Wishes
from scheduler import files, wire
from scheduler.goals.cost import run_cost_usd
from scheduler.problem import (
    City,
    Funder,
    Horizon,
    Member,
    Nomination,
    Pinned,
    Policy,
    Problem,
    Run,
    Travel,
    Venue,
)
from scheduler.reading import Reading
from scheduler.schedule import Schedule, ScheduledRun

BUDGET_SHARES = 0.74, 0.86
"""What budgets leave of the spending that is expected without them."""
PINNED_SEAT_SHARE = 0.012


def write(
    rng: np.random.Generator,
    scene: Scene,
    runs: list[Draft],
    wishes: Wishes,
    asked: Conditions,
    rest_days: int,
    *,
    tight: bool,
) -> tuple[Problem, Schedule]:
    """Make the records of a problem and of its planted schedule; budgets bind."""
    if tight:
        people.tighten(rng, scene, runs)
    persons = people.persons(rng, scene, runs)
    nominations, seats = _nominations(rng, runs, wishes)
    funders = tuple(Funder(f"f{n + 1}") for n in range(scene.size.funders))
    problem = Problem(
        horizon=Horizon(scene.first_day, scene.first_day + scene.size.days - 1),
        members=_members(scene, runs, wishes),
        cities=tuple(
            City(place.id, int(usd)) for place, usd in zip(PLACES, scene.per_diem_usd, strict=True)
        ),
        travel=_travel(scene),
        venues=_venues(scene),
        courses=tuple(scene.courses),
        runs=_runs(scene, runs, asked),
        trainers=people.trainers(rng, scene, runs, persons, tight=tight),
        officials=people.officials(rng, scene, runs, wishes, persons),
        nominations=nominations,
        funders=funders,
        links=tuple(asked.links),
        policy=Policy(conditions.weights(rng), official_rest_days=rest_days),
    )
    schedule = _schedule(scene, runs, seats)
    spent = _spent_usd(problem, schedule)
    expected = conditions.expected_spend_usd(scene, runs, wishes)
    shares = rng.uniform(*BUDGET_SHARES, len(funders)).tolist()
    budgets = tuple(
        Funder(f.id, int(max(1.01 * spent.get(f.id, 0), share * expected.get(f.id, 0.0))) + 1)
        for f, share in zip(funders, shares, strict=True)
    )
    return replace(problem, funders=budgets), schedule


def _spent_usd(problem: Problem, schedule: Schedule) -> dict[str, int]:
    reading = Reading(problem, schedule)
    spent: dict[str, int] = {}
    for held in reading.held.values():
        if held.course.funder is not None:
            cost = run_cost_usd(reading, held)
            spent[held.course.funder] = spent.get(held.course.funder, 0) + cost
    return spent


def _members(scene: Scene, runs: list[Draft], wishes: Wishes) -> tuple[Member, ...]:
    seats = conditions.seat_targets(scene, runs, wishes)
    hosts = conditions.host_targets(scene, runs)
    return tuple(
        Member(n.id, target, host) for n, target, host in zip(NATIONS, seats, hosts, strict=True)
    )


def _travel(scene: Scene) -> tuple[Travel, ...]:
    return tuple(
        Travel(a.id, b.id, int(scene.ways.days[i, j]), int(scene.ways.cost_usd[i, j]))
        for i, a in enumerate(PLACES)
        for j, b in enumerate(PLACES[:i])
        if scene.ways.days[i, j] >= 0
    )


def _venue_id(index: int) -> str:
    return f"v{index + 1:03}"


def _venues(scene: Scene) -> tuple[Venue, ...]:
    venues = scene.venues
    return tuple(
        Venue(
            id=_venue_id(n),
            city=PLACES[place].id,
            capacity=int(venues.capacity[n]),
            member=PLACES[place].member,
            parallel_runs=int(venues.parallel[n]),
            facilities=venues.facilities[n],
            closed=people.days(scene, venues.closed[n]),
            day_rate_usd=int(venues.day_rate_usd[n]),
        )
        for n, place in enumerate(venues.place)
    )


def _runs(scene: Scene, runs: list[Draft], asked: Conditions) -> tuple[Run, ...]:
    found = []
    for n, run in enumerate(runs):
        window, pins = asked.windows[n], asked.pins[n]
        found.append(
            Run(
                id=run.id,
                course=scene.courses[run.course].id,
                required=asked.required[n],
                earliest=None if window is None else scene.first_day + window[0],
                latest=None if window is None else scene.first_day + window[1],
                venues=tuple(_venue_id(v) for v in asked.venues[n]),
                pinned=Pinned(
                    held=asked.held[n],
                    start=scene.first_day + run.start if "start" in pins else None,
                    venue=_venue_id(run.venue) if "venue" in pins else None,
                    language=LANGUAGES[run.language] if "language" in pins else None,
                    trainers=people.duties(run)[:1] if "trainers" in pins else (),
                ),
            )
        )
    return tuple(found)


def _nominations(
    rng: np.random.Generator, runs: list[Draft], wishes: Wishes
) -> tuple[tuple[Nomination, ...], dict[tuple[int, int], str]]:
    """Write the nominations in a drawn order; give also their ids by official and course."""
    run_of = {(o, run.course): run for run in runs if run.planted for o in run.seats}
    found, ids = [], {}
    for nth, index in enumerate(rng.permutation(len(wishes.official)).tolist()):
        official, course = int(wishes.official[index]), int(wishes.course[index])
        run = run_of.get((official, course))
        pinned = run is not None and rng.random() < PINNED_SEAT_SHARE
        ids[official, course] = f"n{nth + 1:06}"
        found.append(
            Nomination(
                id=ids[official, course],
                official=f"o{official + 1:06}",
                course=f"c{course + 1:03}",
                priority=int(wishes.priority[index]),
                pinned_run=run.id if run is not None and pinned else None,
            )
        )
    return tuple(found), ids


def _schedule(scene: Scene, runs: list[Draft], ids: dict[tuple[int, int], str]) -> Schedule:
    return Schedule(
        tuple(
            ScheduledRun(
                id=run.id,
                start=scene.first_day + run.start,
                venue=_venue_id(run.venue),
                language=LANGUAGES[run.language],
                trainers=people.duties(run),
                seats=tuple(ids[official, run.course] for official in run.seats),
            )
            for run in runs
            if run.planted
        )
    )


def write_problem(problem: Problem, path: Path) -> None:
    """Write a problem's file."""
    path.write_text(files.write(wire.message_of(problem, problem_pb2.Problem)))


def write_schedule(schedule: Schedule, path: Path) -> None:
    """Write a schedule's file."""
    path.write_text(files.write(wire.message_of(schedule, schedule_pb2.Schedule)))
