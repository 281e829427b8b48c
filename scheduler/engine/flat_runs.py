"""Runs, their blocks, promises and links as flat arrays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from scheduler.domains import Domain, domain
from scheduler.engine.instance import (
    AFTER,
    APART,
    BEFORE,
    FAR,
    NEEDED_BY,
    NEEDS,
    SAME_COHORT,
    SAME_START,
)
from scheduler.engine.numbering import Flattener, array, flags, limit, ragged
from scheduler.goals import changes
from scheduler.problem import LinkKind, Problem, Run

_KINDS = {
    LinkKind.BEFORE: (BEFORE, AFTER),
    LinkKind.SAME_START: (SAME_START, SAME_START),
    LinkKind.APART: (APART, APART),
    LinkKind.ONLY_IF: (NEEDS, NEEDED_BY),
    LinkKind.SAME_COHORT: (SAME_COHORT, SAME_COHORT),
}


def runs_of(flat: Flattener) -> dict[str, Any]:
    """Give what may be done with each run, and its slots for trainers."""
    problem = flat.problem
    starts, venues, spoken, available = [], [], [], []
    for run in problem.runs:
        fact, course = problem.frozen.get(run.id), problem.course[run.course]
        if fact is not None:
            starts.append([flat.day(fact.start)])
            venues.append([flat.venue[fact.venue]])
            spoken.append([flat.language[fact.language]])
            available.append([-FAR])
            continue
        may = domain(problem, run)
        if any(len(pins) > places for pins, places in _pinned(problem, run)):
            may = Domain((), (), ())  # more pins than places cannot be kept
        starts.append([flat.day(day) for day in may.starts])
        fitting = [v for v in may.venues if v.capacity >= course.min_seats and v.parallel_runs > 0]
        fitting.sort(key=lambda v: flat.city[v.city])  # the search goes city by city
        venues.append([flat.venue[v.id] for v in fitting])
        spoken.append([flat.language[o.language] for o in may.languages])
        available.append(
            [
                -FAR if o.available_from is None else flat.day(o.available_from)
                for o in may.languages
            ]
        )
    start_ptr, start = ragged(starts)
    venue_ptr, venue = ragged(venues)
    language_ptr, language = ragged(spoken)
    of_course: list[list[int]] = [[] for _ in problem.courses]
    for index, run in enumerate(problem.runs):
        of_course[flat.course[run.course]].append(index)
    course_run_ptr, course_run = ragged(of_course)
    mask_ptr = np.zeros(max(1, len(starts)) + 1, dtype=np.int64)
    for index, run in enumerate(problem.runs):
        words = -(-len(starts[index]) // 64)
        mask_ptr[index + 1] = mask_ptr[index] + words * len(problem.nominations_of[run.course])
    return {
        "mask_ptr": mask_ptr,
        "course_run_ptr": course_run_ptr,
        "course_run": course_run,
        "run_course": array([flat.course[r.course] for r in problem.runs]),
        "run_required": flags([r.required for r in problem.runs]),
        "run_forced": flags([r.id in flat.implied.runs for r in problem.runs]),
        "run_frozen": flags([r.id in problem.frozen for r in problem.runs]),
        "run_start_ptr": start_ptr,
        "run_start": start,
        "run_venue_ptr": venue_ptr,
        "run_venue": venue,
        "run_language_ptr": language_ptr,
        "run_language": language,
        "run_language_from": array([day for each in available for day in each]),
        **_slots(flat),
    }


def _pinned(problem: Problem, run: Run) -> Iterator[tuple[list[str], int]]:
    """Give the trainers pinned to each block, and how many places it has."""
    for block in problem.course[run.course].blocks:
        pins = dict.fromkeys(p.trainer for p in run.pinned.trainers if p.block == block.id)
        yield list(pins), block.trainer_count


def _slots(flat: Flattener) -> dict[str, Any]:
    """Give each run its places for trainers: one for each trainer of each block."""
    problem = flat.problem
    rows: list[list[tuple[int, int, int]]] = []
    for run in problem.runs:
        fact, course = problem.frozen.get(run.id), problem.course[run.course]
        row: list[tuple[int, int, int]] = []
        for block, (pinned, places) in zip(course.blocks, _pinned(problem, run), strict=True):
            index = flat.block[course.id, block.id]
            until = problem.horizon.frozen_until
            if fact is not None and until is not None and fact.start + block.last_day <= until:
                known = dict.fromkeys(p.trainer for p in fact.trainers if p.block == block.id)
                row += [(index, flat.trainer[t], -1) for t in known if t in flat.trainer]
                continue
            pins = [flat.trainer[t] for t in pinned] + [-1] * (places - len(pinned))
            row += [(index, -1, pin) for pin in pins]
        rows.append(row)
    width = max([1, *(len(row) for row in rows)])
    table = np.full((max(1, len(rows)), width, 3), -1, dtype=np.int32)
    for index, row in enumerate(rows):
        for slot, values in enumerate(row):
            table[index, slot] = values
    return {
        "run_slots": array([len(row) for row in rows]),
        "slot_block": np.ascontiguousarray(table[:, :, 0]),
        "slot_fact": np.ascontiguousarray(table[:, :, 1]),
        "slot_pin": np.ascontiguousarray(table[:, :, 2]),
        "max_slots": width,
    }


def promises_of(flat: Flattener) -> dict[str, Any]:
    """Give what the standing plan promised, and what a change of it costs."""
    problem = flat.problem
    count = max(1, len(problem.runs))
    found: dict[str, Any] = {
        "run_base": np.zeros(count, dtype=np.bool_),
        "base_start": np.full(count, -1, dtype=np.int32),
        "base_venue": np.full(count, -1, dtype=np.int32),
        "base_language": np.full(count, -1, dtype=np.int32),
        "base_duties": np.zeros(count, dtype=np.int32),
        "base_place_gone": np.zeros(count, dtype=np.bool_),
    }
    duties: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    seats: list[list[int]] = [[] for _ in range(count)]
    for id, promised in problem.promised.items():
        row, course = flat.run[id], problem.course[problem.run[id].course]
        offered = {o.language for o in course.languages}
        blocks = {b.id for b in course.blocks}
        found["run_base"][row] = True
        found["base_start"][row] = flat.day(promised.start)
        found["base_venue"][row] = flat.venue.get(promised.venue, -1)
        found["base_language"][row] = (
            flat.language[promised.language] if promised.language in offered else -1
        )
        seats[row] = [flat.nomination[n] for n in sorted(changes.counted_seats(problem, promised))]
        found["base_duties"][row] = len({p for p in promised.trainers if p.block in blocks})
        found["base_place_gone"][row] = (
            promised.venue not in flat.venue or promised.language not in flat.language
        )
        duties[row] = [
            (flat.block[course.id, block], flat.trainer[trainer])
            for block, trainer in sorted(changes.counted_duties(problem, promised))
        ]
    ptr, found["base_duty_block"] = ragged([[b for b, _ in row] for row in duties])
    _, found["base_duty_trainer"] = ragged([[t for _, t in row] for row in duties])
    seat_ptr, seat = ragged(seats)
    return {**found, "base_duty_ptr": ptr, "base_seat_ptr": seat_ptr, "base_seat": seat}


def links_of(flat: Flattener) -> dict[str, Any]:
    """Give the links of each run, from both ends."""
    ends: list[list[tuple[int, int, int, int]]] = [[] for _ in flat.problem.runs]
    for link in flat.problem.links:
        first, second = flat.run[link.first], flat.run[link.second]
        here, there = _KINDS[link.kind]
        gaps = (link.min_gap_days, limit(link.max_gap_days))
        ends[first].append((here, second, *gaps))
        ends[second].append((there, first, *gaps))
    ptr, kind = ragged([[e[0] for e in each] for each in ends])
    return {
        "link_ptr": ptr,
        "link_kind": kind,
        "link_run": ragged([[e[1] for e in each] for each in ends])[1],
        "link_min": ragged([[e[2] for e in each] for each in ends])[1],
        "link_max": ragged([[e[3] for e in each] for each in ends])[1],
    }
