"""What a repair takes from what was promised, and whether it had to: forced, or what it bought.

A change is forced where the promise breaks a rule by itself, whatever else is held. Any other is
put back alone, with everything else as it is: that breaks something, or shows what it bought.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from scheduler.check import check
from scheduler.goals.changes import changed_runs, counted_seats
from scheduler.problem import Nomination, Problem
from scheduler.reading import Held, Reading
from scheduler.rules import who_learns
from scheduler.schedule import Change, Schedule, ScheduledRun, Score

# What a seat breaks by itself, at its run's place and time.
_OWN = frozenset(
    f"SEAT_{clause}"
    for clause in "COURSE AUDIENCE COMPLETED LANGUAGE UNREACHABLE UNAVAILABLE".split()
)


def changes_of(
    reading: Reading,
    score: Score,
    impossible: Mapping[str, tuple[str, ...]],
    is_over: Callable[[], bool],
) -> tuple[Change, ...]:
    """Give the changed runs and the seats lost in held runs of a valid schedule.

    `impossible` are the promises that break a rule by themselves, with its clauses.
    """
    return (
        *_runs(reading, score, impossible, is_over),
        *_seats(reading, score, is_over),
    )


def _runs(
    reading: Reading,
    score: Score,
    impossible: Mapping[str, tuple[str, ...]],
    is_over: Callable[[], bool],
) -> Iterator[Change]:
    changed = changed_runs(reading)
    for id, promised in reading.problem.promised.items():
        if id in changed and id in impossible:
            yield Change(id, forced=True, codes=impossible[id])
        elif id in changed:
            back = _put_back(reading, promised)
            yield _tried(reading.problem, score, Change(id), back, is_over)


def _put_back(reading: Reading, promised: ScheduledRun) -> Schedule:
    """Give the schedule with a run as it was promised, and whom it seated and has no seat now."""
    problem, held = reading.problem, reading.held.get(promised.id)
    blocks = {b.id for b in problem.course[problem.run[promised.id].course].blocks}
    now = held.entry.seats if held else ()
    free = (n for n in promised.seats if n in problem.nomination and n not in reading.seated)
    entry = replace(
        promised,
        trainers=tuple(dict.fromkeys(p for p in promised.trainers if p.block in blocks)),
        seats=(*now, *free),
    )
    others = (run for run in reading.schedule.runs if run.id != promised.id)
    return Schedule((*others, entry))


def _tried(
    problem: Problem, score: Score, change: Change, back: Schedule, is_over: Callable[[], bool]
) -> Change:
    if is_over():
        return change
    verdict = check(problem, back)
    if verdict.score is None:
        return replace(change, codes=tuple(dict.fromkeys(v.code for v in verdict.violations)))
    return replace(change, gain=verdict.score.total - score.total)


def _seats(reading: Reading, score: Score, is_over: Callable[[], bool]) -> Iterator[Change]:
    problem = reading.problem
    lost: dict[str, list[str]] = {}
    for id, promised in problem.promised.items():
        held = reading.held.get(id)
        if held is not None and not held.frozen:
            gone = counted_seats(problem, promised) - set(held.entry.seats)
            lost[id] = [n for n in promised.seats if n in gone]
    broken = _broken(reading, lost)
    for id, nominations in lost.items():
        held = reading.held[id]
        for nomination in nominations:
            codes = (*_no_room(reading, held, problem.nomination[nomination]), *broken[nomination])
            change = Change(id, nomination, bool(_OWN & {*codes}), tuple(dict.fromkeys(codes)))
            if codes:
                yield change
            else:
                back = Schedule(
                    tuple(
                        replace(run, seats=(*run.seats, nomination)) if run.id == id else run
                        for run in reading.schedule.runs
                    )
                )
                yield _tried(problem, score, change, back, is_over)


def _broken(reading: Reading, lost: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Give the clauses that each lost seat would break, but for a run's room."""
    back = Schedule(
        tuple(
            replace(run, seats=(*run.seats, *lost.get(run.id, ()))) for run in reading.schedule.runs
        )
    )
    problem, found = reading.problem, defaultdict(list)
    mine = {(problem.nomination[n].official, id): n for id, each in lost.items() for n in each}
    for violation in who_learns.violations(Reading(problem, back)):
        official = violation.official or ""
        for run in (violation.run, violation.other_run):
            nomination = mine.get((official, run or ""))
            if nomination is not None:
                found[nomination].append(violation.code)
        if violation.code == "SEAT_MAX_DAYS":
            for (who, _), nomination in mine.items():
                if who == official:
                    found[nomination].append(violation.code)
    return found


def _no_room(reading: Reading, held: Held, nomination: Nomination) -> Iterator[str]:
    course = held.course
    if len(held.seats) >= course.max_seats:
        yield "SEATS_MAX"
    if held.venue is not None and len(held.seats) >= held.venue.capacity:
        yield "VENUE_CAPACITY"
    member = reading.problem.official[nomination.official].member
    members = Counter(official.member for _, official in held.seats)
    if course.max_seats_per_member is not None and members[member] >= course.max_seats_per_member:
        yield "MEMBER_LIMIT"
