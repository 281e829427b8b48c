"""Trainers, officials and nominations as flat arrays."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np

from scheduler.engine.numbering import Flattener, array, flags, limit, ragged
from scheduler.problem import Official
from scheduler.rules import who_learns


def trainers_of(flat: Flattener) -> dict[str, Any]:
    """Give what each trainer can and may do."""
    problem, trainers = flat.problem, flat.problem.trainers
    official = {o.person: flat.official[o.id] for o in problem.officials if o.person is not None}
    return {
        "trainer_city": array([flat.city[t.city] for t in trainers]),
        "trainer_days": array([limit(t.max_days) for t in trainers]),
        "trainer_fee": array([t.day_fee_usd for t in trainers]),
        "trainer_busy": flat.next_in([t.unavailable for t in trainers]),
        "trainer_speaks": flat.speaks(trainers),
        "trainer_official": array(
            [-1 if t.person is None else official.get(t.person, -1) for t in trainers]
        ),
    }


def officials_of(flat: Flattener) -> dict[str, Any]:
    """Give what each official can and may do."""
    problem, officials = flat.problem, flat.problem.officials
    trainer = {t.person: flat.trainer[t.id] for t in problem.trainers if t.person is not None}
    noms: list[list[int]] = [[] for _ in officials]
    for index, nomination in enumerate(problem.nominations):
        noms[flat.official[nomination.official]].append(index)
    away_ptr, away_first = ragged([[flat.day(i.start) for i in o.unavailable] for o in officials])
    nom_ptr, nom = ragged(noms)
    return {
        "official_member": array([flat.member[o.member] for o in officials]),
        "official_city": array([flat.city[o.city] for o in officials]),
        "official_days": array([limit(o.max_days) for o in officials]),
        "official_speaks": flat.speaks(officials),
        "official_trainer": array(
            [-1 if o.person is None else trainer.get(o.person, -1) for o in officials]
        ),
        "away_ptr": away_ptr,
        "away_first": away_first,
        "away_last": ragged([[flat.day(i.end) for i in o.unavailable] for o in officials])[1],
        "official_nom_ptr": nom_ptr,
        "official_nom": nom,
    }


def nominations_of(flat: Flattener) -> dict[str, Any]:
    """Give nominations with their runs, prices and prerequisites."""
    problem, nominations = flat.problem, flat.problem.nominations
    facts = {n: flat.run[r.id] for r in problem.frozen.values() for n in r.seats}
    base = {n: flat.run[r.id] for r in problem.promised.values() for n in r.seats}
    seats = flat.implied.seats
    pinned = [n.pinned_run if n.pinned_run is not None else seats.get(n.id) for n in nominations]
    suits, opened, needs = _prerequisites(flat)
    needed: dict[int, list[int]] = defaultdict(list)
    for index, before in enumerate(needs):
        for other in before:
            needed[other].append(index)
    needs_ptr, needs_flat = ragged(needs)
    needed_ptr, needed_flat = ragged([needed[index] for index in range(len(nominations))])
    price = 1000 * problem.policy.weights.unseated
    return {
        "nom_official": array([flat.official[n.official] for n in nominations]),
        "nom_course": array([flat.course[n.course] for n in nominations]),
        "nom_gain": np.array([price * n.priority for n in nominations] or [0], dtype=np.int64),
        "nom_open": flags(
            [is_open and n.id not in facts for is_open, n in zip(opened, nominations, strict=True)]
        ),
        "nom_suits": flags(suits),
        "nom_pinned": array(
            [-1 if n.pinned_run is None else flat.run[n.pinned_run] for n in nominations]
        ),
        "nom_pin": array([-1 if run is None else flat.run[run] for run in pinned]),
        "nom_forced": flags([n.id in seats for n in nominations]),
        "nom_base": array([base.get(n.id, -1) for n in nominations]),
        "nom_fact": array([facts.get(n.id, -1) for n in nominations]),
        "needs_ptr": needs_ptr,
        "needs": needs_flat,
        "needed_ptr": needed_ptr,
        "needed": needed_flat,
    }


def _prerequisites(flat: Flattener) -> tuple[list[bool], list[bool], list[list[int]]]:
    """Give who suits a course, who can have its prerequisites too, and after which others."""
    problem = flat.problem
    wanting = {c.id for c in problem.courses if c.prerequisites}
    of: dict[str, dict[str, int]] = defaultdict(dict)
    for index, nomination in enumerate(problem.nominations):
        of[nomination.official][nomination.course] = index
    suits: list[bool] = []
    opened: list[bool] = []
    needs: list[list[int]] = []
    for nomination in problem.nominations:
        course = problem.course[nomination.course]
        official: Official = problem.official[nomination.official]
        suits.append(not who_learns.seat_faults(course, nomination, official))
        is_open = suits[-1]
        before: list[int] = []
        if course.id in wanting:
            for wanted in dict.fromkeys(course.prerequisites):
                if wanted in official.completed:
                    continue
                if wanted in of[official.id]:
                    before.append(of[official.id][wanted])
                else:
                    is_open = False
        opened.append(is_open)
        needs.append(before)
    return suits, opened, needs
