"""Makes the flat arrays of a problem. It knows what the compiled search can use, nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from scheduler.clock import Interval
from scheduler.domains import Domain, domain
from scheduler.engine.implied import implied
from scheduler.engine.instance import (
    AFTER,
    APART,
    BEFORE,
    FAR,
    NEEDED_BY,
    NEEDS,
    SAME_COHORT,
    SAME_START,
    Flags,
    Instance,
    Ints,
)
from scheduler.goals import changes
from scheduler.problem import LinkKind, Official, Problem, Run
from scheduler.rules import who_learns, who_teaches

_KINDS = {
    LinkKind.BEFORE: (BEFORE, AFTER),
    LinkKind.SAME_START: (SAME_START, SAME_START),
    LinkKind.APART: (APART, APART),
    LinkKind.ONLY_IF: (NEEDS, NEEDED_BY),
    LinkKind.SAME_COHORT: (SAME_COHORT, SAME_COHORT),
}


def _array(values: Sequence[int]) -> Ints:
    return np.array(values or [0], dtype=np.int32)


def _flags(values: list[bool]) -> Flags:
    return np.array(values or [False], dtype=np.bool_)


def _ragged(lists: Sequence[Sequence[int]]) -> tuple[Ints, Ints]:
    ptr = np.zeros(len(lists) + 1, dtype=np.int32)
    np.cumsum([len(each) for each in lists], out=ptr[1:])
    return ptr, _array([value for each in lists for value in each])


def _limit(value: int | None) -> int:
    return FAR if value is None else value


def _index(records: Iterable[Any]) -> dict[str, int]:
    return {record.id: index for index, record in enumerate(records)}


def languages(problem: Problem) -> list[str]:
    """List the languages that a run can have, in the order of their numbers."""
    spoken = [o.language for c in problem.courses for o in c.languages]
    return list(dict.fromkeys([*spoken, *(r.language for r in problem.frozen.values())]))


class Flattener:
    """The indexes that the parts of a problem share while its arrays are made."""

    def __init__(self, problem: Problem) -> None:
        """Give everything its number."""
        self.problem = problem
        self.implied = implied(problem)
        days = [problem.horizon.start, problem.horizon.end]
        for fact in problem.frozen.values():
            course = problem.course[problem.run[fact.id].course]
            days += [fact.start, fact.start + course.days - 1]
        self.day0 = min(days)
        self.n_days = max(days) - self.day0 + 1
        self.city = _index(problem.cities)
        self.venue = _index(problem.venues)
        self.course = _index(problem.courses)
        self.run = _index(problem.runs)
        self.trainer = _index(problem.trainers)
        self.official = _index(problem.officials)
        self.nomination = _index(problem.nominations)
        self.member = _index(problem.members)
        self.funder = _index(problem.funders)
        self.language = {name: index for index, name in enumerate(languages(problem))}
        self.block = {
            (c.id, b.id): index
            for index, (c, b) in enumerate((c, b) for c in problem.courses for b in c.blocks)
        }

    def day(self, day: int) -> int:
        """Count a calendar day from day 0."""
        return day - self.day0

    def next_in(self, tables: Sequence[Sequence[Interval]]) -> Ints:
        """Give, for each table of intervals and day, the first day in one from there on."""
        found = np.full((max(1, len(tables)), self.n_days + 1), FAR, dtype=np.int32)
        for row, intervals in enumerate(tables):
            inside = np.zeros(self.n_days + 1, dtype=np.bool_)
            for interval in intervals:
                first, last = max(0, self.day(interval.start)), self.day(interval.end)
                if last >= 0:
                    inside[first : last + 1] = True
            days = np.where(inside, np.arange(self.n_days + 1), FAR)
            found[row] = np.minimum.accumulate(days[::-1])[::-1]
        return found

    def speaks(self, people: Sequence[Any]) -> Flags:
        """Give who speaks which language."""
        found = np.zeros((max(1, len(people)), max(1, len(self.language))), dtype=np.bool_)
        for row, person in enumerate(people):
            for name in person.languages:
                if name in self.language:
                    found[row, self.language[name]] = True
        return found


def flatten(flat: Flattener) -> Instance:
    """Make the arrays of a problem."""
    problem = flat.problem
    values = {
        **_policy(flat),
        **_places(flat),
        **_courses(flat),
        **_runs(flat),
        **_promises(flat),
        **_links(flat),
        **_trainers(flat),
        **_officials(flat),
        **_nominations(flat),
    }
    values["max_runs_of_trainer"] = _most_runs(flat, values)
    values["max_seats"] = max(
        [
            1,
            *(c.max_seats for c in problem.courses),
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
        "member_target": _array([m.seat_target for m in problem.members]),
        "host_target": _array([m.host_target for m in problem.members]),
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
        "per_diem": _array([c.per_diem_usd for c in problem.cities]),
        "venue_city": _array([flat.city[v.city] for v in venues]),
        "venue_member": _array([-1 if v.member is None else flat.member[v.member] for v in venues]),
        "venue_capacity": _array([v.capacity for v in venues]),
        "venue_parallel": _array([v.parallel_runs for v in venues]),
        "venue_rate": _array([v.day_rate_usd for v in venues]),
        "venue_closes": flat.next_in([v.closed for v in venues]),
    }


def _has_detours(days: Ints) -> bool:
    """Say whether some direct way takes longer than one with a stop of a day."""
    ways = np.where(days < 0, FAR, days)
    return any(((row[:, None] + 1 + ways).min(axis=0) < row).any() for row in ways)


def _courses(flat: Flattener) -> dict[str, Any]:
    problem, courses = flat.problem, flat.problem.courses
    blocks = [b for c in courses for b in c.blocks]
    nom_ptr, noms = _ragged(
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
    trainer_ptr, trainers = _ragged([qualified[b.skill, b.level] for b in blocks])
    block_ptr = np.zeros(len(courses) + 1, dtype=np.int32)
    np.cumsum([len(c.blocks) for c in courses], out=block_ptr[1:])
    return {
        "course_days": _array([c.days for c in courses]),
        "course_min": _array([c.min_seats for c in courses]),
        "course_max": _array([c.max_seats for c in courses]),
        "course_member_limit": _array([_limit(c.max_seats_per_member) for c in courses]),
        "course_min_members": _array([c.min_members for c in courses]),
        "course_funder": _array(
            [len(flat.funder) if c.funder is None else flat.funder[c.funder] for c in courses]
        ),
        "course_nom_ptr": nom_ptr,
        "course_nom": noms,
        "course_block_ptr": block_ptr,
        "block_first": _array([b.first_day for b in blocks]),
        "block_last": _array([b.last_day for b in blocks]),
        "block_count": _array([b.trainer_count for b in blocks]),
        "block_trainer_ptr": trainer_ptr,
        "block_trainer": trainers,
    }


def _runs(flat: Flattener) -> dict[str, Any]:
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
    start_ptr, start = _ragged(starts)
    venue_ptr, venue = _ragged(venues)
    language_ptr, language = _ragged(spoken)
    of_course: list[list[int]] = [[] for _ in problem.courses]
    for index, run in enumerate(problem.runs):
        of_course[flat.course[run.course]].append(index)
    course_run_ptr, course_run = _ragged(of_course)
    mask_ptr = np.zeros(len(starts) + 1, dtype=np.int64)
    for index, run in enumerate(problem.runs):
        words = -(-len(starts[index]) // 64)
        mask_ptr[index + 1] = mask_ptr[index] + words * len(problem.nominations_of[run.course])
    return {
        "mask_ptr": mask_ptr,
        "course_run_ptr": course_run_ptr,
        "course_run": course_run,
        "run_course": _array([flat.course[r.course] for r in problem.runs]),
        "run_required": _flags([r.required for r in problem.runs]),
        "run_forced": _flags([r.id in flat.implied.runs for r in problem.runs]),
        "run_frozen": _flags([r.id in problem.frozen for r in problem.runs]),
        "run_start_ptr": start_ptr,
        "run_start": start,
        "run_venue_ptr": venue_ptr,
        "run_venue": venue,
        "run_language_ptr": language_ptr,
        "run_language": language,
        "run_language_from": _array([day for each in available for day in each]),
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
        "run_slots": _array([len(row) for row in rows]),
        "slot_block": np.ascontiguousarray(table[:, :, 0]),
        "slot_fact": np.ascontiguousarray(table[:, :, 1]),
        "slot_pin": np.ascontiguousarray(table[:, :, 2]),
        "max_slots": width,
    }


def _promises(flat: Flattener) -> dict[str, Any]:
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
    ptr, found["base_duty_block"] = _ragged([[b for b, _ in row] for row in duties])
    _, found["base_duty_trainer"] = _ragged([[t for _, t in row] for row in duties])
    seat_ptr, seat = _ragged(seats)
    return {**found, "base_duty_ptr": ptr, "base_seat_ptr": seat_ptr, "base_seat": seat}


def _links(flat: Flattener) -> dict[str, Any]:
    ends: list[list[tuple[int, int, int, int]]] = [[] for _ in flat.problem.runs]
    for link in flat.problem.links:
        first, second = flat.run[link.first], flat.run[link.second]
        here, there = _KINDS[link.kind]
        gaps = (link.min_gap_days, _limit(link.max_gap_days))
        ends[first].append((here, second, *gaps))
        ends[second].append((there, first, *gaps))
    ptr, kind = _ragged([[e[0] for e in each] for each in ends])
    return {
        "link_ptr": ptr,
        "link_kind": kind,
        "link_run": _ragged([[e[1] for e in each] for each in ends])[1],
        "link_min": _ragged([[e[2] for e in each] for each in ends])[1],
        "link_max": _ragged([[e[3] for e in each] for each in ends])[1],
    }


def _trainers(flat: Flattener) -> dict[str, Any]:
    problem, trainers = flat.problem, flat.problem.trainers
    official = {o.person: flat.official[o.id] for o in problem.officials if o.person is not None}
    return {
        "trainer_city": _array([flat.city[t.city] for t in trainers]),
        "trainer_days": _array([_limit(t.max_days) for t in trainers]),
        "trainer_fee": _array([t.day_fee_usd for t in trainers]),
        "trainer_busy": flat.next_in([t.unavailable for t in trainers]),
        "trainer_speaks": flat.speaks(trainers),
        "trainer_official": _array(
            [-1 if t.person is None else official.get(t.person, -1) for t in trainers]
        ),
    }


def _officials(flat: Flattener) -> dict[str, Any]:
    problem, officials = flat.problem, flat.problem.officials
    trainer = {t.person: flat.trainer[t.id] for t in problem.trainers if t.person is not None}
    noms: list[list[int]] = [[] for _ in officials]
    for index, nomination in enumerate(problem.nominations):
        noms[flat.official[nomination.official]].append(index)
    away_ptr, away_first = _ragged([[flat.day(i.start) for i in o.unavailable] for o in officials])
    nom_ptr, nom = _ragged(noms)
    return {
        "official_member": _array([flat.member[o.member] for o in officials]),
        "official_city": _array([flat.city[o.city] for o in officials]),
        "official_days": _array([_limit(o.max_days) for o in officials]),
        "official_speaks": flat.speaks(officials),
        "official_trainer": _array(
            [-1 if o.person is None else trainer.get(o.person, -1) for o in officials]
        ),
        "away_ptr": away_ptr,
        "away_first": away_first,
        "away_last": _ragged([[flat.day(i.end) for i in o.unavailable] for o in officials])[1],
        "official_nom_ptr": nom_ptr,
        "official_nom": nom,
    }


def _nominations(flat: Flattener) -> dict[str, Any]:
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
    needs_ptr, needs_flat = _ragged(needs)
    needed_ptr, needed_flat = _ragged([needed[index] for index in range(len(nominations))])
    price = 1000 * problem.policy.weights.unseated
    return {
        "nom_official": _array([flat.official[n.official] for n in nominations]),
        "nom_course": _array([flat.course[n.course] for n in nominations]),
        "nom_gain": np.array([price * n.priority for n in nominations] or [0], dtype=np.int64),
        "nom_open": _flags(
            [is_open and n.id not in facts for is_open, n in zip(opened, nominations, strict=True)]
        ),
        "nom_suits": _flags(suits),
        "nom_pinned": _array(
            [-1 if n.pinned_run is None else flat.run[n.pinned_run] for n in nominations]
        ),
        "nom_pin": _array([-1 if run is None else flat.run[run] for run in pinned]),
        "nom_forced": _flags([n.id in seats for n in nominations]),
        "nom_base": _array([base.get(n.id, -1) for n in nominations]),
        "nom_fact": _array([facts.get(n.id, -1) for n in nominations]),
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


def _most_runs(flat: Flattener, values: dict[str, Any]) -> int:
    """Bound the runs that one trainer can teach: presences do not share days, but for facts."""
    shortest = min([b.days for c in flat.problem.courses for b in c.blocks], default=1)
    facts = max(1, sum(1 for _ in flat.problem.frozen))
    return int(min(len(flat.problem.runs), flat.n_days // shortest + facts) + 1)
