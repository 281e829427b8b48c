"""H1 when: windows, weekdays, the horizon, languages and pins.

What is frozen is fact, but for pinned trainers of blocks that are not over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from scheduler.clock import weekday
from scheduler.problem import Course, CourseLanguage, Problem, Run
from scheduler.reading import Held, Reading
from scheduler.schedule import Violation

if TYPE_CHECKING:
    from scheduler.variables import Placing, Variables

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


def days(problem: Problem, run: Run, relaxed: AbstractSet[str]) -> Iterator[int]:
    """Give the starts of a run that no clause forbids by itself."""
    horizon, pinned = problem.horizon, run.pinned.start
    if pinned is not None and "PIN_START" not in relaxed:
        candidates = range(pinned, pinned + 1)
    elif "HORIZON" in relaxed:
        spare = problem.course[run.course].days + 366
        candidates = range(horizon.start - spare, horizon.end + spare + 1)
    else:
        first, last = horizon.start, horizon.end
        if run.earliest is not None and "EARLY" not in relaxed:
            first = max(first, run.earliest)
        if run.latest is not None and "LATE" not in relaxed:
            last = min(last, run.latest)
        candidates = range(first, last + 1)
    for day in candidates:
        if all(code in relaxed for code in start_faults(problem, run, day)):
            yield day


def languages(problem: Problem, run: Run, relaxed: AbstractSet[str]) -> Iterator[CourseLanguage]:
    """Give the languages of a run that no clause forbids by itself."""
    pinned = run.pinned.language
    for language in problem.course[run.course].languages:
        if pinned is None or pinned == language.language or "PIN_LANGUAGE" in relaxed:
            yield language


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


def constrain(variables: Variables) -> None:
    """Lay the clauses on the exact model; windows and most pins are in the domains."""
    cp, relaxed = variables.cp, variables.relaxed
    for placing in variables.placings.values():
        if placing.run.pinned.held and not placing.fact and "PIN_HELD" not in relaxed:
            cp.add(placing.held == 1)
        if not placing.fact and "LANGUAGE_NOT_OFFERED" not in relaxed:
            for offer in placing.course.languages:
                early = [
                    literal
                    for day, literal in placing.starts.items()
                    if offer.available_from is not None and day < offer.available_from
                ]
                if early and offer.language in placing.languages:
                    cp.add(placing.languages[offer.language] + sum(early) <= 1)
        _constrain_trainers(variables, placing)


def _constrain_trainers(variables: Variables, placing: Placing) -> None:
    if "PIN_TRAINER" in variables.relaxed:
        return
    over = {b.id for b in placing.course.blocks if placing.over(b)}
    for pair in placing.run.pinned.trainers:
        if pair.block not in over:
            chosen = sum(
                stint.literal
                for stint in placing.stints
                if stint.trainer.id == pair.trainer
                and any(b.id == pair.block for b in stint.blocks)
            )
            variables.cp.add(chosen >= placing.held)
