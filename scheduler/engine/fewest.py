"""The fewest runs that a repair changes: the most promises that can be kept together, as a model.

One literal a promise; the cuts of `promises.py`; and, for the courses asked for, one literal for
each nomination that could be seated in a run as promised. A kept run needs its fewest seats and
members, within its most; a nomination is seated once; an official's seats do not clash; and what a
seat needs before it is seated earlier, in a kept run or in one that is not and so may be anywhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set as AbstractSet
from dataclasses import replace
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
from ortools.sat.python import cp_model

from scheduler.engine.effort import Effort
from scheduler.engine.exact import Model, solver_for, stoppable
from scheduler.engine.least_change import able_to_sit
from scheduler.engine.promises import Promises
from scheduler.engine.search import Search
from scheduler.engine.state import State

_MOST_SEATS = 30_000


class Kept(NamedTuple):
    """Promises that seem to go together; no schedule keeps more than `most`.

    `touched` are those that take part in any cut or count of seats: where `is_proved`, every
    schedule that keeps `most` promises keeps all the others.
    """

    runs: frozenset[str]
    most: int
    is_proved: bool
    touched: frozenset[str]


def most_kept(
    promises: Promises, search: Search, facts: State, courses: AbstractSet[int], effort: Effort
) -> Kept | None:
    """Keep as many promises as possible, seats of `courses` counted; None where time ran out."""
    while True:
        model = _Model(promises, search, facts, courses)
        found = model.solve(effort)
        if found is None or effort.stop.is_set():
            return None
        new = promises.broken_by(found.runs)
        if not new or not found.is_proved:
            return found
        promises.cuts += new


class _Model:
    def __init__(
        self, promises: Promises, search: Search, facts: State, courses: AbstractSet[int]
    ) -> None:
        self._cp = Model()
        self._promises, self._search, self._facts = promises, search, facts
        self._kept = {id: self._cp.new_bool_var(id) for id in sorted(promises.all)}
        self._touched = {run for cut in promises.cuts for run in cut.weights}
        for cut in promises.cuts:
            self._cp.add(sum(w * self._kept[run] for run, w in cut.weights.items()) <= cut.most)
        self._seats: dict[int, dict[int, Any]] = defaultdict(dict)  # nomination, run: literal
        self._counted: set[int] = set()
        impossible = promises.impossible
        self._runs = {
            search.number_of(run): run.id
            for run in promises.problem.runs
            if run.id in self._kept and run.id not in promises.problem.frozen
        }
        for course in sorted(courses):
            runs = [r for r in _runs_of(search, course) if self._runs.get(r, "") in self._kept]
            self._count_seats(course, [r for r in runs if self._runs[r] not in impossible])
        for nom, seats in self._seats.items():
            self._cp.add(sum(seats.values()) <= 1)
            self._ask_for_prerequisites(nom, seats)
        self._forbid_clashes()

    def solve(self, effort: Effort) -> Kept | None:
        cp, solver = self._cp, solver_for(replace(effort, workers=1))
        cp.maximize(sum(self._kept.values()))
        with stoppable(solver, effort.stop):
            status = solver.solve(cp)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        runs = frozenset(id for id, kept in self._kept.items() if solver.boolean_value(kept))
        most = int(np.floor(solver.best_objective_bound + 1e-6))
        return Kept(runs, most, most == len(runs), frozenset(self._touched))

    def _count_seats(self, course: int, runs: list[int]) -> None:
        """Ask that the kept runs of a course can have as many seats and members as they need."""
        inst, cp = self._search.inst, self._cp
        noms = inst.course_nom[inst.course_nom_ptr[course] : inst.course_nom_ptr[course + 1]]
        able = {run: noms[self._able(run)] for run in runs}
        if sum(map(len, able.values())) > _MOST_SEATS:
            return
        self._counted.add(course)
        for run, theirs in able.items():
            kept = self._kept[self._runs[run]]
            self._touched.add(self._runs[run])
            of: dict[int, list[Any]] = defaultdict(list)
            for nom in theirs.tolist():
                seat = self._seats[nom][run] = cp.new_bool_var("")
                of[int(inst.official_member[inst.nom_official[nom]])].append(seat)
            seats = [seat for each in of.values() for seat in each]
            room = min(inst.course_max[course], inst.venue_capacity[inst.base_venue[run]])
            cp.add(sum(seats) >= int(inst.course_min[course]) * kept)
            cp.add(sum(seats) <= int(room) * kept)
            for each in of.values():
                if len(each) > inst.course_member_limit[course]:
                    cp.add(sum(each) <= int(inst.course_member_limit[course]))
            if inst.course_min_members[course] > 1:
                present = [cp.new_bool_var("") for _ in of]
                for there, each in zip(present, of.values(), strict=True):
                    cp.add(there <= sum(each))
                cp.add(sum(present) >= int(inst.course_min_members[course]) * kept)

    def _able(self, run: int) -> Any:
        inst, (handle, _) = self._search.inst, self._search.handles
        begin, end = inst.run_start_ptr[run], inst.run_start_ptr[run + 1]
        at = begin + int(np.searchsorted(inst.run_start[begin:end], inst.base_start[run]))
        return able_to_sit(handle, self._facts, run, at)

    def _ask_for_prerequisites(self, nom: int, seats: dict[int, Any]) -> None:
        inst = self._search.inst
        for before in inst.needs[inst.needs_ptr[nom] : inst.needs_ptr[nom + 1]].tolist():
            course = int(inst.nom_course[before])
            others = _runs_of(self._search, course)
            if course not in self._counted or any(map(self._is_new, others)):
                continue
            for run, seat in seats.items():
                earlier = [x for other in others for x in self._seated_in(before, other, run)]
                self._cp.add(seat <= sum(earlier))

    def _is_new(self, run: int) -> bool:
        """Say whether a run that nobody was promised may be held."""
        inst = self._search.inst
        return bool(
            not inst.run_base[run] and inst.run_start_ptr[run] < inst.run_start_ptr[run + 1]
        )

    def _seated_in(self, nom: int, other: int, run: int) -> list[Any]:
        """Give what may seat a nomination in another run that ends before this one begins."""
        inst = self._search.inst
        days, begin = int(inst.course_days[inst.run_course[other]]), int(inst.base_start[run])
        is_earlier = inst.base_start[other] + days <= begin
        if inst.run_frozen[other]:
            seats = inst.base_seat[inst.base_seat_ptr[other] : inst.base_seat_ptr[other + 1]]
            return [1] if is_earlier and nom in seats else []
        if other not in self._runs:
            return []
        found: list[Any] = []
        starts = inst.run_start[inst.run_start_ptr[other] : inst.run_start_ptr[other + 1]]
        if len(starts) and starts.min() + days <= begin:
            found.append(1 - self._kept[self._runs[other]])
            self._touched.add(self._runs[other])
        if is_earlier and other in self._seats.get(nom, {}):
            found.append(self._seats[nom][other])
        return found

    def _forbid_clashes(self) -> None:
        inst = self._search.inst
        of: dict[int, list[tuple[int, int, Any]]] = defaultdict(list)
        for nom, seats in self._seats.items():
            for run, seat in seats.items():
                of[int(inst.nom_official[nom])].append((nom, run, seat))
        for theirs in of.values():
            for (nom, run, seat), (other_nom, other, other_seat) in combinations(theirs, 2):
                if nom != other_nom and self._clash(run, other):
                    self._cp.add(seat + other_seat <= 1)

    def _clash(self, run: int, other: int) -> bool:
        inst = self._search.inst
        start, begin = int(inst.base_start[run]), int(inst.base_start[other])
        days, theirs = (int(inst.course_days[inst.run_course[r]]) for r in (run, other))
        return begin - start - days < inst.rest and start - begin - theirs < inst.rest


def _runs_of(search: Search, course: int) -> list[int]:
    """Give the numbers of a course's runs."""
    inst = search.inst
    found: list[int] = inst.course_run[
        inst.course_run_ptr[course] : inst.course_run_ptr[course + 1]
    ].tolist()
    return found
