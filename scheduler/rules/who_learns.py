"""H4 who learns: who may be seated where, and officials who can be in one place at a time."""

from __future__ import annotations

from collections.abc import Iterator, Set
from itertools import combinations, product
from typing import TYPE_CHECKING, Any

from scheduler.clock import Interval, first_common_day, free_days
from scheduler.problem import Course, Nomination, Official, Problem
from scheduler.reading import Held, Presence, Reading
from scheduler.schedule import Violation

if TYPE_CHECKING:
    from scheduler.variables import Literal, Placing, Stint, Variables

RULE = "H4"

Seats = list[tuple[Held, Nomination]]

_NOBODY: frozenset[str] = frozenset()


def violations(reading: Reading) -> Iterator[Violation]:
    """List broken clauses."""
    known = reading.problem.nomination
    for held in reading.held.values():
        if len(held.seats) < len(held.entry.seats):
            for id in held.entry.seats:
                if id not in known:
                    yield Violation(RULE, "UNKNOWN_NOMINATION", run=held.run.id, nomination=id)
        if not held.frozen:
            unprepared = _unprepared(reading, held) if held.course.prerequisites else _NOBODY
            if unprepared:
                yield from _seats(reading.problem, held, unprepared)
            else:
                yield from held.once(RULE, list, _seats(reading.problem, held, _NOBODY))
    yield from _twice(reading)
    for official_id, seats in reading.seats_of.items():
        official = reading.problem.official[official_id]
        if len(seats) > 1:
            yield from _between(reading, official, seats)
        most = official.max_days
        if most is not None and sum([held.course.days for held, _ in seats]) > most:
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


def _seats(problem: Problem, held: Held, unprepared: Set[str]) -> Iterator[Violation]:
    run, language = held.run.id, held.language
    suited, homes = _suited(problem, held.course), _homes(problem, held.city)
    for nomination, official in held.seats:
        fits = nomination.id in suited and language in official.languages and official.city in homes
        codes = [] if fits else _faults(problem, held, nomination)
        if official.id in unprepared:
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


def _faults(problem: Problem, held: Held, nomination: Nomination) -> list[str]:
    """Name the clauses that a seat breaks in such a run on any day."""
    official = problem.official[nomination.official]
    found = seat_faults(held.course, nomination, official)
    if held.language not in official.languages:
        found.append("SEAT_LANGUAGE")
    if held.city is not None and problem.travel_days(official.city, held.city) is None:
        found.append("SEAT_UNREACHABLE")
    return found


def _suited(problem: Problem, course: Course) -> Set[str]:
    """Give the nominations that may be seated in a course wherever and in whatever language."""
    key = (RULE, "suited", course.id)
    suited: Set[str] | None = problem.known.get(key)
    if suited is None:
        suited = problem.known[key] = {
            nomination.id
            for nomination in problem.nominations_of[course.id]
            if not seat_faults(course, nomination, problem.official[nomination.official])
        }
    return suited


def _homes(problem: Problem, city: str | None) -> Set[str]:
    """Give the cities whose officials can reach a city; all where there is no venue to reach."""
    key = (RULE, "homes", city)
    homes: Set[str] | None = problem.known.get(key)
    if homes is None:
        homes = problem.known[key] = {
            home.id
            for home in problem.cities
            if city is None or problem.travel_days(home.id, city) is not None
        }
    return homes


def _unprepared(reading: Reading, held: Held) -> Set[str]:
    """Give the officials in a run who lack a course that its own needs before it."""
    return {
        official.id
        for _, official in held.seats
        for course in held.course.prerequisites
        if course not in official.completed
        and not any(
            other.run.course == course and other.end < held.start
            for other, _ in reading.seats_of[official.id]
        )
    }


def _twice(reading: Reading) -> Iterator[Violation]:
    if sum(len(held.seats) for held in reading.held.values()) == len(reading.seated):
        return
    for id, runs in reading.seated.items():
        if len(runs) == 1:
            continue
        for index, again in enumerate(runs):
            others = (r for r in runs[:index] if r is again or not (r.frozen and again.frozen))
            first = next(others, None)
            if first is not None:
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
            free = free_days(before.end, after.start)
            if free >= max(rest, 0):
                continue
            ids: dict[str, Any] = {
                "run": after.run.id,
                "other_run": before.run.id,
                "official": official.id,
            }
            if free < 0:
                yield Violation(RULE, "SEAT_CLASH", day=after.start, **ids)
            else:
                yield Violation(RULE, "SEAT_REST", limit=rest, actual=free, **ids)


def _max_days(reading: Reading, official: Official, seats: Seats) -> Iterator[Violation]:
    assert official.max_days is not None
    if all(held.frozen for held, _ in seats):
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
    for nomination in reading.problem.pinned_nominations:
        pinned = nomination.pinned_run
        runs = reading.seated.get(nomination.id, ())
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
    official_of = reading.problem.official_of
    for presences in reading.presences.values():
        person = presences[0].trainer.person
        official = None if person is None else official_of.get(person)
        if official is None:
            continue
        for presence in presences:
            for held, nomination in reading.seats_of.get(official.id, []):
                day = common_day(reading, presence, held)
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


def common_day(reading: Reading, presence: Presence, held: Held) -> int | None:
    """Give the first tested day that a presence and a held run share."""
    first, until = presence.first, reading.problem.horizon.frozen_until
    if until is not None and presence.held.frozen and held.frozen:
        first = max(first, until + 1)
    return first_common_day(first, presence.last, [Interval(held.start, held.end)])


def constrain(variables: Variables) -> None:
    """Lay the clauses on the exact model; audience, completion and reach are in the seats."""
    for placing in variables.placings.values():
        if not placing.fact:
            for id, cities in placing.seats.items():
                _constrain_seat(variables, placing, id, cities)
    for nomination in variables.problem.nominations:
        _constrain_nomination(variables, nomination)
    for official, seats in variables.seats_of.items():
        _constrain_official(variables, variables.problem.official[official], seats)
    if "PERSON_DOUBLE" not in variables.relaxed:
        _constrain_persons(variables)


def _constrain_seat(
    variables: Variables, placing: Placing, id: str, cities: dict[str, Literal]
) -> None:
    cp, problem, relaxed = variables.cp, variables.problem, variables.relaxed
    seat, official = placing.seat(id), problem.official[problem.nomination[id].official]
    for city, literal in cities.items():
        cp.add_implication(literal, placing.cities[city])
    if "SEAT_LANGUAGE" not in relaxed:
        spoken = [x for name, x in placing.languages.items() if name in official.languages]
        cp.add(seat <= sum(spoken))
    if "SEAT_UNAVAILABLE" not in relaxed and official.unavailable:
        away = [
            literal
            for day, literal in placing.starts.items()
            if first_common_day(day, day + placing.course.days - 1, official.unavailable)
            is not None
        ]
        if away:
            cp.add(seat + sum(away) <= 1)
    if "SEAT_PREREQUISITE" not in relaxed:
        for course in placing.course.prerequisites:
            if course not in official.completed:
                cp.add(seat <= sum(_prepared_by(variables, placing, id, course)))


def _prepared_by(variables: Variables, placing: Placing, id: str, course: str) -> Iterator[Literal]:
    """Give literals each of which implies a seat in a run of a course that ends before this one."""
    official = variables.problem.nomination[id].official
    for other, earlier in variables.seats_of[official]:
        if other.run.course == course and other is not placing:
            literal = variables.cp.new_bool_var("")
            variables.cp.add(literal <= other.seat(earlier))
            variables.cp.add_implication(
                literal, variables.apart(other, placing, other.course.days)
            )
            yield literal


def _constrain_nomination(variables: Variables, nomination: Nomination) -> None:
    cp, relaxed = variables.cp, variables.relaxed
    runs = [p for p in variables.runs_of(nomination) if not p.fact]
    if len(runs) > 1 and "SEAT_TWICE" not in relaxed:
        cp.add(sum(p.seat(nomination.id) for p in runs) <= 1)
    pinned = nomination.pinned_run
    if pinned is None or "SEAT_PINNED" in relaxed or nomination.id in variables.seated_for_good:
        return
    there = variables.placings[pinned]
    if there.fact:
        for placing in runs:
            cp.add(placing.seat(nomination.id) == 0)
    else:
        cp.add(there.seat(nomination.id) >= 1)


def _constrain_official(
    variables: Variables, official: Official, seats: list[tuple[Placing, str]]
) -> None:
    cp, relaxed = variables.cp, variables.relaxed
    for (one, first), (other, second) in combinations(seats, 2):
        once = first == second and "SEAT_TWICE" not in relaxed
        if one is not other and not once and not (one.fact and other.fact):
            orders = variables.possible(_seat_orders(variables, one, other))
            if orders is not None:
                cp.add(one.seat(first) + other.seat(second) <= 1 + sum(orders))
    if official.max_days is None or "SEAT_MAX_DAYS" in relaxed:
        return
    horizon, left, free, days_free = variables.problem.horizon, official.max_days, [], []
    for placing, id in seats:
        days, seat = placing.course.days, placing.seat(id)
        if placing.fact:
            end = min(placing.start + days - 1, horizon.end)
            left -= max(0, end - max(placing.start, horizon.start) + 1)
        else:
            free.append(seat)
            days_free.append(days * seat - placing.days_outside(seat, 0, days - 1))
    if left < 0:
        cp.add(sum(free) == 0)
    else:
        cp.add(sum(days_free) <= left)


def _seat_orders(variables: Variables, one: Placing, other: Placing) -> Iterator[Literal]:
    """Give literals each of which implies that one official may have a seat in both runs."""
    relaxed, days, other_days = variables.relaxed, one.course.days, other.course.days
    rest = 0 if "SEAT_REST" in relaxed else variables.problem.policy.official_rest_days
    yield variables.apart(one, other, days + rest)
    yield variables.apart(other, one, other_days + rest)
    if "SEAT_CLASH" in relaxed:
        yield variables.together(one, other, days, other_days)


def _constrain_persons(variables: Variables) -> None:
    problem = variables.problem
    for trainer, stints in variables.stints_of.items():
        person = problem.trainer[trainer].person
        official = None if person is None else problem.official_of.get(person)
        seats = [] if official is None else variables.seats_of.get(official.id, [])
        for (taught, stint), (attended, id) in product(stints, seats):
            orders = _person_orders(variables, taught, stint, attended)
            if orders is None:
                continue
            for seat in attended.seats[id].values():
                variables.cp.add_bool_or(~stint.literal, ~seat, *orders)


def _person_orders(
    variables: Variables, taught: Placing, stint: Stint, attended: Placing
) -> list[Literal] | None:
    """Give literals each of which implies that no day is shared; None where no day counts."""
    if taught.fact and attended.fact:
        until = variables.problem.horizon.frozen_until or 0
        first = max(taught.start + stint.first_day, until + 1)
        days = [Interval(attended.start, attended.start + attended.course.days - 1)]
        shared = first_common_day(first, taught.start + stint.last_day, days) is not None
        return [] if shared else None
    if taught is attended:
        return []
    return variables.possible(
        [
            variables.apart(taught, attended, stint.last_day + 1),
            variables.apart(attended, taught, attended.course.days - stint.first_day),
        ]
    )
