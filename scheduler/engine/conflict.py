"""Whether all pins can be kept, and if not, a smallest set of pins, facts and rules that cannot.

Holding no run satisfies everything else, so only the runs that pins reach need to be looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import NamedTuple

from scheduler.domains import NONE
from scheduler.engine import exact
from scheduler.engine.implied import implied
from scheduler.problem import LinkKind, Pinned, Problem, Run
from scheduler.schedule import Conflict, Schedule

MOST_RUNS = 40

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


def core_of(problem: Problem) -> Problem | None:
    """Give the part of a problem that decides whether its pins can be kept.

    None where it is too large for the exact model.
    """
    runs = {*implied(problem).runs, *problem.frozen}
    todo = list(runs)
    while todo:
        run = problem.run[todo.pop()]
        near = {link.second for link in problem.links if _leads(link.kind) and link.first == run.id}
        wanted = problem.course[run.course].prerequisites
        near |= {r.id for r in problem.runs if r.course in wanted}
        todo += near - runs
        runs |= near
    if len(runs) > MOST_RUNS:
        return None
    courses = {problem.run[r].course for r in runs}
    baseline = problem.baseline
    if baseline is not None:
        baseline = Schedule(tuple(r for r in baseline.runs if r.id in runs))
    core = replace(
        problem,
        runs=tuple(r for r in problem.runs if r.id in runs),
        nominations=tuple(
            n for n in problem.nominations if n.course in courses and n.pinned_run in {None, *runs}
        ),
        links=tuple(k for k in problem.links if k.first in runs and k.second in runs),
        baseline=baseline,
    )
    return core if exact.can_be_built(core) else None


def _leads(kind: LinkKind) -> bool:
    return kind is LinkKind.ONLY_IF


def find_conflict(
    problem: Problem,
    effort: exact.Effort,
    seconds: Callable[[], float],
    left_out: AbstractSet[str] = NONE,
) -> Found:
    """Leave out of an infeasible problem all that can be left out, until `seconds` gives 0.

    It must be infeasible without the rules in `left_out` too.
    """
    rules = (rule for rule in _rules() if rule.code not in left_out)
    kept = [*_pins(problem), *_facts(problem), *rules]
    complete = True
    for part in list(kept):
        left = seconds()
        if left <= 0 or effort.stop.is_set():
            complete = False
            break
        without = [p for p in kept if p != part]
        feasible = exact.is_feasible(
            _only(problem, without), replace(effort, seconds=left), _relaxed(without)
        )
        if feasible is None:
            complete = False
        elif not feasible:
            kept = without
    return Found(tuple(kept), complete)


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
