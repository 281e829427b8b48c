"""H1 when: windows, weekdays, the horizon, languages and pins.

What is frozen is fact, but for pinned trainers of blocks that are not over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from scheduler.clock import weekday
from scheduler.problem import Course, Problem, Run
from scheduler.reading import Held, Reading
from scheduler.schedule import Violation

RULE = "H1"


def violations(reading: Reading) -> Iterator[Violation]:
    """List broken clauses."""
    problem = reading.problem
    entries = Counter(entry.id for entry in reading.schedule.runs)
    for id, count in entries.items():
        if id not in problem.run:
            yield Violation(RULE, "UNKNOWN_RUN", run=id)
        elif count > 1:
            yield Violation(RULE, "REPEATED_RUN", run=id)
    for run in problem.runs:
        held = reading.held.get(run.id)
        if held is None:
            if run.pinned.held:
                yield Violation(RULE, "PIN_HELD", run=run.id)
            continue
        if not held.frozen:
            yield from _starts(problem, held)
            yield from _pins(held)
        yield from _pinned_trainers(reading, held)


def _starts(problem: Problem, held: Held) -> Iterator[Violation]:
    codes = start_faults(problem, held.run, held.start)
    for code in codes:
        yield Violation(RULE, code, run=held.run.id, day=held.start)
    if not is_offered(held.course, held.language, held.start):
        yield Violation(RULE, "LANGUAGE_NOT_OFFERED", run=held.run.id)


def start_faults(problem: Problem, run: Run, start: int) -> list[str]:
    """Name the clauses that a start breaks by itself."""
    course, horizon = problem.course[run.course], problem.horizon
    found = []
    if start < (horizon.start if run.earliest is None else run.earliest):
        found.append("EARLY")
    if start > (horizon.end if run.latest is None else run.latest):
        found.append("LATE")
    if course.start_weekdays and weekday(start) not in course.start_weekdays:
        found.append("WEEKDAY")
    if start < horizon.start or start + course.days - 1 > horizon.end:
        found.append("HORIZON")
    return found


def is_offered(course: Course, language: str, start: int) -> bool:
    """Say whether a run of a course may start in a language on a day."""
    return any(
        o.language == language and (o.available_from is None or o.available_from <= start)
        for o in course.languages
    )


def _pins(held: Held) -> Iterator[Violation]:
    pinned, entry = held.run.pinned, held.entry
    if pinned.held is False:
        yield Violation(RULE, "PIN_HELD", run=entry.id)
    if pinned.start is not None and pinned.start != entry.start:
        yield Violation(RULE, "PIN_START", run=entry.id)
    if pinned.venue is not None and pinned.venue != entry.venue:
        yield Violation(RULE, "PIN_VENUE", run=entry.id)
    if pinned.language is not None and pinned.language != entry.language:
        yield Violation(RULE, "PIN_LANGUAGE", run=entry.id)


def _pinned_trainers(reading: Reading, held: Held) -> Iterator[Violation]:
    if not held.run.pinned.trainers:
        return
    last_day = {b.id: held.start + b.last_day for b in held.course.blocks}
    for pair in dict.fromkeys(held.run.pinned.trainers):
        if held.frozen and reading.is_past(last_day[pair.block]):
            continue
        if pair not in held.entry.trainers:
            yield Violation(
                RULE, "PIN_TRAINER", run=held.run.id, block=pair.block, trainer=pair.trainer
            )
