"""The exact model's decision variables, nothing else; the rules and goals are laid on them.

A frozen run (H8) has constants, but for the trainers of blocks that are not over. The solver's
model is passed in: this module does not import one.
"""

from __future__ import annotations

import weakref
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from itertools import combinations
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from scheduler.clock import Day
from scheduler.domains import NONE, Domain, domain
from scheduler.problem import Block, Course, Nomination, Problem, Run, Trainer
from scheduler.rules import who_learns, who_teaches
from scheduler.schedule import BlockTrainer, Schedule, ScheduledRun

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

Literal = Any

# No run's domain is narrowed.
WHOLE: Mapping[str, Domain] = MappingProxyType({})


class Stint(NamedTuple):
    """What a trainer could do at a run held in a city: these blocks, and be there between them.

    The presence is from `first_day` to `last_day` of the run, counted from 0.
    """

    trainer: Trainer
    blocks: tuple[Block, ...]
    first_day: int
    last_day: int
    city: str
    literal: Literal


class Placing:
    """The variables of one run: `held`, its `start`, and one literal for each thing it may have.

    `seats` has, for each nomination that may be seated, a literal for each city.
    """

    def __init__(self, variables: Variables, run: Run) -> None:
        """Make the variables of a run; constants for one that is frozen."""
        self.run = run
        self.course: Course = variables.problem.course[run.course]
        self.fact: ScheduledRun | None = variables.problem.frozen.get(run.id)
        # Weakly, since both would outlive their use: a search collects no garbage.
        self._variables: Variables = weakref.proxy(variables)
        cp, problem = variables.cp, variables.problem
        if self.fact is not None:
            one = cp.new_constant(1)
            self.held: Literal = one
            self.start: Any = self.fact.start
            self.starts: dict[Day, Literal] = {self.fact.start: one}
            self.venues: dict[str, Literal] = {self.fact.venue: one}
            self.languages: dict[str, Literal] = {self.fact.language: one}
        else:
            may = variables.may.get(run.id) or domain(problem, run, variables.relaxed)
            self.held = cp.new_bool_var(f"held {run.id}")
            self.starts = {day: cp.new_bool_var("") for day in may.starts}
            self.venues = {v.id: cp.new_bool_var("") for v in may.venues}
            self.languages = {o.language: cp.new_bool_var("") for o in may.languages}
            for choice in (self.starts, self.venues, self.languages):
                cp.add(sum(choice.values()) == self.held)
            self.start = cp.new_int_var(min(may.starts, default=0), max(may.starts, default=0), "")
            for day, literal in self.starts.items():
                cp.add(self.start == day).only_enforce_if(literal)
        self.first_start, self.last_start = min(self.starts, default=0), max(self.starts, default=0)
        self.cities = self._by_city()
        self.stints: tuple[Stint, ...] = tuple(self._make_stints())
        self.seats: dict[str, dict[str, Literal]] = self._make_seats()

    def _by_city(self) -> dict[str, Literal]:
        cp, problem = self._variables.cp, self._variables.problem
        found: dict[str, list[Literal]] = defaultdict(list)
        for venue, literal in self.venues.items():
            found[problem.venue[venue].city].append(literal)
        cities = {}
        for city, literals in found.items():
            cities[city] = literals[0] if len(literals) == 1 else cp.new_bool_var("")
            if len(literals) > 1:
                cp.add(sum(literals) == cities[city])
        return cities

    def over(self, block: Block) -> bool:
        """Say whether a block's trainers are fact."""
        until = self._variables.problem.horizon.frozen_until
        fact = self.fact
        return fact is not None and until is not None and fact.start + block.last_day <= until

    def _make_stints(self) -> Iterator[Stint]:
        cp, problem = self._variables.cp, self._variables.problem
        taught: dict[str, set[str]] = defaultdict(set)
        for pair in self.fact.trainers if self.fact else ():
            taught[pair.trainer].add(pair.block)
        for trainer in problem.trainers:
            facts = [b for b in self.course.blocks if self.over(b) and b.id in taught[trainer.id]]
            for blocks in self._duties(trainer, facts):
                days = min(b.first_day for b in blocks), max(b.last_day for b in blocks)
                for city in self.cities:
                    if set(blocks) == set(facts) or self._variables.may_reach(trainer, city):
                        yield Stint(trainer, blocks, *days, city, cp.new_bool_var(""))

    def _duties(self, trainer: Trainer, facts: list[Block]) -> Iterator[tuple[Block, ...]]:
        relaxed = self._variables.relaxed
        free = [
            b
            for b in self.course.blocks
            if not self.over(b)
            and self._may_join(trainer, b)
            and ("TRAINER_SKILL" in relaxed or who_teaches.is_qualified(trainer, b))
        ]
        for count in range(len(free) + 1):
            for chosen in combinations(free, count):
                blocks = (*facts, *chosen)
                together = "TRAINER_BLOCKS_OVERLAP" in relaxed or not any(
                    _overlap(a, b) for a, b in combinations(blocks, 2) if b in chosen
                )
                if blocks and together:
                    yield blocks

    def _may_join(self, trainer: Trainer, block: Block) -> bool:
        """Say whether pins leave a place in a block to a trainer."""
        if {"PIN_TRAINER", "TRAINER_COUNT"} & self._variables.relaxed:
            return True
        pinned = {p.trainer for p in self.run.pinned.trainers if p.block == block.id}
        return trainer.id in pinned or len(pinned) < block.trainer_count

    def _make_seats(self) -> dict[str, dict[str, Literal]]:
        variables = self._variables
        cp, problem, relaxed = variables.cp, variables.problem, variables.relaxed
        if self.fact is not None:
            city = problem.venue[self.fact.venue].city
            return {
                n: {city: cp.new_constant(1)} for n in self.fact.seats if n in problem.nomination
            }
        found: dict[str, dict[str, Literal]] = {}
        for nomination in problem.nominations_of[self.course.id]:
            official = problem.official[nomination.official]
            faults = who_learns.seat_faults(self.course, nomination, official)
            if nomination.id in variables.seated_for_good:
                faults.append("SEAT_TWICE")
            if not set(faults) <= relaxed:
                continue
            found[nomination.id] = {
                city: cp.new_bool_var("")
                for city in self.cities
                if "SEAT_UNREACHABLE" in relaxed
                or problem.travel_days(official.city, city) is not None
            }
        return found

    def seat(self, nomination: str) -> Any:
        """Give 1 where a nomination is seated here, 0 where it is not."""
        return sum(self.seats.get(nomination, {}).values())

    def days_outside(self, literal: Any, first_day: int, last_day: int) -> Any:
        """Give how many of these days of the run lie outside the horizon, 0 without the literal.

        None can, but where the search for a conflict leaves the horizon out.
        """
        if self.fact is not None or "HORIZON" not in self._variables.relaxed:
            return 0
        cp, horizon = self._variables.cp, self._variables.problem.horizon
        starts: dict[int, list[Literal]] = defaultdict(list)
        for day, start in self.starts.items():
            inside = min(day + last_day, horizon.end) - max(day + first_day, horizon.start) + 1
            starts[last_day - first_day + 1 - max(0, inside)].append(start)
        total: Any = 0
        for days, begins in starts.items():
            both = cp.new_bool_var("")
            cp.add(both <= literal)
            cp.add(both <= sum(begins))
            total += days * both
        return total

    @cached_property
    def seat_count(self) -> Any:
        """How many are seated here."""
        return sum(literal for cities in self.seats.values() for literal in cities.values())


def _overlap(a: Block, b: Block) -> bool:
    return a.first_day <= b.last_day and b.first_day <= a.last_day


class Variables:
    """The variables of a problem; `relaxed` names the clauses that the rules leave out.

    `may` has the part of its domain that a run is to have, where that is not the whole.
    """

    def __init__(
        self,
        cp: cp_model.CpModel,
        problem: Problem,
        relaxed: AbstractSet[str] = NONE,
        may: Mapping[str, Domain] = WHOLE,
    ) -> None:
        """Make the variables of every run on a solver's model."""
        self.cp = cp
        self.problem = problem
        self.relaxed = relaxed
        self.may = may
        self.always, self.never = cp.new_constant(1), cp.new_constant(0)
        self._stopovers: dict[tuple[str, str, str], frozenset[str]] = {}
        self._transfers: dict[tuple[str, str, str], int | None] = {}
        self._orders: dict[tuple[str, str, int], Literal] = {}
        self.placings = {run.id: Placing(self, run) for run in problem.runs}

    @cached_property
    def seated_for_good(self) -> set[str]:
        """Nominations that a frozen run seats."""
        return {n for run in self.problem.frozen.values() for n in run.seats}

    @cached_property
    def has_facts(self) -> bool:
        """Whether a run is frozen."""
        return any(placing.fact for placing in self.placings.values())

    def may_reach(self, trainer: Trainer, city: str) -> bool:
        """Say whether a trainer may teach in a city."""
        if "TRAINER_UNREACHABLE" in self.relaxed:
            return True
        return self.problem.travel_days(trainer.city, city) is not None

    def transfer_days(self, home: str, origin: str, destination: str) -> int | None:
        """Give the free days that somebody needs between two cities, as the problem does."""
        key = (home, origin, destination)
        if key not in self._transfers:
            self._transfers[key] = self.problem.transfer_days(*key)
        return self._transfers[key]

    def stopovers(self, home: str, origin: str, destination: str) -> frozenset[str]:
        """Give the cities by which somebody is there sooner, with a day at least in them."""
        key = (home, origin, destination)
        if key not in self._stopovers:
            transfer = self.transfer_days
            needed = transfer(*key)
            found = set()
            for city in {v.city for v in self.problem.venues}:
                out, on = transfer(home, origin, city), transfer(home, city, destination)
                if None not in (out, on, needed) and (out or 0) + 1 + (on or 0) < (needed or 0):
                    found.add(city)
            self._stopovers[key] = frozenset(found)
        return self._stopovers[key]

    def apart(self, first: Placing, second: Placing, days: int) -> Literal:
        """Give a literal that implies: `second` starts at least `days` after `first` starts.

        `always` or `never` where their domains alone say so.
        """
        if second.first_start - first.last_start >= days:
            return self.always
        if second.last_start - first.first_start < days:
            return self.never
        key = (first.run.id, second.run.id, days)
        if key not in self._orders:
            literal = self.cp.new_bool_var("")
            self.cp.add(second.start - first.start >= days).only_enforce_if(literal)
            self._orders[key] = literal
        return self._orders[key]

    def possible(self, literals: Iterable[Literal]) -> list[Literal] | None:
        """Give those that may hold; None as soon as one always does."""
        found = []
        for literal in literals:
            if literal is self.always:
                return None
            if literal is not self.never:
                found.append(literal)
        return found

    def together(self, first: Placing, second: Placing, days: int, other_days: int) -> Literal:
        """Give a literal that implies: neither starts so many days or more after the other.

        `second` less than `days` after `first`, and `first` less than `other_days` after `second`.
        """
        literal = self.cp.new_bool_var("")
        self.cp.add_implication(literal, self.apart(second, first, 1 - days))
        self.cp.add_implication(literal, self.apart(first, second, 1 - other_days))
        return literal

    def runs_of(self, nomination: Nomination) -> Iterator[Placing]:
        """Give the runs in which a nomination may be or is seated."""
        for placing in self.placings.values():
            if nomination.id in placing.seats:
                yield placing

    @cached_property
    def seats_of(self) -> dict[str, list[tuple[Placing, str]]]:
        """The (run, nomination) pairs in which an official may be or is seated, by official."""
        found: dict[str, list[tuple[Placing, str]]] = defaultdict(list)
        for placing in self.placings.values():
            for id in placing.seats:
                found[self.problem.nomination[id].official].append((placing, id))
        return found

    @cached_property
    def stints_of(self) -> dict[str, list[tuple[Placing, Stint]]]:
        """The stints that a trainer may have, by trainer."""
        found: dict[str, list[tuple[Placing, Stint]]] = defaultdict(list)
        for placing in self.placings.values():
            for stint in placing.stints:
                found[stint.trainer.id].append((placing, stint))
        return found

    def schedule(self, value: Any) -> Schedule:
        """Read a schedule from the values of a solution."""
        runs = []
        for placing in self.placings.values():
            if not value(placing.held):
                continue
            runs.append(
                ScheduledRun(
                    id=placing.run.id,
                    start=_chosen(placing.starts, value),
                    venue=_chosen(placing.venues, value),
                    language=_chosen(placing.languages, value),
                    trainers=_trainers(placing.stints, value),
                    seats=tuple(
                        n for n, cities in placing.seats.items() if any(map(value, cities.values()))
                    ),
                )
            )
        return Schedule(tuple(runs))


def _chosen(literals: dict[Any, Literal], value: Any) -> Any:
    return next(key for key, literal in literals.items() if value(literal))


def _trainers(stints: Sequence[Stint], value: Any) -> tuple[BlockTrainer, ...]:
    chosen: Iterable[Stint] = (s for s in stints if value(s.literal))
    return tuple(BlockTrainer(b.id, s.trainer.id) for s in chosen for b in s.blocks)
