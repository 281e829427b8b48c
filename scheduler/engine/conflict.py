"""Whether all pins can be kept, and if not, a smallest set of pins, facts and rules that cannot.

Holding no run satisfies everything else, so only the runs that pins reach need to be looked at.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import NamedTuple

from scheduler.domains import NONE, domain
from scheduler.engine import exact
from scheduler.engine.effort import Effort
from scheduler.engine.implied import implied
from scheduler.problem import LinkKind, Pinned, Problem, Run
from scheduler.rules import who_teaches
from scheduler.schedule import Conflict, Schedule

# What is written down of an exact model in a second, roughly: seats, and pairs of stints.
_TERMS_PER_SECOND = 30_000
# The share of the time that a model may take to be written down.
_WRITING = 0.1

_RULES = {
    "H1": "EARLY LATE WEEKDAY HORIZON LANGUAGE_NOT_OFFERED",
    "H2": "VENUE_NOT_ALLOWED VENUE_FACILITY VENUE_CAPACITY VENUE_CLOSED VENUE_FULL",
    "H3": "TRAINER_COUNT TRAINER_SKILL TRAINER_LANGUAGE TRAINER_BLOCKS_OVERLAP "
    "TRAINER_UNAVAILABLE TRAINER_DOUBLE TRAINER_TRAVEL TRAINER_UNREACHABLE TRAINER_MAX_DAYS",
    "H4": "SEAT_AUDIENCE SEAT_LANGUAGE SEAT_UNAVAILABLE SEAT_COMPLETED SEAT_UNREACHABLE "
    "SEAT_TWICE SEAT_CLASH SEAT_REST SEAT_MAX_DAYS SEAT_PREREQUISITE PERSON_DOUBLE",
    "H5": "SEATS_MIN SEATS_MAX MEMBER_LIMIT MEMBERS_MIN",
    "H6": "BEFORE SAME_START APART ONLY_IF SAME_COHORT",
    "H7": "BUDGET",
    "H8": "PAST_STARTED TOO_LATE",
}


class Found(NamedTuple):
    """A conflict, and whether it was shown that none of it can be left out."""

    conflict: tuple[Conflict, ...]
    complete: bool


def core_of(problem: Problem, wanted: AbstractSet[str] | None = None) -> Problem:
    """Give the part of a problem that decides whether its pins can be kept.

    With `wanted`, whether those on these runs can: a schedule of the whole has one of the part in
    it, so that a part without one proves that the whole has none.
    """
    runs = {*implied(problem).runs, *problem.frozen} if wanted is None else {*wanted}
    todo = list(runs)
    while todo:
        run = problem.run[todo.pop()]
        near = {link.second for link in problem.links if _leads(link.kind) and link.first == run.id}
        before = problem.course[run.course].prerequisites
        near |= {r.id for r in problem.runs if r.course in before}
        todo += near - runs
        runs |= near
    courses = {problem.run[r].course for r in runs}
    elsewhere = {n for id, fact in problem.frozen.items() if id not in runs for n in fact.seats}
    baseline = problem.baseline
    if baseline is not None:
        baseline = Schedule(tuple(r for r in baseline.runs if r.id in runs))
    return replace(
        problem,
        runs=tuple(r for r in problem.runs if r.id in runs),
        nominations=tuple(
            # Whom another fact seats need not be where a pin says.
            replace(n, pinned_run=None) if n.id in elsewhere else n
            for n in problem.nominations
            if n.course in courses and n.pinned_run in {None, *runs}
        ),
        links=tuple(k for k in problem.links if k.first in runs and k.second in runs),
        baseline=baseline,
    )


def cores(problem: Problem, broken: AbstractSet[str], seconds: float) -> Iterator[Problem]:
    """Give parts that may have a conflict, small ones first, and last the whole core.

    They grow from the runs whose pins are `broken` in the best that was found. Parts that take too
    much of the time to be written down are left out.
    """
    pinned = {*implied(problem).runs, *problem.frozen}
    near = _Near(problem)
    beside = {seed: near.first(seed, pinned) for seed in broken & problem.run.keys()}
    seeds = sorted(beside, key=lambda s: (-near.to(s, beside[s][0]) if beside[s] else 0, s))
    seen: set[frozenset[str]] = set()
    count = 0
    while seeds:
        for seed in list(seeds):
            wanted = frozenset((seed, *beside[seed][:count]))
            if wanted in seen:
                continue
            seen.add(wanted)
            core = core_of(problem, wanted)
            if _can_be_written(core, seconds):
                yield core
            else:
                seeds.remove(seed)
        if count > len(pinned):
            break
        count = 2 * count + 1
    whole = core_of(problem)
    if _can_be_written(whole, seconds):
        yield whole


class _Near:
    """How much two runs get into each other's way: by links, people, places and days."""

    def __init__(self, problem: Problem) -> None:
        self._links: Counter[frozenset[str]] = Counter()
        self._things: dict[str, set[object]] = defaultdict(set)
        for link in problem.links:
            self._links[frozenset((link.first, link.second))] += 3
        for run in problem.runs:
            pinned, fact = run.pinned, problem.frozen.get(run.id)
            start = fact.start if fact else pinned.start
            venue = fact.venue if fact else pinned.venue
            trainers = fact.trainers if fact else pinned.trainers
            course = problem.course[run.course]
            self._things[run.id] = {
                ("course", course.id),
                ("funder", course.funder),
                *((("venue", venue),) if venue is not None else ()),
                *(("trainer", pair.trainer) for pair in trainers),
                *(("day", start + day) for day in range(course.days) if start is not None),
            }
        for nomination in problem.nominations:
            if nomination.pinned_run is not None:
                self._things[nomination.pinned_run].add(("official", nomination.official))

    def first(self, run: str, others: AbstractSet[str]) -> list[str]:
        """Give the others in order, the nearest first."""
        return sorted(others - {run}, key=lambda other: (-self.to(run, other), other))

    def to(self, run: str, other: str) -> int:
        """Give how near two runs are; more is nearer."""
        shared = len(self._things[run] & self._things[other])
        return shared + self._links[frozenset((run, other))]


def _can_be_written(problem: Problem, seconds: float) -> bool:
    """Say whether the exact model of a problem can be written down in a share of the time."""
    seats, stints = 0, Counter[str]()
    for run in problem.runs:
        fact, course = problem.frozen.get(run.id), problem.course[run.course]
        venues = [problem.venue[fact.venue]] if fact else domain(problem, run).venues
        cities = len({venue.city for venue in venues})
        seats += cities * len(problem.nominations_of[course.id])
        for trainer in problem.trainers:
            fit = sum(who_teaches.is_qualified(trainer, block) for block in course.blocks)
            stints[trainer.id] += cities * fit
    terms = seats + sum(count**2 for count in stints.values())
    return terms <= _TERMS_PER_SECOND * _WRITING * seconds


def _leads(kind: LinkKind) -> bool:
    return kind is LinkKind.ONLY_IF


def find_conflict(
    problem: Problem,
    effort: Effort,
    seconds: Callable[[], float],
    left_out: AbstractSet[str] = NONE,
) -> Found:
    """Leave out of an infeasible problem all that can be left out, until `seconds` gives 0.

    It must be infeasible without the rules in `left_out` too.
    """
    rules = [rule for rule in _rules() if rule.code not in left_out]
    pins = [*_pins(problem), *_facts(problem)]
    kept, complete = [*pins, *rules], True
    # Rules go first: a model is small while its pins are kept.
    for parts in (*_groups(rules), *_alone(rules), *_groups(pins), *_alone(pins)):
        without = [part for part in kept if part not in parts]
        if len(without) == len(kept):
            continue  # they are left out already
        left = seconds()
        if left <= 0 or effort.stop.is_set():
            return Found(tuple(kept), complete=False)
        feasible = exact.is_feasible(
            _only(problem, without),
            replace(effort, seconds=left),
            _relaxed(without),
        )
        if feasible is False:
            kept = without
        elif feasible is None and len(parts) == 1:
            complete = False
    return Found(tuple(kept), complete)


def _groups(parts: list[Conflict]) -> Iterator[list[Conflict]]:
    """Give parts that can often be left out together: of one rule, of one run, and all facts."""
    of: dict[tuple[str, str | None], list[Conflict]] = defaultdict(list)
    for part in parts:
        of[part.rule, None if part.code == "PAST_CHANGED" else part.run].append(part)
    return (together for together in of.values() if len(together) > 1)


def _alone(parts: list[Conflict]) -> Iterator[list[Conflict]]:
    return ([part] for part in parts)


def _pins(problem: Problem) -> Iterator[Conflict]:
    for run in problem.runs:
        pinned = run.pinned
        if pinned.held is not None:
            yield Conflict("H1", "PIN_HELD", run=run.id)
        for code, value in (
            ("PIN_START", pinned.start),
            ("PIN_VENUE", pinned.venue),
            ("PIN_LANGUAGE", pinned.language),
        ):
            if value is not None:
                yield Conflict("H1", code, run=run.id)
        for block, trainer in dict.fromkeys(pinned.trainers):
            yield Conflict("H1", "PIN_TRAINER", run=run.id, block=block, trainer=trainer)
    for nomination in problem.nominations:
        if nomination.pinned_run is not None:
            yield Conflict("H4", "SEAT_PINNED", run=nomination.pinned_run, nomination=nomination.id)


def _facts(problem: Problem) -> Iterator[Conflict]:
    return (Conflict("H8", "PAST_CHANGED", run=run) for run in problem.frozen)


def _rules() -> Iterator[Conflict]:
    return (Conflict(rule, code) for rule, codes in _RULES.items() for code in codes.split())


def _relaxed(kept: list[Conflict]) -> frozenset[str]:
    return frozenset(part.code for part in _rules() if part not in kept)


def _only(problem: Problem, kept: list[Conflict]) -> Problem:
    """Give a problem with no pins and facts but those that are kept."""
    parts = set(kept)
    facts = {part.run for part in parts if part.code == "PAST_CHANGED"}
    baseline = problem.baseline
    if baseline is not None:
        loose = set(problem.frozen) - facts
        baseline = Schedule(tuple(r for r in baseline.runs if r.id not in loose))
    return replace(
        problem,
        runs=tuple(replace(run, pinned=_pinned(run, parts)) for run in problem.runs),
        nominations=tuple(
            n
            if Conflict("H4", "SEAT_PINNED", run=n.pinned_run, nomination=n.id) in parts
            else replace(n, pinned_run=None)
            for n in problem.nominations
        ),
        baseline=baseline,
    )


def _pinned(run: Run, parts: set[Conflict]) -> Pinned:
    def kept(code: str) -> bool:
        return Conflict("H1", code, run=run.id) in parts

    pinned = run.pinned
    return Pinned(
        held=pinned.held if kept("PIN_HELD") else None,
        start=pinned.start if kept("PIN_START") else None,
        venue=pinned.venue if kept("PIN_VENUE") else None,
        language=pinned.language if kept("PIN_LANGUAGE") else None,
        trainers=tuple(
            p
            for p in pinned.trainers
            if Conflict("H1", "PIN_TRAINER", run=run.id, block=p.block, trainer=p.trainer) in parts
        ),
    )
