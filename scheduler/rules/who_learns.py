"""H4 who learns: who may be seated where, and officials who can be in one place at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scheduler.clock import Interval, first_common_day, free_days
from scheduler.problem import Course, Nomination, Official
from scheduler.reading import Held, Presence, Reading
from scheduler.schedule import Violation

RULE = "H4"

Seats = list[tuple[Held, Nomination]]


def violations(reading: Reading) -> Iterator[Violation]:
    """List broken clauses."""
    known = reading.problem.nomination
    for held in reading.held.values():
        for id in held.entry.seats:
            if id not in known:
                yield Violation(RULE, "UNKNOWN_NOMINATION", run=held.run.id, nomination=id)
        if not held.frozen:
            yield from _seats(reading, held)
    yield from _twice(reading)
    for official_id, seats in reading.seats_of.items():
        official = reading.problem.official[official_id]
        if len(seats) > 1:
            yield from _between(reading, official, seats)
        yield from _max_days(reading, official, seats)
    yield from _pinned(reading)
    yield from _persons(reading)


def seat_faults(course: Course, nomination: Nomination, official: Official) -> list[str]:
    """Name the clauses that a seat breaks by itself, whenever and wherever the run is."""
    found = []
    if nomination.course != course.id:
        found.append("SEAT_COURSE")
    if course.audience and official.agency not in course.audience:
        found.append("SEAT_AUDIENCE")
    if course.id in official.completed:
        found.append("SEAT_COMPLETED")
    return found


def _seats(reading: Reading, held: Held) -> Iterator[Violation]:
    problem, run = reading.problem, held.run.id
    for nomination, official in held.seats:
        codes = seat_faults(held.course, nomination, official)
        if held.language not in official.languages:
            codes.append("SEAT_LANGUAGE")
        if held.city is not None and problem.travel_days(official.city, held.city) is None:
            codes.append("SEAT_UNREACHABLE")
        if any(not _prepared(reading, held, official, p) for p in held.course.prerequisites):
            codes.append("SEAT_PREREQUISITE")
        for code in codes:
            yield Violation(RULE, code, run=run, official=official.id, nomination=nomination.id)
        if official.unavailable:
            day = first_common_day(held.start, held.end, official.unavailable)
            if day is not None:
                yield Violation(
                    RULE,
                    "SEAT_UNAVAILABLE",
                    run=run,
                    official=official.id,
                    nomination=nomination.id,
                    day=day,
                )


def _prepared(reading: Reading, held: Held, official: Official, course: str) -> bool:
    return course in official.completed or any(
        other.run.course == course and other.end < held.start
        for other, _ in reading.seats_of[official.id]
    )


def _twice(reading: Reading) -> Iterator[Violation]:
    for id, runs in reading.seated.items():
        first = runs[0]
        for again in runs[1:]:
            if not (first.frozen and again.frozen and first is not again):
                yield Violation(
                    RULE,
                    "SEAT_TWICE",
                    run=again.run.id,
                    other_run=first.run.id,
                    official=reading.problem.nomination[id].official,
                    nomination=id,
                )


def _between(reading: Reading, official: Official, seats: Seats) -> Iterator[Violation]:
    rest = reading.problem.policy.official_rest_days
    for index, (after, _) in enumerate(seats):
        for before, _ in seats[:index]:
            if before is after or (before.frozen and after.frozen):
                continue
            ids: dict[str, Any] = {
                "run": after.run.id,
                "other_run": before.run.id,
                "official": official.id,
            }
            free = free_days(before.end, after.start)
            if free < 0:
                yield Violation(RULE, "SEAT_CLASH", day=after.start, **ids)
            elif free < rest:
                yield Violation(RULE, "SEAT_REST", limit=rest, actual=free, **ids)


def _max_days(reading: Reading, official: Official, seats: Seats) -> Iterator[Violation]:
    if official.max_days is None or all(held.frozen for held, _ in seats):
        return
    horizon = reading.problem.horizon
    days = sum(
        max(0, min(held.end, horizon.end) - max(held.start, horizon.start) + 1) for held, _ in seats
    )
    if days > official.max_days:
        yield Violation(
            RULE, "SEAT_MAX_DAYS", official=official.id, limit=official.max_days, actual=days
        )


def _pinned(reading: Reading) -> Iterator[Violation]:
    for nomination in reading.problem.nominations:
        pinned = nomination.pinned_run
        if pinned is None:
            continue
        runs = reading.seated.get(nomination.id, [])
        if any(held.frozen or held.run.id == pinned for held in runs):
            continue
        if not runs and pinned in reading.problem.frozen:
            continue
        yield Violation(
            RULE,
            "SEAT_PINNED",
            run=pinned,
            official=nomination.official,
            nomination=nomination.id,
        )


def _persons(reading: Reading) -> Iterator[Violation]:
    official_of = {o.person: o for o in reading.problem.officials if o.person is not None}
    for presences in reading.presences.values():
        person = presences[0].trainer.person
        official = None if person is None else official_of.get(person)
        if official is None:
            continue
        for presence in presences:
            for held, nomination in reading.seats_of.get(official.id, []):
                day = _common_day(reading, presence, held)
                if day is not None:
                    yield Violation(
                        RULE,
                        "PERSON_DOUBLE",
                        run=held.run.id,
                        other_run=presence.held.run.id,
                        trainer=presence.trainer.id,
                        official=official.id,
                        nomination=nomination.id,
                        day=day,
                    )


def _common_day(reading: Reading, presence: Presence, held: Held) -> int | None:
    first, until = presence.first, reading.problem.horizon.frozen_until
    if until is not None and presence.held.frozen and held.frozen:
        first = max(first, until + 1)
    return first_common_day(first, presence.last, [Interval(held.start, held.end)])
