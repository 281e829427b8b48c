"""Many runs solved exactly at once, each among the few starts and venues that prices promise most.

What is left of a run's domain is small, so that far more runs can be free than in `polish.py`.
The bound's prices point to it, as a linear relaxation does in kernel search (Angelelli, Mansini,
Speranza 2010, doi:10.1016/j.cor.2010.02.001).
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

from scheduler.domains import Domain, domain
from scheduler.engine import exact
from scheduler.engine.bound import Bound
from scheduler.engine.effort import Effort
from scheduler.engine.remainder import remainder, with_seats
from scheduler.problem import Problem
from scheduler.request import Objective
from scheduler.schedule import Schedule, ScheduledRun

# Of each free run, beside where it stands.
_MOST_STARTS, _MOST_VENUES = 10, 3
_FEWEST, _FIRST = 4.0, 8.0
# How many are free next time: more where all was proved, fewer where nothing was found.
_MORE, _LESS = 1.25, 0.9
# The share of them that links tie to the first, at most.
_TIED = 0.6
# Such a model takes so many times the effort of others.
HARDER = 4.0


class Guided:
    """Draws runs about which the schedule and the prices disagree; as many as can be solved."""

    def __init__(self, problem: Problem, bound: Bound, seed: int) -> None:
        """Begin with some."""
        self._problem, self._bound = problem, bound
        self._venues = {venue.id: number for number, venue in enumerate(problem.venues)}
        self._chance = random.Random(seed)  # noqa: S311  # no secret
        self._size = _FIRST

    @property
    def is_ready(self) -> bool:
        """Say whether the prices point somewhere already."""
        return self._bound.is_settling

    def step(self, schedule: Schedule, effort: Effort) -> Schedule | None:
        """Solve one neighbourhood of a valid schedule; None where nothing better was found."""
        held = {entry.id: entry for entry in schedule.runs}
        may, regrets = self._narrow(held)
        if not may:
            return None
        free = self._draw(held, may, regrets)
        part = remainder(
            self._problem,
            schedule,
            with_seats(self._problem, schedule, {id: may[id] for id in free}),
            self._chance,
        )
        result = exact.solve(
            part.problem,
            Objective.TOTAL,
            replace(effort, deterministic=HARDER * effort.deterministic),
            part.schedule,
            may=part.may,
        )
        if result.is_proved:
            self._size *= _MORE
        elif result.schedule in (None, part.schedule):
            self._size = max(self._size * _LESS, _FEWEST)
        return None if result.schedule is None else part.whole(result.schedule)

    def _narrow(
        self, held: Mapping[str, ScheduledRun]
    ) -> tuple[dict[str, Domain], dict[str, float]]:
        """Give what each run may have, and how much more the best of it is worth than what is."""
        may, regrets = {}, {}
        for number, run in enumerate(self._problem.runs):
            whole = domain(self._problem, run)
            starts, venues, unheld = self._bound.worths(number)
            if run.id in self._problem.frozen or not starts or not venues:
                continue
            entry, now = held.get(run.id), unheld
            near, there = set(_best(starts)[:_MOST_STARTS]), set(_best(venues)[:_MOST_VENUES])
            if entry is not None:
                start, venue = entry.start, self._venues[entry.venue]
                now = min(starts[start], venues[venue])
                near.add(start)
                there.add(venue)
            regrets[run.id] = max(0.0, max(unheld, *starts.values()) - now)
            may[run.id] = Domain(
                starts=tuple(day for day in whole.starts if day in near),
                venues=tuple(v for v in whole.venues if self._venues[v.id] in there),
                languages=whole.languages,
            )
        return may, regrets

    def _draw(
        self,
        held: Mapping[str, ScheduledRun],
        may: Mapping[str, Domain],
        regrets: Mapping[str, float],
    ) -> frozenset[str]:
        """Draw a run by its regret, with what links tie to it, what is in the way, and others."""
        size = int(self._size + self._chance.random())
        order = _by_chance(self._chance, regrets)
        tied = [id for id in _tied(self._problem, order[0]) if id in regrets]
        chosen = tied[: max(1, int(_TIED * size))]
        ways = {id: self._ways(held[id], chosen, may) for id in order if id in held}
        rest = sorted(order, key=lambda run: -ways.get(run, 0))
        return frozenset([*chosen, *(id for id in rest if id not in chosen)][:size])

    def _ways(self, entry: ScheduledRun, chosen: list[str], may: Mapping[str, Domain]) -> int:
        """Count the starts of some runs that a run is in the way of, where it stands."""
        problem, count = self._problem, 0
        end = entry.start + problem.course[problem.run[entry.id].course].days
        for id in chosen:
            days = problem.course[problem.run[id].course].days
            if entry.venue in {venue.id for venue in may[id].venues}:
                count += sum(entry.start - days < day < end for day in may[id].starts)
        return count


def _best(worths: Mapping[int, float]) -> list[int]:
    return sorted(worths, key=lambda key: -worths[key])


def _by_chance(chance: random.Random, regrets: Mapping[str, float]) -> list[str]:
    """Order all runs so that those of a great regret mostly come early."""
    least = 1.0 + sum(regrets.values()) / (10 * len(regrets))
    keys = {id: chance.expovariate(regret + least) for id, regret in regrets.items()}
    return sorted(keys, key=lambda run: keys[run])


def _tied(problem: Problem, first: str) -> list[str]:
    """Give a run and those that links tie to it, through others too, the nearest first."""
    found = [first]
    for here in found:  # which grows meanwhile
        for link in problem.links:
            if here in (link.first, link.second):
                other = link.second if link.first == here else link.first
                if other not in found:
                    found.append(other)
    return found
