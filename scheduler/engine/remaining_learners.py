"""Who may be seated in the runs that are free, where most of a schedule stays (`remainder.py`)."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from scheduler.clock import Day, Interval
from scheduler.domains import Domain
from scheduler.goals.cost import stay_usd
from scheduler.problem import Course, Nomination, Official, Problem, Run
from scheduler.reading import Presence, Reading

# For each seat and language of a course.
_TIMES_SEATS = 2


def needed_by_kept(problem: Problem, kept: Reading, now: Reading) -> dict[str, tuple[str, Day]]:
    """Give the free seats that a kept one needs: the run, and the day before which it must end.

    By nomination.
    """
    found: dict[str, tuple[str, Day]] = {}
    for official, seats in now.seats_of.items():
        done = problem.official[official].completed
        for earlier, nomination in seats:
            course = earlier.run.course
            later = [
                held.start
                for held, _ in kept.seats_of.get(official, ())
                if course in held.course.prerequisites and course not in done
            ]
            if later:
                found[nomination.id] = (earlier.run.id, min(later))
    return found


def learners_left(
    problem: Problem,
    kept: Reading,
    now: Reading,
    runs: Iterable[Run],
    may: Mapping[str, Domain],
    chance: random.Random,
) -> tuple[list[Nomination], list[Official]]:
    """Choose who may be seated, and say when they cannot."""
    in_course: dict[str, list[Run]] = defaultdict(list)
    for run in runs:
        in_course[run.course].append(run)
    wishes = {
        course: [
            n
            for n in problem.nominations_of[course]
            if n.id not in kept.seated and (n.pinned_run is None or n.pinned_run in may)
        ]
        for course in in_course
    }
    wished = {(n.official, n.course) for some in wishes.values() for n in some}
    chosen: list[Nomination] = []
    for course, theirs in in_course.items():
        able = [n for n in wishes[course] if _has_needed(problem, kept, n, wished)]
        domains = [may[run.id] for run in theirs]
        chosen += _choose(problem, now, problem.course[course], domains, able, chance)
    teaching = {
        person: presences
        for id, presences in kept.presences.items()
        if (person := problem.trainer[id].person) is not None
    }
    wanted = {needed for course in in_course for needed in problem.course[course].prerequisites}
    return chosen, [
        _official(problem, kept, now, problem.official[id], wanted, teaching)
        for id in dict.fromkeys(n.official for n in chosen)
    ]


def _has_needed(
    problem: Problem, kept: Reading, nomination: Nomination, wished: AbstractSet[tuple[str, str]]
) -> bool:
    """Say whether an official has what a course needs, or may get it in what is free."""
    official = problem.official[nomination.official]
    for wanted in problem.course[nomination.course].prerequisites:
        if wanted in official.completed or (official.id, wanted) in wished:
            continue
        if not any(held.run.course == wanted for held, _ in kept.seats_of.get(official.id, ())):
            return False
    return True


def _choose(
    problem: Problem,
    now: Reading,
    course: Course,
    domains: Sequence[Domain],
    able: Sequence[Nomination],
    chance: random.Random,
) -> list[Nomination]:
    """Choose who is seated now, and for each language those who are worth most."""
    weights = problem.policy.weights
    cities = sorted({venue.city for domain in domains for venue in domain.venues})

    def worth(nomination: Nomination) -> float:
        home = problem.official[nomination.official].city
        ways = [
            stay_usd(problem, home, city, course.days)
            for city in cities
            if problem.travel_days(home, city) is not None
        ]
        if not ways:
            return -1.0
        gain = 1000 * weights.unseated * nomination.priority
        return gain - weights.cost_per_thousand_usd * min(ways) + chance.random()

    worths = {n.id: worth(n) for n in able}
    found = {n.id: n for n in able if n.id in now.seated or n.pinned_run is not None}
    most = _TIMES_SEATS * course.max_seats * len(domains)
    for language in sorted({o.language for domain in domains for o in domain.languages}):
        speak = [
            n
            for n in able
            if worths[n.id] >= 0.0 and language in problem.official[n.official].languages
        ]
        speak.sort(key=lambda n: -worths[n.id])
        found |= {n.id: n for n in speak[:most]}
    return list(found.values())


def _official(
    problem: Problem,
    kept: Reading,
    now: Reading,
    official: Official,
    wanted: AbstractSet[str],
    teaching: Mapping[str, Sequence[Presence]],
) -> Official:
    """Take the days of seats that are kept, and count those as done that others need."""
    horizon, rest = problem.horizon, problem.policy.official_rest_days
    seats = kept.seats_of.get(official.id, ())
    away = [Interval(held.start - rest, held.end + rest) for held, _ in seats]
    away += [Interval(p.first, p.last) for p in teaching.get(official.person or "", ())]
    done = list(official.completed)
    first = min((held.start for held, _ in now.seats_of.get(official.id, ())), default=None)
    for held, _ in seats:
        if held.run.course in wanted and held.run.course not in done:
            done.append(held.run.course)
            if first is not None and first <= held.end:
                continue  # a seat that does not need it stays possible
            away.append(Interval(min(horizon.start, held.start), held.end))
    days = sum(max(0, min(h.end, horizon.end) - max(h.start, horizon.start) + 1) for h, _ in seats)
    most = official.max_days
    return replace(
        official,
        unavailable=(*official.unavailable, *away),
        completed=tuple(done),
        max_days=None if most is None else max(0, most - days),
    )
