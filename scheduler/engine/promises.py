"""Which promises can be kept together: no repair changes fewer runs than cannot be.

A promise is a baseline run with its start, venue, language and trainers; a repair changes the runs
whose promises it does not keep. Here each promise is kept or not, and only what every schedule must
meet is asked: promises that break a rule by themselves are not kept, of those that break one
together not all, and what is kept needs officials who could be seated. Whether the runs that are
not kept can be held at all is not asked. Every valid schedule therefore gives a solution of this
smaller problem, by the promises that it keeps, and the most that can be kept here bounds what it
can.

Rules are looked at one violation at a time: the promises chosen are read as a schedule, and what is
wrong with it forbids such choices, until nothing is (combinatorial Benders cuts, Codato and
Fischetti 2006, doi:10.1287/opre.1060.0286). Seats are asked for course by course, beginning near
what is broken and growing (Phillips, Walker, Ehrgott, Ryan 2016).
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace
from heapq import heappop, heappush
from typing import NamedTuple

from scheduler.domains import domain
from scheduler.goals.cost import run_cost_usd, stay_usd
from scheduler.problem import Problem
from scheduler.reading import Reading
from scheduler.rules import links, past, when, where, who_teaches
from scheduler.schedule import Schedule, ScheduledRun, Violation

# Broken by a run's own entry, whatever else is held.
_OWN = frozenset(
    "EARLY LATE WEEKDAY HORIZON LANGUAGE_NOT_OFFERED PIN_HELD PIN_START PIN_VENUE PIN_LANGUAGE "
    "PIN_TRAINER UNKNOWN_VENUE VENUE_NOT_ALLOWED VENUE_FACILITY VENUE_CLOSED VENUE_CAPACITY "
    "TRAINER_COUNT TRAINER_SKILL TRAINER_LANGUAGE TRAINER_BLOCKS_OVERLAP TRAINER_UNAVAILABLE "
    "TRAINER_UNREACHABLE UNKNOWN_BLOCK UNKNOWN_TRAINER PAST_CHANGED PAST_STARTED TOO_LATE".split()
)
_PAIRS = frozenset(("TRAINER_DOUBLE", "TRAINER_TRAVEL", "BEFORE", "SAME_START", "APART"))


class Cut(NamedTuple):
    """Promises that cannot all be kept: the weights of those that are add up to `most` or less."""

    weights: dict[str, int]
    most: int
    code: str


class Promises:
    """The promises of a problem, and the cuts on them that are known so far."""

    def __init__(self, problem: Problem) -> None:
        """Begin with the budgets, and with what is wrong with all promises at once."""
        self.problem = problem
        self.all = frozenset(problem.promised)
        self.cuts: list[Cut] = list(self._budgets())
        self.cuts += self.broken_by(self.all)

    @property
    def impossible(self) -> dict[str, tuple[str, ...]]:
        """Give the promises that nothing can keep, with the clauses that each would break."""
        found: dict[str, dict[str, None]] = {}
        for weights, most, code in self.cuts:
            if len(weights) == 1 and most < min(weights.values()):
                found.setdefault(next(iter(weights)), {})[code] = None
        return {run: tuple(codes) for run, codes in found.items()}

    def schedule(self, kept: AbstractSet[str]) -> Schedule:
        """Give kept promises without seats, and all facts, as a schedule."""
        return Schedule(
            tuple(
                self._entry(promised, id in kept)
                for id, promised in self.problem.promised.items()
                if id in kept or id in self.problem.frozen
            )
        )

    def _entry(self, promised: ScheduledRun, is_kept: bool) -> ScheduledRun:
        """Give a promise with the trainers in today's blocks; a fact that is not kept with less."""
        problem, fact = self.problem, promised.id in self.problem.frozen
        until = problem.horizon.frozen_until or 0
        blocks = {
            block.id
            for block in problem.course[problem.run[promised.id].course].blocks
            if is_kept or promised.start + block.last_day <= until
        }
        trainers = dict.fromkeys(
            pair
            for pair in promised.trainers
            if pair.block in blocks and (is_kept or pair.trainer in problem.trainer)
        )
        seats = tuple(n for n in promised.seats if n in problem.nomination) if fact else ()
        return ScheduledRun(
            promised.id, promised.start, promised.venue, promised.language, tuple(trainers), seats
        )

    def broken_by(self, kept: AbstractSet[str]) -> list[Cut]:
        """Give the cuts that keeping these promises together breaks; none: no rule is broken."""
        reading = Reading(self.problem, self.schedule(kept))
        found = []
        for rule in (when, where, who_teaches, links, past):
            for violation in rule.violations(reading):
                cut = self._cut(reading, kept, violation)
                if cut is not None:
                    found.append(cut)
        for id in kept - self.problem.frozen.keys():
            held = reading.held[id]
            if held.venue is None:
                continue
            room = min(held.course.max_seats, held.venue.capacity)
            if room < held.course.min_seats:
                found.append(Cut({id: 1}, 0, "VENUE_CAPACITY"))
        return found

    def _cut(self, reading: Reading, kept: AbstractSet[str], broken: Violation) -> Cut | None:
        """Turn a violation into what it forbids; None where other runs could mend it."""
        code, run, other = broken.code, broken.run, broken.other_run
        if code in _OWN:
            return Cut({run: 1}, 0, code) if run is not None and run in kept else None
        if code == "VENUE_FULL":
            return self._full(reading, broken)
        if code == "TRAINER_MAX_DAYS":
            return self._max_days(reading, kept, broken)
        if code == "ONLY_IF":
            helpless = other is not None and not self._may_be_held(other)
            return Cut({run: 1}, 0, code) if helpless and run is not None and run in kept else None
        if code not in _PAIRS or (code == "TRAINER_TRAVEL" and self._by_stops(reading, broken)):
            return None
        is_link = code not in ("TRAINER_DOUBLE", "TRAINER_TRAVEL")
        theirs = {
            id: 1
            for id in (run, other)
            if id is not None and id in kept and not (is_link and id in self.problem.frozen)
        }
        return Cut(theirs, 1 if len(theirs) > 1 else 0, code) if theirs else None

    def _full(self, reading: Reading, broken: Violation) -> Cut:
        here = [
            held
            for held in reading.held.values()
            if held.venue is not None
            and held.venue.id == broken.venue
            and held.start <= (broken.day or 0) <= held.end
        ]
        facts = sum(held.frozen for held in here)
        weights = {held.run.id: 1 for held in here if not held.frozen}
        return Cut(weights, max(0, (broken.limit or 0) - facts), broken.code)

    def _max_days(self, reading: Reading, kept: AbstractSet[str], broken: Violation) -> Cut | None:
        horizon, weights, facts = self.problem.horizon, {}, 0
        until = horizon.frozen_until or 0
        for presence in reading.presences[broken.trainer or ""]:
            held = presence.held
            days = presence.block_days(horizon.start, horizon.end)
            if held.frozen:
                over = [b for b in presence.blocks if held.start + b.last_day <= until]
                known = replace(presence, blocks=tuple(over))
                fact_days = known.block_days(horizon.start, horizon.end)
                facts, days = facts + fact_days, days - fact_days
            if days and held.run.id in kept:
                weights[held.run.id] = days
        return Cut(weights, max(0, (broken.limit or 0) - facts), broken.code) if weights else None

    def _by_stops(self, reading: Reading, broken: Violation) -> bool:
        """Say whether the free days suffice with stops, of a day each, between two presences."""
        problem, home = self.problem, self.problem.trainer[broken.trainer or ""].city
        origin, destination = (
            reading.held[id].city or "" for id in (broken.other_run or "", broken.run or "")
        )
        cities = {venue.city for venue in problem.venues}
        todo, seen = [(0, origin)], set()
        while todo:
            days, city = heappop(todo)
            if days > (broken.actual or 0) or city == destination:
                return days <= (broken.actual or 0)
            if city in seen:
                continue
            seen.add(city)
            for on in cities - seen:
                way = problem.transfer_days(home, city, on)
                if way is not None:
                    heappush(todo, (days + way + (on != destination), on))
        return False

    def _may_be_held(self, id: str) -> bool:
        if id in self.problem.frozen:
            return True
        may = domain(self.problem, self.problem.run[id])
        return bool(may.starts and may.venues and may.languages)

    def _budgets(self) -> Iterator[Cut]:
        """Give what each budget pays for: of every promise its trainers, place and fewest seats."""
        problem = self.problem
        facts, all_ = Reading(problem, self.schedule(frozenset())), None
        for funder in problem.funders:
            if funder.budget_usd is None:
                continue
            all_ = all_ or Reading(problem, self.schedule(self.all))
            spent = sum(
                run_cost_usd(facts, held)
                for held in facts.held.values()
                if held.course.funder == funder.id
            )
            weights = {
                id: run_cost_usd(all_, held) + self._seats_usd(held.course.id, held.city)
                for id, held in all_.held.items()
                if held.course.funder == funder.id and not held.frozen
            }
            left = max(0, funder.budget_usd - spent)
            if sum(weights.values()) > left:
                yield Cut(weights, left, "BUDGET")

    def _seats_usd(self, course: str, city: str | None) -> int:
        """Give what the fewest seats of a course cost at least in a city."""
        problem, few = self.problem, self.problem.course[course].min_seats
        if city is None:
            return 0
        homes = [problem.official[n.official].city for n in problem.nominations_of[course]]
        days = problem.course[course].days
        return sum(sorted(stay_usd(problem, home, city, days) for home in homes)[:few])
