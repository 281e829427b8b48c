"""The best seats of whole courses, exactly, while their runs stay as they are.

Seats tie officials, prerequisites, cohorts, members and budgets together in more ways than moves
can follow; with the dates fixed they are one linear model of pairs that suit each other. On large
problems it is that of some courses at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np
from ortools.sat.python import cp_model

from scheduler.engine.effort import Effort
from scheduler.engine.exact import Interruptible, OutOfTimeError, solver_for, stoppable
from scheduler.engine.facts import hold_facts
from scheduler.engine.handles import handle
from scheduler.engine.instance import SAME_COHORT, Flags, Instance, Ints
from scheduler.engine.pairs import empty, find_pairs, give
from scheduler.engine.rows import restore
from scheduler.engine.state import TOTAL, Rows, State, Words, new_state

# More pairs than these are taken course by course, in the order of a draw.
_MOST_PAIRS, _FIRST_PAIRS, _FEWEST_PAIRS = 40_000, 10_000, 2_000
_GROWTH = 1.3
# Seats that are as good as the best but for so much of what they are worth are good enough: to
# prove the rest takes some twenty times as long.
_CLOSE = 3e-4


class Seating:
    """Gives the seats of courses anew, in a state of its own."""

    def __init__(self, inst: Instance, handles: tuple[Instance, Words], seed: int) -> None:
        """Begin with an instance, its handle and the starts that suit its candidates."""
        self._inst = inst
        self._handle, masks = handles
        self._st = new_state(inst, seed)._replace(masks=masks)
        self._state = handle(self._st)
        hold_facts(self._handle, self._state)
        self._chance = np.random.default_rng(seed)
        self._with = _bound_together(inst)
        self._most = float(_FIRST_PAIRS)
        self._best: Rows | None = None
        self._noms, self._runs, self._usd = (np.zeros(_MOST_PAIRS, np.int32) for _ in range(3))
        self._worth = np.zeros(_MOST_PAIRS)

    def step(self, rows: Rows, effort: Effort) -> Rows | None:
        """Solve one neighbourhood of rows; None where nothing better was found."""
        inst, st, effort = self._inst, self._st, effort.begin()
        restore(self._handle, self._state, *rows)
        total, old = int(st.sums[TOTAL]), st.seat_run.copy()
        courses = self._draw(rows)
        if not courses.any():
            return None
        empty(self._handle, self._state, courses)
        count = find_pairs(
            self._handle, self._state, courses, self._noms, self._runs, self._worth, self._usd
        )
        noms, runs = self._noms[:count], self._runs[:count]
        try:
            model = _Model(inst, st, effort, noms, runs, self._worth[:count], self._usd[:count])
        except OutOfTimeError:
            return None
        chosen, is_proved = model.solve(old[noms] == runs, effort)
        self._most *= _GROWTH if is_proved else 1.0 / _GROWTH
        self._most = min(max(self._most, _FEWEST_PAIRS), _MOST_PAIRS)
        if chosen is None:
            return None
        give(self._handle, self._state, noms[chosen], runs[chosen])
        better = None
        if st.sums[TOTAL] < total:
            better = Rows(*(getattr(st, name).copy() for name in Rows._fields))
        if is_proved and courses.all():
            self._best = better or rows
        return better

    def is_done(self, rows: Rows) -> bool:
        """Say whether no seats of these rows can be given much better."""
        return rows is self._best

    def _draw(self, rows: Rows) -> Flags:
        """Draw courses with what is bound to them, as many as one model can hold.

        What is bound to more than that is never drawn.
        """
        inst = self._inst
        chosen = np.zeros(len(inst.course_days), np.bool_)
        held = np.bincount(inst.run_course[: len(rows.held)], rows.held, len(chosen))
        sizes = held * np.diff(inst.course_nom_ptr)
        pairs = 0.0
        for course in self._chance.permutation(len(chosen)):
            more = [c for c in self._with[course] if not chosen[c]]
            wanted = pairs + float(sizes[more].sum())
            if wanted > (self._most if pairs else _MOST_PAIRS):
                continue
            chosen[more] = True
            pairs = wanted
        return chosen


class _Model:
    """The seats of emptied courses as a linear model over pairs of a nomination and a run."""

    def __init__(
        self,
        inst: Instance,
        st: State,
        effort: Effort,
        noms: Ints,
        runs: Ints,
        worth: np.ndarray,
        usd: Ints,
    ) -> None:
        self._inst, self._st, self._noms, self._runs = inst, st, noms, runs
        self._cp = Interruptible(effort)
        self._seats = [self._cp.new_bool_var("") for _ in noms]
        self._of_nom = _gathered(noms)
        self._of_run = _gathered(runs)
        self._ends = st.start[runs] + inst.course_days[inst.run_course[runs]] - 1
        self._keep_nominations()
        self._keep_runs()
        self._keep_officials()
        self._keep_prerequisites()
        self._keep_cohorts()
        self._keep_budgets(usd)
        missing = self._missing()
        prices = [-int(inst.member_price)] * len(missing)
        values = [*np.round(worth).astype(np.int64).tolist(), *prices]
        self._cp.maximize(cp_model.LinearExpr.weighted_sum([*self._seats, *missing], values))

    def solve(self, hint: Flags, effort: Effort) -> tuple[Flags | None, bool]:
        """Choose pairs, a valid choice to begin with, and say whether none are better by much.

        None where the effort did not suffice.
        """
        for literal, value in zip(self._seats, hint.tolist(), strict=True):
            self._cp.add_hint(literal, value)
        solver = solver_for(effort)
        solver.parameters.relative_gap_limit = _CLOSE
        with stoppable(solver, effort.stop):
            status = solver.solve(self._cp)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None, False
        # A stop may be reported as a proof (or-tools #4430): only close values are one.
        value, bound = solver.objective_value, solver.best_objective_bound
        is_proved = bound - value <= _CLOSE * max(1.0, abs(value))
        return np.array([solver.boolean_value(x) for x in self._seats], np.bool_), is_proved

    def _of(self, pairs: Iterable[int]) -> list[cp_model.IntVar]:
        return [self._seats[i] for i in pairs]

    def _keep_nominations(self) -> None:
        """One seat for each; those that a pin gives one have it."""
        for nom, pairs in self._of_nom.items():
            if self._inst.nom_forced[nom]:
                self._cp.add_exactly_one(self._of(pairs))
            elif len(pairs) > 1:
                self._cp.add_at_most_one(self._of(pairs))

    def _keep_runs(self) -> None:
        """Keep the least and the most seats, those of one member, and the number of members."""
        inst, st = self._inst, self._st
        for run, pairs in self._of_run.items():
            course = inst.run_course[run]
            most = min(inst.course_max[course], inst.venue_capacity[st.venue[run]])
            sum_ = cp_model.LinearExpr.sum(self._of(pairs))
            self._cp.add_linear_constraint(sum_, int(inst.course_min[course]), int(most))
            members = _gathered(inst.official_member[inst.nom_official[self._noms[pairs]]])
            limit, present = int(inst.course_member_limit[course]), []
            for own in members.values():
                theirs = self._of(pairs[i] for i in own)
                if limit < len(theirs):
                    self._cp.add(cp_model.LinearExpr.sum(theirs) <= limit)
                if inst.course_min_members[course] > 1:
                    present.append(self._cp.new_bool_var(""))
                    self._cp.add_bool_or(*theirs, ~present[-1])
            if present:
                least = int(inst.course_min_members[course])
                self._cp.add(cp_model.LinearExpr.sum(present) >= least)

    def _keep_officials(self) -> None:
        """No two seats of an official without the rest between them, and not too many days."""
        inst, st = self._inst, self._st
        begins, lasts = st.start[self._runs], self._ends + inst.rest
        for official, pairs in _gathered(inst.nom_official[self._noms]).items():
            if len({int(self._noms[i]) for i in pairs}) < 2:
                continue
            cliques = set()
            for day in {int(begins[i]) for i in pairs}:
                clique = tuple(i for i in pairs if begins[i] <= day <= lasts[i])
                if len({int(self._noms[i]) for i in clique}) > 1:
                    cliques.add(clique)
            for clique in sorted(cliques):
                self._cp.add_at_most_one(self._of(clique))
            days = [int(self._ends[i] - begins[i]) + 1 for i in pairs]
            left = int(inst.official_days[official] - st.official_used[official])
            if left < sum(days):
                sum_ = cp_model.LinearExpr.weighted_sum(self._of(pairs), days)
                self._cp.add(sum_ <= left)

    def _keep_prerequisites(self) -> None:
        inst, begins = self._inst, self._st.start[self._runs]
        for i, nom in enumerate(self._noms.tolist()):
            for earlier in inst.needs[inst.needs_ptr[nom] : inst.needs_ptr[nom + 1]].tolist():
                if self._st.seat_run[earlier] >= 0:
                    continue
                before = [j for j in self._of_nom.get(earlier, []) if self._ends[j] < begins[i]]
                self._cp.add_bool_or(*self._of(before), ~self._seats[i])

    def _keep_cohorts(self) -> None:
        inst, st = self._inst, self._st
        for run, pairs in self._of_run.items():
            for at in range(inst.link_ptr[run], inst.link_ptr[run + 1]):
                other = int(inst.link_run[at])
                if inst.link_kind[at] != SAME_COHORT or not st.held[other]:
                    continue
                # Of a fact nobody's seat is asked for: who is there is who is here.
                facts = set(inst.nom_official[st.seat_run == other].tolist())
                theirs = {
                    int(inst.nom_official[self._noms[j]]): self._seats[j]
                    for j in self._of_run.get(other, [])
                }
                for i in pairs:
                    official = int(inst.nom_official[self._noms[i]])
                    self._cp.add(self._seats[i] == theirs.get(official, official in facts))

    def _keep_budgets(self, usd: Ints) -> None:
        inst, st = self._inst, self._st
        for funder, pairs in _gathered(inst.course_funder[inst.run_course[self._runs]]).items():
            left = int(inst.budget[funder] - st.funder_cost[funder])
            if left < int(usd[pairs].sum()):
                sum_ = cp_model.LinearExpr.weighted_sum(self._of(pairs), usd[pairs].tolist())
                self._cp.add(sum_ <= left)

    def _missing(self) -> list[cp_model.IntVar]:
        """Give the seats that each member lacks of its target."""
        inst, st = self._inst, self._st
        missing = []
        members = _gathered(inst.official_member[inst.nom_official[self._noms]])
        for member, pairs in members.items():
            wanted = int(inst.member_target[member] - st.member_seats[member])
            if wanted > 0:
                missing.append(self._cp.new_int_var(0, wanted, ""))
                self._cp.add(cp_model.LinearExpr.sum(self._of(pairs)) + missing[-1] >= wanted)
        return missing


def _gathered(keys: Ints) -> dict[int, list[int]]:
    """Give the places of each key."""
    found: dict[int, list[int]] = defaultdict(list)
    for place, key in enumerate(keys.tolist()):
        found[key].append(place)
    return found


def _bound_together(inst: Instance) -> list[list[int]]:
    """Give each course with those that lose seats with it: later courses, and those of a cohort."""
    after: list[set[int]] = [set() for _ in inst.course_days]
    for nom in range(len(inst.needed_ptr) - 1):
        for later in inst.needed[inst.needed_ptr[nom] : inst.needed_ptr[nom + 1]].tolist():
            after[inst.nom_course[nom]].add(int(inst.nom_course[later]))
    for run, other in _cohorts(inst):
        after[inst.run_course[run]].add(int(inst.run_course[other]))
    found = []
    for course in range(len(after)):
        group, todo = {course}, [course]
        while todo:
            more = after[todo.pop()] - group
            group |= more
            todo.extend(more)
        found.append(sorted(group))
    return found


def _cohorts(inst: Instance) -> Iterator[tuple[int, int]]:
    for run in range(len(inst.link_ptr) - 1):
        for at in range(inst.link_ptr[run], inst.link_ptr[run + 1]):
            if inst.link_kind[at] == SAME_COHORT:
                yield run, int(inst.link_run[at])
