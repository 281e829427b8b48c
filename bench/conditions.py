"""What is asked of the runs around the planted schedule: windows, pins, links, budgets, targets.

Everything here is kept by the planted schedule, and binds others.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from bench.places import NATIONS, PLACES
from bench.planting import Draft
from bench.scene import Scene
from bench.wishes import Wishes
from scheduler.problem import Link, LinkKind, Weights


@dataclass(frozen=True)
class Conditions:
    """Rows stand for the drafts in their order; windows are days, both included, or None."""

    windows: list[tuple[int, int] | None]
    venues: list[list[int]]
    required: list[bool]
    held: list[bool | None]
    pins: list[set[str]]
    links: list[Link]


def conditions(
    rng: np.random.Generator, scene: Scene, runs: list[Draft], all_required: bool
) -> Conditions:
    """Draw what is asked of each run."""
    planted = [run.planted for run in runs]
    required = [p and (all_required or bool(rng.random() < 0.38)) for p in planted]
    held = [(None if rng.random() < 0.96 else p) for p in planted]
    chances = {"start": 0.03, "venue": 0.03, "language": 0.02, "trainers": 0.02}
    pins = [
        {name for name, share in chances.items() if run.planted and rng.random() < share}
        for run in runs
    ]
    return Conditions(
        [_window(rng, scene, run) for run in runs],
        [_allowed(rng, scene, run) for run in runs],
        required,
        held,
        pins,
        _links(rng, scene, runs),
    )


def _window(rng: np.random.Generator, scene: Scene, run: Draft) -> tuple[int, int] | None:
    if rng.random() < 0.04:
        return None
    length = int(rng.integers(28, 85))
    days = scene.size.days - scene.courses[run.course].days
    first = (
        run.start - int(rng.integers(0, length + 1))
        if run.planted
        else int(rng.integers(0, max(1, days - length)))
    )
    return max(0, first), min(days, first + length)


def _allowed(rng: np.random.Generator, scene: Scene, run: Draft) -> list[int]:
    """Allow any venue, or some that suit the course, seldom others."""
    if rng.random() < 0.7:
        return []
    course = scene.courses[run.course]
    suits = [
        n
        for n, has in enumerate(scene.venues.facilities)
        if set(course.facilities) <= set(has) and scene.venues.capacity[n] >= course.min_seats
    ]
    few = rng.choice(suits, min(len(suits), int(rng.integers(2, 8))), replace=False).tolist()
    return sorted({*few, run.venue} if run.planted else set(few))


def _links(rng: np.random.Generator, scene: Scene, runs: list[Draft]) -> list[Link]:
    groups: dict[int, list[Draft]] = {}
    for run in runs:
        groups.setdefault(run.group, []).append(run)
    found = []
    for group in groups.values():
        if len(group) > 1:
            found += _exchange(scene, group) if group[0].kind == "exchange" else _operation(group)
    planted = [run for run in runs if run.planted]
    for _ in range(round(0.1 * len(runs))):
        if len(planted) > 1:
            first, second = rng.choice(len(planted), 2, replace=False)
            found += _pair(rng, scene, planted[first], planted[second])
    return found


def _exchange(scene: Scene, legs: list[Draft]) -> list[Link]:
    found = []
    for first, second in pairwise(legs):
        found += [
            Link(LinkKind.BEFORE, first.id, second.id, 4, 21),
            Link(LinkKind.SAME_COHORT, first.id, second.id),
            Link(LinkKind.ONLY_IF, second.id, first.id),
        ]
    return found


def _operation(group: list[Draft]) -> list[Link]:
    *actions, debrief = group
    found = [Link(LinkKind.SAME_START, actions[0].id, other.id) for other in actions[1:]]
    found += [Link(LinkKind.BEFORE, action.id, debrief.id, 7) for action in actions]
    if debrief.planted and all(action.planted for action in actions):
        found.append(Link(LinkKind.ONLY_IF, debrief.id, actions[0].id))
    return found


def _pair(rng: np.random.Generator, scene: Scene, first: Draft, second: Draft) -> list[Link]:
    """Link two planted runs by something that is true of them."""
    if second.start < first.start:
        first, second = second, first
    free = second.start - (first.start + scene.courses[first.course].days)
    roll = rng.random()
    if free >= 0 and free <= 120 and roll < 0.45:
        least = int(rng.integers(0, min(free, 28) + 1))
        most = free + int(rng.integers(0, 60)) if rng.random() < 0.4 else None
        return [Link(LinkKind.BEFORE, first.id, second.id, least, most)]
    if free >= 0 and roll < 0.8:
        return [Link(LinkKind.APART, second.id, first.id, int(rng.integers(0, min(free, 21) + 1)))]
    return [Link(LinkKind.ONLY_IF, first.id, second.id)]


def weights(rng: np.random.Generator) -> Weights:
    """Draw prices at which every goal matters."""
    unseated = int(rng.integers(3, 6))
    return Weights(
        required_unheld=500,
        unseated=unseated,
        member_shortfall=int(rng.integers(2, 6)),
        host_shortfall=int(rng.integers(15, 41)),
        cost_per_thousand_usd=int(rng.integers(1, 1 + unseated // 2 + 1)),
        run_cancelled=60,
        moved_date=20,
        moved_date_per_week=int(rng.integers(2, 6)),
        moved_venue=12,
        moved_language=15,
        swapped_trainer=6,
        moved_official=int(rng.integers(2, 4)),
    )


def seat_targets(scene: Scene, runs: list[Draft], wishes: Wishes) -> list[int]:
    """Share most of the planted seats out by the root of size, at most three in four wishes."""
    seats = sum(len(run.seats) for run in runs if run.planted)
    shares = np.array([nation.people for nation in NATIONS]) ** 0.3
    wanted = np.bincount(scene.officials.member[wishes.official], minlength=len(NATIONS))
    return np.minimum(0.75 * wanted, 0.95 * seats * shares / shares.sum()).astype(int).tolist()


def host_targets(scene: Scene, runs: list[Draft]) -> list[int]:
    """Ask each member with venues for its part of most runs."""
    held = 0.7 * sum(run.planted for run in runs)
    member = {nation.id: index for index, nation in enumerate(NATIONS)}
    hosts = np.bincount(
        [member[PLACES[place].member] for place in scene.venues.place], minlength=len(NATIONS)
    )
    shares = np.sqrt(hosts)
    return np.round(held * shares / shares.sum()).astype(int).tolist()


def expected_spend_usd(scene: Scene, runs: list[Draft], wishes: Wishes) -> dict[str, float]:
    """Estimate by funder what a good plan without budgets would spend: full, cheap runs."""
    homes = np.zeros((len(scene.courses), len(PLACES)))
    np.add.at(homes, (wishes.course, scene.officials.place[wishes.official]), 1)
    fare = np.where(scene.ways.days < 0, 2500, scene.ways.cost_usd)
    of_course: dict[int, int] = {}
    for run in runs:
        of_course[run.course] = of_course.get(run.course, 0) + 1
    teachers = np.bincount(scene.trainers.place, minlength=len(PLACES)) / len(scene.trainers.place)
    spend: dict[str, float] = {}
    for index, count in of_course.items():
        course = scene.courses[index]
        if course.funder is None:
            continue
        wanted = homes[index].sum()
        seats = min(course.max_seats, 0.9 * wanted / count)
        trip = 2 * (homes[index] / max(1, wanted)) @ fare + course.days * scene.per_diem_usd
        teaching = sum(b.trainer_count * b.days for b in course.blocks)
        staff = sum(b.trainer_count for b in course.blocks)
        teach = teaching * 0.5 * scene.trainers.fee_usd.mean() + staff * (teachers @ fare)
        each = seats * trip + teach
        venues = scene.venues
        suits = [set(course.facilities) <= set(has) for has in venues.facilities]
        cost = venues.day_rate_usd * course.days + each[venues.place]
        cost = np.sort(cost[np.array(suits)])
        good = cost[: max(1, len(cost) // 4)].mean() if len(cost) else 0.0
        spend[course.funder] = spend.get(course.funder, 0.0) + good * count
    return spend
