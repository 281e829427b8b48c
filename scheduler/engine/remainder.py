"""What is left to decide where most of a schedule stays: a problem of a few runs.

What the others use is closed, away, spent or done in it: halls, trainers, officials, budgets and
targets. It is small whatever the size of the whole, and leaves out what hardly matters: of trainers
and nominations only some may come, and ways from and to what stays count as their longest. Hence
what is found must be tried against the whole.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from scheduler.clock import Interval
from scheduler.domains import Domain
from scheduler.goals.cost import run_cost_usd, stay_usd
from scheduler.problem import (
    Course,
    Link,
    LinkKind,
    Nomination,
    Official,
    Problem,
    Run,
    Skill,
    Trainer,
    Venue,
)
from scheduler.reading import Presence, Reading
from scheduler.rules import who_teaches
from scheduler.schedule import Schedule, ScheduledRun

# For each block and language, beside who teaches it now; and for each seat.
_MORE_TRAINERS, _TIMES_SEATS = 5, 2


class Remainder(NamedTuple):
    """A problem of the free runs alone, what each may have, and how they stand."""

    problem: Problem
    may: dict[str, Domain]
    schedule: Schedule


def standing(problem: Problem, entry: ScheduledRun) -> Domain:
    """Give what a run has as its domain: then its seats alone are free."""
    languages = problem.course[problem.run[entry.id].course].languages
    spoken = tuple(offer for offer in languages if offer.language == entry.language)
    return Domain((entry.start,), (problem.venue[entry.venue],), spoken)


def _stands(domain: Domain) -> bool:
    return len(domain.starts) == len(domain.venues) == len(domain.languages) == 1


def remainder(
    problem: Problem, schedule: Schedule, may: Mapping[str, Domain], chance: random.Random
) -> Remainder:
    """Leave the runs of `may`, none of them frozen or of a cohort with one that is kept."""
    kept = Reading(problem, Schedule(tuple(e for e in schedule.runs if e.id not in may)))
    now = Reading(problem, Schedule(tuple(e for e in schedule.runs if e.id in may)))
    return _Remains(problem, kept, now, chance).make(may)


class _Remains:
    def __init__(
        self, problem: Problem, kept: Reading, now: Reading, chance: random.Random
    ) -> None:
        self._problem, self._kept, self._now, self._chance = problem, kept, now, chance

    def make(self, may: Mapping[str, Domain]) -> Remainder:
        problem, kept, now = self._problem, self._kept, self._now
        runs, narrowed = [], {}
        before: dict[str, int] = {}
        for id, day in self._needed.values():
            before[id] = min(day, before.get(id, day))
        for id, domain in may.items():
            run = problem.run[id]
            links = [link for link in problem.links if id in (link.first, link.second)]
            days = problem.course[run.course].days
            starts = tuple(
                day
                for day in domain.starts
                if day + days <= before.get(id, day + days)
                and all(self._allows(link, id, day, may) for link in links)
            )
            narrowed[id] = replace(domain, starts=starts)
            runs.append(self._pinned(run, links, may))
        courses = {id: problem.course[id] for id in dict.fromkeys(run.course for run in runs)}
        nominations, officials = self._people(courses, runs, narrowed)
        cities = {official.city for official in officials}
        cities |= {venue.city for domain in narrowed.values() for venue in domain.venues}
        trainers = self._trainers(courses, narrowed)
        cities |= {trainer.city for trainer in trainers}
        ids = {venue.id for domain in narrowed.values() for venue in domain.venues}
        promised = tuple(problem.promised[id] for id in may if id in problem.promised)
        spent: Counter[str | None] = Counter()
        for held in kept.held.values():
            spent[held.course.funder] += run_cost_usd(kept, held)
        seated = Counter(o.member for held in kept.held.values() for _, o in held.seats)
        hosted = Counter(held.venue.member for held in kept.held.values() if held.venue)
        known = {n.id for n in nominations}
        return Remainder(
            replace(
                problem,
                members=tuple(
                    replace(
                        m,
                        seat_target=max(0, m.seat_target - seated[m.id]),
                        host_target=max(0, m.host_target - hosted[m.id]),
                    )
                    for m in problem.members
                ),
                cities=tuple(city for city in problem.cities if city.id in cities),
                travel=tuple(
                    way
                    for way in problem.travel
                    if way.origin in cities and way.destination in cities
                ),
                venues=tuple(self._venue(v) for v in problem.venues if v.id in ids),
                courses=tuple(_of_its_own(course, courses) for course in courses.values()),
                runs=tuple(runs),
                trainers=tuple(trainers),
                officials=tuple(officials),
                nominations=tuple(nominations),
                funders=tuple(
                    f
                    if f.budget_usd is None
                    else replace(f, budget_usd=max(0, f.budget_usd - spent[f.id]))
                    for f in problem.funders
                ),
                links=tuple(x for x in problem.links if {x.first, x.second} <= set(may)),
                baseline=Schedule(promised) if promised else None,
            ),
            narrowed,
            Schedule(
                tuple(
                    replace(entry, seats=tuple(n for n in entry.seats if n in known))
                    for entry in now.schedule.runs
                )
            ),
        )

    @cached_property
    def _needed(self) -> dict[str, tuple[str, int]]:
        """Give the free seats that a kept one needs: the run, and the day that it must end before.

        By nomination.
        """
        kept, now = self._kept, self._now
        found: dict[str, tuple[str, int]] = {}
        for official, seats in now.seats_of.items():
            done = self._problem.official[official].completed
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

    def _allows(self, link: Link, id: str, day: int, may: Mapping[str, Domain]) -> bool:
        """Say whether a link to a run that is kept allows a start."""
        is_first = link.first == id
        other = link.second if is_first else link.first
        there = self._kept.held.get(other)
        if other in may or there is None:
            return True
        mine = day + self._problem.course[self._problem.run[id].course].days - 1
        first, second = (mine, there.start) if is_first else (there.end, day)
        free = second - first - 1
        match link.kind:
            case LinkKind.BEFORE:
                most = link.max_gap_days
                return link.min_gap_days <= free and (most is None or free <= most)
            case LinkKind.SAME_START:
                return day == there.start
            case LinkKind.APART:
                least = link.min_gap_days
                return there.start - mine - 1 >= least or day - there.end - 1 >= least
        return True

    def _pinned(self, run: Run, links: Iterable[Link], may: Mapping[str, Domain]) -> Run:
        """Pin a run held, or not, where one that is kept needs it or is needed by it."""
        held = run.pinned.held
        for link in links:
            if link.kind is LinkKind.ONLY_IF:
                if link.second == run.id and link.first in self._kept.held:
                    held = True
                elif link.first == run.id and not (
                    link.second in may or link.second in self._kept.held
                ):
                    held = False
        venues = {venue.id for domain in may.values() for venue in domain.venues}
        pinned, entry = replace(run.pinned, held=held), self._now.held.get(run.id)
        if entry is not None and _stands(may[run.id]):
            pinned = replace(pinned, held=True, trainers=entry.entry.trainers)
        return replace(run, venues=tuple(id for id in run.venues if id in venues), pinned=pinned)

    def _venue(self, venue: Venue) -> Venue:
        """Close a venue where others fill it."""
        used: Counter[int] = Counter()
        for held in self._kept.held.values():
            if held.venue is not None and held.venue.id == venue.id:
                used.update(range(held.start, held.end + 1))
        full = sorted(day for day, count in used.items() if count >= venue.parallel_runs)
        partly = max((c for c in used.values() if c < venue.parallel_runs), default=0)
        closed = (*venue.closed, *(Interval(day, day) for day in full))
        return replace(venue, closed=closed, parallel_runs=venue.parallel_runs - partly)

    def _people(
        self, courses: Mapping[str, Course], runs: Iterable[Run], may: Mapping[str, Domain]
    ) -> tuple[list[Nomination], list[Official]]:
        """Choose who may be seated, and say when they cannot."""
        problem, kept = self._problem, self._kept
        in_course: dict[str, list[Run]] = defaultdict(list)
        for run in runs:
            in_course[run.course].append(run)
        free = set(may)
        wishes: dict[str, Nomination] = {
            n.id: n
            for course in courses
            for n in problem.nominations_of[course]
            if n.id not in kept.seated and (n.pinned_run is None or n.pinned_run in free)
        }
        wished = {(n.official, n.course) for n in wishes.values()}
        chosen: list[Nomination] = []
        for course, theirs in in_course.items():
            able = [
                n
                for n in problem.nominations_of[course]
                if n.id in wishes and self._has_needed(n, wished)
            ]
            chosen += self._choose(problem.course[course], theirs, may, able)
        ids = dict.fromkeys(n.official for n in chosen)
        teaching = {
            person: presences
            for id, presences in kept.presences.items()
            if (person := problem.trainer[id].person) is not None
        }
        chosen = [
            replace(n, pinned_run=self._needed[n.id][0]) if n.id in self._needed else n
            for n in chosen
        ]
        return chosen, [self._official(problem.official[id], courses, teaching) for id in ids]

    def _has_needed(self, nomination: Nomination, wished: AbstractSet[tuple[str, str]]) -> bool:
        official = self._problem.official[nomination.official]
        for wanted in self._problem.course[nomination.course].prerequisites:
            if wanted in official.completed or (official.id, wanted) in wished:
                continue
            if not any(h.run.course == wanted for h, _ in self._kept.seats_of.get(official.id, ())):
                return False
        return True

    def _choose(
        self,
        course: Course,
        runs: list[Run],
        may: Mapping[str, Domain],
        able: list[Nomination],
    ) -> list[Nomination]:
        """Choose who is seated now, and for each language those who are worth most."""
        problem, seated = self._problem, self._now.seated
        weights = problem.policy.weights
        cities = {venue.city for run in runs for venue in may[run.id].venues}
        most = _TIMES_SEATS * course.max_seats * len(runs)
        found = {n.id: n for n in able if n.id in seated or n.pinned_run is not None}

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
            return gain - weights.cost_per_thousand_usd * min(ways) + self._chance.random()

        worths = {n.id: worth(n) for n in able}
        for language in {o.language for run in runs for o in may[run.id].languages}:
            speak = [
                n
                for n in able
                if worths[n.id] >= 0.0 and language in problem.official[n.official].languages
            ]
            speak.sort(key=lambda n: -worths[n.id])
            found |= {n.id: n for n in speak[:most]}
        return list(found.values())

    def _official(
        self,
        official: Official,
        courses: Mapping[str, Course],
        teaching: Mapping[str, list[Presence]],
    ) -> Official:
        """Take the days of seats that are kept, and count those as done that others need."""
        problem, horizon = self._problem, self._problem.horizon
        seats = self._kept.seats_of.get(official.id, ())
        rest = problem.policy.official_rest_days
        away = [Interval(h.start - rest, h.end + rest) for h, _ in seats]
        away += [Interval(p.first, p.last) for p in teaching.get(official.person or "", ())]
        done = list(official.completed)
        first = min((h.start for h, _ in self._now.seats_of.get(official.id, ())), default=None)
        wanted = {needed for course in courses.values() for needed in course.prerequisites}
        for held, _ in seats:
            if held.run.course in wanted and held.run.course not in done:
                done.append(held.run.course)
                if first is not None and first <= held.end:
                    continue  # a seat that does not need it stays possible
                away.append(Interval(min(horizon.start, held.start), held.end))
        days = sum(
            max(0, min(h.end, horizon.end) - max(h.start, horizon.start) + 1) for h, _ in seats
        )
        most = official.max_days
        return replace(
            official,
            unavailable=(*official.unavailable, *away),
            completed=tuple(done),
            max_days=None if most is None else max(0, most - days),
        )

    def _trainers(self, courses: Mapping[str, Course], may: Mapping[str, Domain]) -> list[Trainer]:
        """Choose who may teach which block, and say when they cannot."""
        problem = self._problem
        skills: dict[str, set[Skill]] = defaultdict(set)
        for held in self._now.held.values():
            for block, trainer in held.duties:
                skills[trainer.id].add(Skill(_skill(held.course, block.id)))
        for id in may:
            for pair in problem.run[id].pinned.trainers:
                course = problem.course[problem.run[id].course]
                skills[pair.trainer].add(Skill(_skill(course, pair.block)))
        spoken: dict[str, set[str]] = defaultdict(set)
        for id, domain in may.items():
            if not (id in self._now.held and _stands(domain)):
                spoken[problem.run[id].course] |= {o.language for o in domain.languages}
        for course in courses.values():
            for block in course.blocks:
                able = [t for t in problem.trainers if who_teaches.is_qualified(t, block)]
                self._chance.shuffle(able)
                for language in sorted(spoken[course.id]):
                    speak = [t for t in able if language in t.languages]
                    for trainer in speak[: block.trainer_count - 1 + _MORE_TRAINERS]:
                        skills[trainer.id].add(Skill(_skill(course, block.id)))
        cities = {venue.city for domain in may.values() for venue in domain.venues}
        return [
            self._trainer(trainer, skills[trainer.id], cities)
            for trainer in problem.trainers
            if trainer.id in skills
        ]

    def _trainer(self, trainer: Trainer, skills: set[Skill], cities: set[str]) -> Trainer:
        """Take the days of what is kept, with the ways from and to it."""
        problem, horizon = self._problem, self._problem.horizon
        kept = self._kept.presences.get(trainer.id, [])
        now = self._now.presences.get(trainer.id, [])
        away = []
        for presence in kept:
            city = presence.held.city or trainer.city
            ways = [problem.transfer_days(trainer.city, city, other) for other in cities]
            longest = max((way for way in ways if way is not None), default=0)
            before = min(
                (presence.first - p.last - 1 for p in now if p.last < presence.first),
                default=longest,
            )
            after = min(
                (p.first - presence.last - 1 for p in now if p.first > presence.last),
                default=longest,
            )
            away.append(
                Interval(presence.first - min(longest, before), presence.last + min(longest, after))
            )
        official = None if trainer.person is None else problem.official_of.get(trainer.person)
        if official is not None:
            seats = self._kept.seats_of.get(official.id, ())
            away += [Interval(held.start, held.end) for held, _ in seats]
        days = sum(p.block_days(horizon.start, horizon.end) for p in kept)
        most = trainer.max_days
        return replace(
            trainer,
            skills=tuple(skills),
            unavailable=(*trainer.unavailable, *away),
            max_days=None if most is None else max(0, most - days),
        )


def _skill(course: Course, block: str) -> str:
    return f"{course.id} {block}"


def _of_its_own(course: Course, courses: Mapping[str, Course]) -> Course:
    """Ask for skills of the course's own, which those have who are chosen, and for what is free."""
    blocks = tuple(replace(b, skill=_skill(course, b.id), level=0) for b in course.blocks)
    needed = tuple(wanted for wanted in course.prerequisites if wanted in courses)
    return replace(course, prerequisites=needed, blocks=blocks)
