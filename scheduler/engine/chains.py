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
from scheduler.engine.remainder import remainder, with_seats
from scheduler.engine.search import Search
from scheduler.problem import LinkKind
from scheduler.schedule import Schedule, ScheduledRun

T = TypeVar("T")

# Runs that have the trainers, and how near they are.
_RIVALS, _NO_RIVALS, _NEAR_DAYS = 4, 0.6, 10
# Of a run that is free, drawn anew each time; and how many of a course that comes before, so deep.
_STARTS, _VENUES, _OF_A_COURSE, _DEEPEST = 12, 6, 2, 2
# Of each course, those whose seats alone are free.
_STANDING = 10


class Chains:
    """Gives pinned seats that are lacking, one after the other."""

    def __init__(self, search: Search, seed: int) -> None:
        """Draw by a seed."""
        self._search, self._problem = search, search.problem
        self._chance = random.Random(seed)  # noqa: S311  # no secret
        self._is_anew = False

    def step(self, effort: Effort) -> bool:
        """Try to give one of the seats that are lacking; False where none is."""
        search, inst, missing = self._search, self._search.inst, self._search.missing
        lacking = np.flatnonzero(inst.nom_forced & (search.st.seat_run < 0)).tolist()
        if not lacking:
            return False
        # What only a pinned seat needs is asked for with that one.
        pinned = [nom for nom in lacking if self._problem.nominations[nom].pinned_run is not None]
        nom = self._chance.choice(pinned or lacking)
        # After a failure before all others, which may have what it needs.
        freed = self._facts() if self._is_anew else self._without_others(nom)
        may = self._may(nom, freed)
        part = remainder(self._problem, freed, may, self._chance)
        # What it costs the others, the search mends more quickly.
        effort = replace(effort, until_first=True)
        found = exact.find(part.problem, effort, hint=part.schedule, may=part.may)
        if found.schedule is not None:
            rows, rank = search.snapshot(), search.rank
            search.adopt_anew(part.whole(found.schedule), lean=True)
            if self._is_anew:
                search.hold_musts()
            if search.rank > rank:
                search.restore(rows)
        self._is_anew = search.missing >= missing and not self._is_anew
        return True

    def _facts(self) -> Schedule:
        """Give the runs alone that are as they are."""
        frozen = self._problem.frozen
        return Schedule(tuple(e for e in self._search.schedule().runs if e.id in frozen))

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
        """Free some runs, and the seats of other runs of a chain's courses."""
        problem = self._problem
        held = {entry.id: entry for entry in schedule.runs}
        chain = self._free(nom)
        free = {problem.runs[run].id for run in [*chain, *self._rivals(nom, chain)]}
        for link in problem.links * _DEEPEST:
            if link.kind is LinkKind.SAME_COHORT and {link.first, link.second} & free:
                free |= {link.first, link.second} - problem.frozen.keys()
        others: list[str] = []
        for course in dict.fromkeys(problem.runs[run].course for run in chain):
            theirs = [id for id in held if problem.run[id].course == course]
            stand = [id for id in theirs if id not in free and id not in problem.frozen]
            others += self._some(stand, _STANDING)
        may = {id: self._some_of(id, held.get(id)) for id in sorted(free)}
        return with_seats(problem, schedule, may, others)

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
        chain = self._some([r for r in self._runs(course) if could_attend(inst, state, nom, r)], 1)
        heard: list[int] = []
        courses = {course}
        for _ in range(_DEEPEST):
            latest = max((self._days(run)[1] for run in chain), default=-1)
            courses = {
                self._search.number_of_course(c) for each in courses for c in self._before(each)
            }
            for each in sorted(courses):
                runs = [r for r in self._runs(each) if r not in chain]
                early = [r for r in runs if self._days(r)[0] < latest]
                chain += self._some(early, _OF_A_COURSE)
                # Who speaks what the official does may be needed there, and not here.
                rest = [r for r in runs if r not in chain and self._is_heard(nom, r)]
                heard += self._some(rest, _OF_A_COURSE)
        return chain + heard

    def _is_heard(self, nom: int, run: int) -> bool:
        """Say whether a run is held in a language that the official of a nomination speaks."""
        inst, st = self._search.inst, self._search.st
        speaks = inst.official_speaks[inst.nom_official[nom]]
        return bool(st.held[run] and speaks[st.language[run]])

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
