"""What could be done instead: complete changes of a valid schedule, best first, on request."""

from __future__ import annotations

import time

from scheduler.check import score, violations
from scheduler.engine.alternatives import Alternatives, Found, Rank, best_first
from scheduler.engine.search import Search
from scheduler.engine.whole import take_over
from scheduler.errors import Fault, Malformed, NotValid
from scheduler.problem import Problem
from scheduler.reading import Reading
from scheduler.schedule import Alternative, Schedule, ScheduledRun

_COUNT, _MOST = 3, 20
_SECONDS = 10.0


def suggest(
    problem: Problem,
    schedule: Schedule,
    run: str | None = None,
    nomination: str | None = None,
    block: str | None = None,
    count: int | None = None,
    seconds: float | None = None,
    rank: Rank = best_first,
    search: Search | None = None,
) -> tuple[Alternative, ...]:
    """Offer other places for a run, seats for a nomination, or trainers for a block of a run.

    `seconds` is an end that is seldom reached (default 10). `search` is one of the same problem,
    made here where there is none. Raises NotValid for a schedule that breaks rules, Malformed for
    what the problem lacks.
    """
    count = _COUNT if count is None else count
    found = _faults(problem, run, nomination, block, count)
    if found:
        raise Malformed(found)
    until = time.monotonic() + (_SECONDS if seconds is None else seconds)
    before = valid_reading(problem, schedule)
    if search is None:
        search = Search(problem, seed=0)
    take_over(search, schedule)
    alternatives = Alternatives(search, count, until, rank)
    if nomination is not None:
        alternatives.of_nomination(search.number_of_nomination(nomination))
    elif run is not None:
        _of_run(search, alternatives, run, block)
    total = score(before).total
    return tuple(_alternative(before, total, each) for each in alternatives.found)


def valid_reading(problem: Problem, schedule: Schedule) -> Reading:
    """Read a schedule. Raises NotValid where it breaks rules."""
    reading = Reading(problem, schedule)
    first = next(violations(reading), None)
    if first is not None:
        raise NotValid(f"the schedule breaks {first.rule} {first.code}; check it first")
    return reading


def _faults(
    problem: Problem, run: str | None, nomination: str | None, block: str | None, count: int
) -> list[Fault]:
    found = []
    if (run is None) == (nomination is None):
        found.append(Fault("run", "give a run or a nomination, and not both"))
    if run is not None and run not in problem.run:
        found.append(Fault("run", f'unknown run "{run}"'))
    if nomination is not None and nomination not in problem.nomination:
        found.append(Fault("nomination", f'unknown nomination "{nomination}"'))
    if block is not None and run is None:
        found.append(Fault("block", "needs the run that it belongs to"))
    elif block is not None and run in problem.run:
        course = problem.course[problem.run[run].course]
        if block not in {b.id for b in course.blocks}:
            found.append(Fault("block", f'unknown block "{block}" of run "{run}"'))
    if not 1 <= count <= _MOST:
        found.append(Fault("count", f"{count} is not 1 to {_MOST}"))
    return found


def _of_run(search: Search, alternatives: Alternatives, run: str, block: str | None) -> None:
    number = search.number_of(search.problem.run[run])
    if block is None:
        if not search.inst.run_frozen[number]:
            alternatives.of_run(number)
        return
    if search.st.held[number]:
        blocks = [b.id for b in search.problem.course[search.problem.run[run].course].blocks]
        first = int(search.inst.course_block_ptr[search.inst.run_course[number]])
        alternatives.of_block(number, first + blocks.index(block))


def _alternative(before: Reading, total: int, found: Found) -> Alternative:
    """Recompute what was found from its problem alone."""
    reading = Reading(before.problem, found.schedule)
    broken = list(violations(reading))
    assert not broken, f"an alternative breaks a rule: {broken[:3]}"
    scored = score(reading)
    return Alternative(
        found.schedule, scored, scored.total - total, changed_runs(before.schedule, found.schedule)
    )


def changed_runs(before: Schedule, after: Schedule) -> tuple[str, ...]:
    """Name the runs that two schedules hold differently, whatever the order of their parts."""
    one, other = _parts(before), _parts(after)
    return tuple(id for id in one | other if one.get(id) != other.get(id))


def _parts(schedule: Schedule) -> dict[str, tuple[object, ...]]:
    def parts(run: ScheduledRun) -> tuple[object, ...]:
        return run.start, run.venue, run.language, frozenset(run.trainers), frozenset(run.seats)

    return {run.id: parts(run) for run in schedule.runs}
