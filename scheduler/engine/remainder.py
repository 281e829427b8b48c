"""What is left to decide where most of a schedule stays: a problem of a few runs.

What the others use is closed, away, spent or done in it: halls, trainers, officials, budgets and
targets. It is small whatever the size of the whole, and leaves out what hardly matters: of trainers
and nominations only some may come, and ways from and to what stays count as their longest. Hence
what is found must be tried against the whole.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any, NamedTuple

from scheduler.clock import Day, Interval
from scheduler.domains import Domain
from scheduler.engine.remaining_learners import learners_left, needed_by_kept
from scheduler.engine.remaining_trainers import of_its_own, trainers_left
from scheduler.goals.cost import run_cost_usd
from scheduler.problem import Link, LinkKind, Problem, Run, Venue
from scheduler.reading import Reading
from scheduler.rules import links
from scheduler.schedule import Schedule, ScheduledRun


class Remainder(NamedTuple):
    """A problem of the free runs alone, what each may have, how they stand, and what stays."""

    problem: Problem
    may: dict[str, Domain]
    schedule: Schedule
    kept: tuple[ScheduledRun, ...]

    def whole(self, found: Schedule) -> Schedule:
        """Put what was found beside what stays; some of its seats may not fit there."""
        return Schedule((*self.kept, *found.runs))


def standing(problem: Problem, entry: ScheduledRun) -> Domain:
    """Give what a run has as its domain: then its seats alone are free."""
    languages = problem.course[problem.run[entry.id].course].languages
    spoken = tuple(offer for offer in languages if offer.language == entry.language)
    return Domain((entry.start,), (problem.venue[entry.venue],), spoken)


def with_seats(
    problem: Problem,
    schedule: Schedule,
    free: Mapping[str, Domain],
    others: Iterable[str] | None = None,
) -> dict[str, Domain]:
    """Free the seats of other runs too (None: all of the courses), and of cohorts with these."""
    held = {entry.id: entry for entry in schedule.runs if entry.id not in problem.frozen}
    if others is None:
        courses = {problem.run[id].course for id in free}
        others = (id for id in held if problem.run[id].course in courses)
    chosen = {*free, *others}
    cohorts = [
        {link.first, link.second} for link in problem.links if link.kind is LinkKind.SAME_COHORT
    ]
    for pair in cohorts * len(cohorts):
        if pair & chosen:
            chosen |= pair & held.keys()
    return {id: free[id] if id in free else standing(problem, held[id]) for id in sorted(chosen)}


def remainder(
    problem: Problem, schedule: Schedule, may: Mapping[str, Domain], chance: random.Random
) -> Remainder:
    """Leave the runs of `may`, none of them frozen or of a cohort with one that is kept."""
    kept = Reading(problem, Schedule(tuple(e for e in schedule.runs if e.id not in may)))
    now = Reading(problem, Schedule(tuple(e for e in schedule.runs if e.id in may)))
    needed = needed_by_kept(problem, kept, now)
    narrowed = {
        id: replace(domain, starts=_starts(problem, kept, id, domain, may, needed.values()))
        for id, domain in may.items()
    }
    standing_still = {id for id in now.held if _stands(narrowed[id])}
    runs = [_pinned(problem, kept, now, id, may, standing_still) for id in may]
    courses = {id: problem.course[id] for id in dict.fromkeys(run.course for run in runs)}
    nominations, officials = learners_left(problem, kept, now, runs, narrowed, chance)
    moving = {id: domain for id, domain in narrowed.items() if id not in standing_still}
    trainers = trainers_left(problem, kept, now, narrowed, moving, chance)
    known = {nomination.id for nomination in nominations}
    stands = (
        replace(entry, seats=tuple(n for n in entry.seats if n in known))
        for entry in now.schedule.runs
    )
    part = replace(
        problem,
        **_places(
            problem, kept, narrowed, {*(o.city for o in officials), *(t.city for t in trainers)}
        ),
        **_targets(problem, kept),
        courses=tuple(of_its_own(course, courses) for course in courses.values()),
        runs=tuple(runs),
        trainers=tuple(trainers),
        officials=tuple(officials),
        nominations=tuple(
            replace(n, pinned_run=needed[n.id][0]) if n.id in needed else n for n in nominations
        ),
        links=tuple(link for link in problem.links if {link.first, link.second} <= may.keys()),
        baseline=Schedule(tuple(problem.promised[id] for id in may if id in problem.promised)),
    )
    return Remainder(part, narrowed, Schedule(tuple(stands)), kept.schedule.runs)


def _stands(domain: Domain) -> bool:
    return len(domain.starts) == len(domain.venues) == len(domain.languages) == 1


def _starts(
    problem: Problem,
    kept: Reading,
    id: str,
    domain: Domain,
    may: Mapping[str, Domain],
    needed: Iterable[tuple[str, Day]],
) -> tuple[Day, ...]:
    """Give the starts that links to runs that are kept allow, and seats that need one of these."""
    days = problem.course[problem.run[id].course].days
    before = min((day for run, day in needed if run == id), default=None)
    tied = [link for link in problem.links if id in (link.first, link.second)]
    return tuple(
        day
        for day in domain.starts
        if (before is None or day + days <= before)
        and all(_allows(kept, link, id, day, days, may) for link in tied)
    )


def _allows(
    kept: Reading, link: Link, id: str, day: Day, days: int, may: Mapping[str, Domain]
) -> bool:
    """Say whether a link to a run that is kept allows a start."""
    is_first = link.first == id
    other = link.second if is_first else link.first
    there = kept.held.get(other)
    if other in may or there is None:
        return True
    mine, theirs = Interval(day, day + days - 1), Interval(there.start, there.end)
    return links.days_keep(link, *((mine, theirs) if is_first else (theirs, mine)))


def _pinned(
    problem: Problem,
    kept: Reading,
    now: Reading,
    id: str,
    may: Mapping[str, Domain],
    standing_still: AbstractSet[str],
) -> Run:
    """Pin a run held, or not, where one that is kept needs it or is needed by it."""
    run = problem.run[id]
    pinned = run.pinned
    for link in problem.links:
        if link.kind is LinkKind.ONLY_IF:
            if link.second == id and link.first in kept.held:
                pinned = replace(pinned, held=True)
            elif link.first == id and link.second not in may and link.second not in kept.held:
                pinned = replace(pinned, held=False)
    if id in standing_still:
        pinned = replace(pinned, held=True, trainers=now.held[id].entry.trainers)
    venues = {venue.id for domain in may.values() for venue in domain.venues}
    return replace(run, venues=tuple(v for v in run.venues if v in venues), pinned=pinned)


def _places(
    problem: Problem, kept: Reading, may: Mapping[str, Domain], homes: AbstractSet[str]
) -> dict[str, Any]:
    """Give the venues that are left, closed where others fill them, and the cities in question."""
    used: dict[str, Counter[Day]] = {
        venue.id: Counter() for domain in may.values() for venue in domain.venues
    }
    for held in kept.held.values():
        if held.venue is not None and held.venue.id in used:
            used[held.venue.id].update(range(held.start, held.end + 1))
    cities = homes | {venue.city for domain in may.values() for venue in domain.venues}
    return {
        "cities": tuple(city for city in problem.cities if city.id in cities),
        "travel": tuple(
            way for way in problem.travel if way.origin in cities and way.destination in cities
        ),
        "venues": tuple(_left_of(v, used[v.id]) for v in problem.venues if v.id in used),
    }


def _left_of(venue: Venue, used: Mapping[Day, int]) -> Venue:
    """Close a venue on the days on which it is full; on all others it has less room."""
    most = venue.parallel_runs
    full = tuple(Interval(day, day) for day in sorted(used) if used[day] >= most)
    partly = max((count for count in used.values() if count < most), default=0)
    return replace(venue, closed=(*venue.closed, *full), parallel_runs=most - partly)


def _targets(problem: Problem, kept: Reading) -> dict[str, Any]:
    """Give what is left of members' targets and funders' budgets."""
    spent: Counter[str | None] = Counter()
    for held in kept.held.values():
        spent[held.course.funder] += run_cost_usd(kept, held)
    seated = Counter(o.member for held in kept.held.values() for _, o in held.seats)
    hosted = Counter(held.venue.member for held in kept.held.values() if held.venue)
    return {
        "members": tuple(
            replace(
                m,
                seat_target=max(0, m.seat_target - seated[m.id]),
                host_target=max(0, m.host_target - hosted[m.id]),
            )
            for m in problem.members
        ),
        "funders": tuple(
            f if f.budget_usd is None else replace(f, budget_usd=max(0, f.budget_usd - spent[f.id]))
            for f in problem.funders
        ),
    }
