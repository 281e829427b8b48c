"""A pinned seat that was not given, solved exactly with the runs that it hangs on.

Before it there may have to be seats in a run of another course, held in a language that only few
speak who have in turn what that course needs: cheap moves do not find such a chain.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np

from scheduler.domains import Domain, domain
from scheduler.engine import exact
from scheduler.engine.attending import could_attend
from scheduler.engine.effort import Effort
from scheduler.engine.remainder import remainder, standing
from scheduler.engine.search import Search
from scheduler.problem import LinkKind
from scheduler.request import Objective
from scheduler.schedule import Schedule, ScheduledRun

T = TypeVar("T")

# Runs that have the trainers, and how near they are.
_RIVALS, _NO_RIVALS, _NEAR_DAYS = 4, 0.6, 10
# Of a run that is free, drawn anew each time; and how many of a course that comes before, so deep.
_STARTS, _VENUES, _OF_A_COURSE, _DEEPEST = 12, 6, 2, 2


class Chains:
    """Gives pinned seats that are lacking, one after the other."""

    def __init__(self, search: Search, seed: int) -> None:
        """Draw by a seed."""
        self._search, self._problem = search, search.problem
        self._chance = random.Random(seed)  # noqa: S311  # no secret

    def step(self, effort: Effort) -> bool:
        """Try to give one of the seats that are lacking; False where none is."""
        search, inst = self._search, self._search.inst
        lacking = np.flatnonzero(inst.nom_forced & (search.st.seat_run < 0))
        if not len(lacking):
            return False
        nom = int(lacking[self._chance.randrange(len(lacking))])
        freed = self._without_others(nom)
        may = self._may(nom, freed)
        part = remainder(self._problem, freed, may, self._chance)
        found = exact.solve(part.problem, Objective.TOTAL, effort, part.schedule, may=part.may)
        if found.schedule is not None:
            rows, rank = search.snapshot(), search.rank
            kept = tuple(entry for entry in freed.runs if entry.id not in may)
            search.adopt_anew(Schedule((*kept, *found.schedule.runs)))
            if search.rank > rank:
                search.restore(rows)
        return True

    def _without_others(self, nom: int) -> Schedule:
        """Take the seats that no pin gives from the official of a nomination."""
        inst = self._search.inst
        official, mine = inst.nom_official[nom], set()
        begin, end = inst.official_nom_ptr[official : official + 2]
        for other in inst.official_nom[begin:end].tolist():
            if not inst.nom_forced[other] and inst.nom_fact[other] < 0:
                mine.add(self._problem.nominations[other].id)
        return Schedule(
            tuple(
                replace(entry, seats=tuple(n for n in entry.seats if n not in mine))
                for entry in self._search.schedule().runs
            )
        )

    def _may(self, nom: int, schedule: Schedule) -> dict[str, Domain]:
        """Free some runs, and the seats of all runs of a chain's courses."""
        problem = self._problem
        held = {entry.id: entry for entry in schedule.runs}
        chain = self._free(nom)
        free = {problem.runs[run].id for run in [*chain, *self._rivals(nom, chain)]}
        for link in problem.links * _DEEPEST:
            if link.kind is LinkKind.SAME_COHORT and {link.first, link.second} & free:
                free |= {link.first, link.second} - problem.frozen.keys()
        courses = {problem.runs[run].course for run in chain}
        may = {
            entry.id: standing(problem, entry)
            for entry in schedule.runs
            if entry.id not in problem.frozen and problem.run[entry.id].course in courses
        }
        return may | {id: self._some_of(id, held.get(id)) for id in sorted(free)}

    def _some_of(self, id: str, entry: ScheduledRun | None) -> Domain:
        """Draw some of what a run may have, with what it has."""
        whole = domain(self._problem, self._problem.run[id])
        starts = {*self._some(whole.starts, _STARTS)}
        venues = {venue.id for venue in self._some(whole.venues, _VENUES)}
        if entry is not None:
            starts.add(entry.start)
            venues.add(entry.venue)
        return replace(
            whole,
            starts=tuple(day for day in whole.starts if day in starts),
            venues=tuple(venue for venue in whole.venues if venue.id in venues),
        )

    def _free(self, nom: int) -> list[int]:
        """Draw a run for a seat, and some of each course that must come before, and so on."""
        inst, state = self._search.plain, self._search.handles[1]
        course = int(self._search.inst.nom_course[nom])
        found = self._some([r for r in self._runs(course) if could_attend(inst, state, nom, r)], 1)
        courses = {course}
        for _ in range(_DEEPEST):
            latest = max((self._days(run)[1] for run in found), default=-1)
            courses = {
                self._search.number_of_course(c) for each in courses for c in self._before(each)
            }
            for each in sorted(courses):
                runs = [r for r in self._runs(each) if self._days(r)[0] < latest]
                found += self._some([r for r in runs if r not in found], _OF_A_COURSE)
        return found

    def _rivals(self, nom: int, chain: list[int]) -> list[int]:
        """Draw runs, or none, that have a trainer whom a chain may need to be heard."""
        if not chain or self._chance.random() < _NO_RIVALS:
            return []
        inst, st, run = self._search.inst, self._search.st, chain[0]
        spoken = inst.run_language[inst.run_language_ptr[run] : inst.run_language_ptr[run + 1]]
        heard = spoken[inst.official_speaks[inst.nom_official[nom], spoken]]
        wanted = set()
        for slot in range(inst.run_slots[run]):
            block = inst.slot_block[run, slot]
            able = inst.block_trainer[
                inst.block_trainer_ptr[block] : inst.block_trainer_ptr[block + 1]
            ]
            wanted |= {*able[inst.trainer_speaks[np.ix_(able, heard)].any(axis=1)].tolist()}
        first, last = self._days(run)
        teaching = [
            other
            for other in np.flatnonzero(st.held & ~inst.run_frozen[: len(st.held)]).tolist()
            if other not in chain
            and first - _NEAR_DAYS <= st.start[other] <= last + _NEAR_DAYS
            and wanted & {*st.slots[other, : inst.run_slots[other]].tolist()}
        ]
        return self._some(teaching, _RIVALS)

    def _some(self, things: Sequence[T], count: int) -> list[T]:
        return self._chance.sample(things, min(count, len(things)))

    def _before(self, course: int) -> tuple[str, ...]:
        return self._problem.courses[course].prerequisites

    def _runs(self, course: int) -> list[int]:
        inst = self._search.inst
        begin, end = inst.course_run_ptr[course : course + 2]
        runs: list[int] = inst.course_run[begin:end].tolist()
        return [r for r in runs if not inst.run_frozen[r] and self._days(r)[1] >= 0]

    def _days(self, run: int) -> tuple[int, int]:
        """Give the first and the last start that a run may have."""
        inst = self._search.inst
        starts = inst.run_start[inst.run_start_ptr[run] : inst.run_start_ptr[run + 1]]
        return (int(starts[0]), int(starts[-1])) if len(starts) else (0, -1)
