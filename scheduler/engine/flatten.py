"""Makes the flat arrays of a problem. It knows what the compiled search can use, nothing else."""

from __future__ import annotations

from typing import Any

import numpy as np

from scheduler.engine.deadlines import deadlines
from scheduler.engine.flat_people import nominations_of, officials_of, trainers_of
from scheduler.engine.flat_runs import links_of, promises_of, runs_of
from scheduler.engine.instance import (
    FAR,
    Instance,
    Ints,
)
from scheduler.engine.numbering import Flattener, array, limit, ragged
from scheduler.rules import who_teaches


def flatten(flat: Flattener) -> Instance:
    """Make the arrays of a problem."""
    problem = flat.problem
    values = {
        **_policy(flat),
        **_places(flat),
        **_courses(flat),
        **runs_of(flat),
        **promises_of(flat),
        **links_of(flat),
        **trainers_of(flat),
        **officials_of(flat),
        **nominations_of(flat),
    }
    values["nom_by"] = deadlines(values)
    values["max_runs_of_trainer"] = _most_runs(flat, values)
    values["max_seats"] = max(
        [
            1,
            *(min(c.max_seats, len(problem.nominations_of[c.id])) for c in problem.courses),
            *(len(r.seats) for r in problem.frozen.values()),
        ]
    )
    return Instance(**values)


def _policy(flat: Flattener) -> dict[str, Any]:
    problem, weights = flat.problem, flat.problem.policy.weights
    until = problem.horizon.frozen_until
    return {
        "day0": flat.day0,
        "n_days": flat.n_days,
        "first_day": flat.day(problem.horizon.start),
        "last_day": flat.day(problem.horizon.end),
        "rest": problem.policy.official_rest_days,
        "past": -FAR if until is None else flat.day(until),
        "notice": -FAR if until is None else flat.day(until) + problem.policy.notice_days,
        "late": -FAR if until is None else flat.day(until) + problem.policy.min_notice_days,
        "notice_factor": problem.policy.notice_factor,
        "usd_price": weights.cost_per_thousand_usd,
        "unheld_price": 1000 * weights.required_unheld,
        "member_price": 1000 * weights.member_shortfall,
        "host_price": 1000 * weights.host_shortfall,
        "cancel_price": 1000 * weights.run_cancelled,
        "date_price": 1000 * weights.moved_date,
        "week_price": 1000 * weights.moved_date_per_week,
        "venue_price": 1000 * weights.moved_venue,
        "language_price": 1000 * weights.moved_language,
        "swap_price": 1000 * weights.swapped_trainer,
        "seat_price": 1000 * weights.moved_official,
        "member_target": array([m.seat_target for m in problem.members]),
        "host_target": array([m.host_target for m in problem.members]),
        "budget": np.array(
            [FAR if f.budget_usd is None else f.budget_usd for f in problem.funders] + [1 << 60],
            dtype=np.int64,
        ),
    }


def _places(flat: Flattener) -> dict[str, Any]:
    problem = flat.problem
    count = max(1, len(problem.cities))
    days = np.full((count, count), -1, dtype=np.int32)
    usd = np.zeros((count, count), dtype=np.int32)
    np.fill_diagonal(days, 0)
    for way in problem.travel:
        a, b = flat.city[way.origin], flat.city[way.destination]
        if a != b:
            days[a, b] = days[b, a] = way.days
            usd[a, b] = usd[b, a] = way.cost_usd
    venues = problem.venues
    cities = list(dict.fromkeys(flat.city[v.city] for v in venues))
    city_at = np.full(count, -1, dtype=np.int32)
    city_at[cities] = range(len(cities))
    return {
        "city_at": city_at,
        "venue_cities": np.array(cities, dtype=np.int32),
        "detours": _has_detours(days),
        "way_days": days,
        "way_usd": usd,
        "per_diem": array([c.per_diem_usd for c in problem.cities]),
        "venue_city": array([flat.city[v.city] for v in venues]),
        "venue_member": array([-1 if v.member is None else flat.member[v.member] for v in venues]),
        "venue_capacity": array([v.capacity for v in venues]),
        "venue_parallel": array([v.parallel_runs for v in venues]),
        "venue_rate": array([v.day_rate_usd for v in venues]),
        "venue_closes": flat.next_in([v.closed for v in venues]),
    }


def _has_detours(days: Ints) -> bool:
    """Say whether some direct way takes longer than one with a stop of a day."""
    ways = np.where(days < 0, FAR, days)
    return any(((row[:, None] + 1 + ways).min(axis=0) < row).any() for row in ways)


def _courses(flat: Flattener) -> dict[str, Any]:
    problem, courses = flat.problem, flat.problem.courses
    blocks = [b for c in courses for b in c.blocks]
    nom_ptr, noms = ragged(
        [[flat.nomination[n.id] for n in problem.nominations_of[c.id]] for c in courses]
    )
    qualified: dict[tuple[str, int], list[int]] = {}
    for block in blocks:
        key = (block.skill, block.level)
        if key not in qualified:
            qualified[key] = [
                index
                for index, trainer in enumerate(problem.trainers)
                if who_teaches.is_qualified(trainer, block)
            ]
    trainer_ptr, trainers = ragged([qualified[b.skill, b.level] for b in blocks])
    block_ptr, _ = ragged([[0] * len(c.blocks) for c in courses])
    return {
        "course_days": array([c.days for c in courses]),
        "course_min": array([c.min_seats for c in courses]),
        "course_max": array([c.max_seats for c in courses]),
        "course_member_limit": array([limit(c.max_seats_per_member) for c in courses]),
        "course_min_members": array([c.min_members for c in courses]),
        "course_funder": array(
            [len(flat.funder) if c.funder is None else flat.funder[c.funder] for c in courses]
        ),
        "course_nom_ptr": nom_ptr,
        "course_nom": noms,
        "course_block_ptr": block_ptr,
        "block_first": array([b.first_day for b in blocks]),
        "block_last": array([b.last_day for b in blocks]),
        "block_count": array([b.trainer_count for b in blocks]),
        "block_trainer_ptr": trainer_ptr,
        "block_trainer": trainers,
    }


def _most_runs(flat: Flattener, values: dict[str, Any]) -> int:
    """Bound the runs that one trainer can teach: presences do not share days, but for facts."""
    shortest = min([b.days for c in flat.problem.courses for b in c.blocks], default=1)
    facts = max(1, sum(1 for _ in flat.problem.frozen))
    return int(min(len(flat.problem.runs), flat.n_days // shortest + facts) + 1)
