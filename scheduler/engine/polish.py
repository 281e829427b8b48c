"""A few runs solved exactly while all others stay where they are (fix and optimise).

Cheap moves put one run back after the other; what several runs must give up at once for another
to be held, only an exact solve finds. Helber, Sahling 2010 (doi:10.1016/j.ijpe.2009.08.022).
"""

from __future__ import annotations

import random

from scheduler.domains import domain
from scheduler.engine import exact
from scheduler.engine.effort import Effort
from scheduler.engine.remainder import remainder, with_seats
from scheduler.problem import LinkKind, Problem
from scheduler.request import Objective
from scheduler.schedule import Schedule

# Beyond this many pairs of runs, for each trainer, the best of so few runs was found by moves.
_MOST_MEETINGS = 40_000
_FEWEST, _MOST = 2, 10
# Of the draws: beginning with a run that is not held.
_UNHELD = 0.4


def can_polish(problem: Problem) -> bool:
    """Say whether a problem is so small that a few of its runs are worth an exact solve."""
    return len(problem.trainers) * len(problem.runs) ** 2 <= _MOST_MEETINGS


class Polish:
    """Draws neighbourhoods; as many free runs as can just be solved to the end."""

    def __init__(self, problem: Problem, seed: int) -> None:
        """Begin with the fewest free runs."""
        self._problem, self._chance = problem, random.Random(seed)  # noqa: S311  # no secret
        self._size = float(_FEWEST)
        self._done: set[frozenset[str]] = set()
        self._of: Schedule | None = None

    def step(self, schedule: Schedule, effort: Effort) -> Schedule | None:
        """Solve one neighbourhood of a valid schedule; None where nothing better was found."""
        if schedule is not self._of:
            self._of = schedule
            self._done.clear()
        free = self._draw(schedule)
        if free in self._done:
            return None
        may = {id: domain(self._problem, self._problem.run[id]) for id in free}
        part = remainder(
            self._problem, schedule, with_seats(self._problem, schedule, may), self._chance
        )
        result = exact.solve(part.problem, Objective.TOTAL, effort, part.schedule, may=part.may)
        if result.is_proved:
            self._done.add(free)
        self._size += 0.2 if result.is_proved else -0.1
        self._size = min(max(self._size, _FEWEST), _MOST)
        return None if result.schedule is None else part.whole(result.schedule)

    def _draw(self, schedule: Schedule) -> frozenset[str]:
        """Draw a run and some of its course, of its funder, or any, with their cohorts."""
        problem, draw = self._problem, self._chance
        runs = [r for r in problem.runs if r.id not in problem.frozen]
        held = {entry.id for entry in schedule.runs}
        unheld = [r for r in runs if r.id not in held and r.pinned.held is not False]
        first = draw.choice(unheld if unheld and draw.random() < _UNHELD else runs)
        kind = draw.randrange(3)
        course = problem.course[first.course]
        related = [
            r
            for r in runs
            if kind == 0
            or (kind == 1 and problem.course[r.course].funder == course.funder)
            or r.course == course.id
        ]
        size = min(len(related), int(self._size + draw.random()))
        chosen = {first.id, *(r.id for r in draw.sample(related, size - 1))}
        for link in problem.links:
            if link.kind is LinkKind.SAME_COHORT and {link.first, link.second} & chosen:
                chosen |= {link.first, link.second} - set(problem.frozen)
        return frozenset(chosen)
