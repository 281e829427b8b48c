"""The whole problem as one exact model: the proof where it is small, the referee everywhere."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ortools.sat.python import cp_model

from scheduler.domains import NONE, Domain
from scheduler.engine.effort import Effort
from scheduler.goals import changes, cost, hosts, members, required, seats
from scheduler.problem import Problem
from scheduler.request import Objective
from scheduler.rules import budget, cohort, links, past, when, where, who_learns, who_teaches
from scheduler.schedule import Level, Schedule
from scheduler.variables import WHOLE, Variables

GOALS = (required, seats, members, hosts, cost, changes)
RULES = (when, where, who_teaches, who_learns, cohort, links, budget, past)

# Beyond these the exact model rarely proves anything within a minute.
MOST_RUNS = 10
MOST_SEATS = 20_000

# How often somebody who writes a model down looks whether it is still wanted.
_LOOK_EVERY = 200

_STOP_EVERY_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Exact:
    """What an exact solve found: `bound` on the total, and whether it is proved (or infeasible)."""

    schedule: Schedule | None
    bound: int | None
    is_proved: bool
    levels: tuple[Level, ...] = ()

    @property
    def is_infeasible(self) -> bool:
        """Say whether it was proved that there is no schedule."""
        return self.is_proved and self.schedule is None


def is_small(problem: Problem) -> bool:
    """Say whether the exact model of a problem can be expected to prove something soon."""
    if len(problem.runs) > MOST_RUNS:
        return False
    cities = len({v.city for v in problem.venues})
    seats = sum(len(problem.nominations_of[r.course]) for r in problem.runs)
    return seats * cities <= MOST_SEATS


def model_of(
    problem: Problem,
    relaxed: AbstractSet[str] = NONE,
    effort: Effort | None = None,
    may: Mapping[str, Domain] = WHOLE,
) -> Variables:
    """Lay every rule on the variables of a problem, without an objective.

    Raises OutOfTimeError where the effort ends before the model is written down.
    """
    cp = Model() if effort is None else Interruptible(effort)
    variables = Variables(cp, problem, relaxed, may)
    for rule in RULES:
        rule.constrain(variables)
    return variables


class OutOfTimeError(Exception):
    """The effort ended before a model was written down."""


class Model(cp_model.CpModel):
    """A model that is gone once nobody uses it: the library's has old names that hold itself.

    A search collects no garbage, and a hundred models would stay in memory.
    """

    def __init__(self) -> None:
        super().__init__()
        vars(self).clear()


class Interruptible(Model):
    """A model that is no longer written down once its effort has ended."""

    def __init__(self, effort: Effort) -> None:
        super().__init__()
        self._effort, self._calls = effort, 0

    def new_bool_var(self, name: str) -> cp_model.IntVar:
        """Add a literal. Raises OutOfTimeError."""
        self._look()
        return super().new_bool_var(name)

    def add_bool_or(self, *literals: Any) -> cp_model.Constraint:
        """Ask for one of some literals. Raises OutOfTimeError."""
        self._look()
        return super().add_bool_or(*literals)

    def _look(self) -> None:
        self._calls += 1
        if self._calls % _LOOK_EVERY == 0 and self._effort.is_over:
            raise OutOfTimeError


def solve(
    problem: Problem,
    objective: Objective,
    effort: Effort,
    hint: Schedule | None = None,
    found: Callable[[Schedule], object] = lambda _: None,
    may: Mapping[str, Domain] = WHOLE,
) -> Exact:
    """Solve a problem as one model, level by level for a repair.

    `may` narrows the domains of runs: then what is proved is so among what they may have.
    """
    try:
        return _solve(problem, objective, effort.begin(), hint, found, may)
    except OutOfTimeError:
        return Exact(None, None, is_proved=False)


def _solve(
    problem: Problem,
    objective: Objective,
    effort: Effort,
    hint: Schedule | None,
    found: Callable[[Schedule], object],
    may: Mapping[str, Domain],
) -> Exact:
    variables = model_of(problem, NONE, effort, may)
    total = sum(goal.term(variables) for goal in GOALS)
    if objective is Objective.TOTAL:
        return _minimise(variables, total, effort, hint, found)[0]
    aims = {
        "changed_runs": changes.changed_count(variables),
        "changes": changes.term(variables),
        "total": total,
    }
    levels: list[Level] = []
    result = Exact(hint, None, is_proved=False)
    for name, aim in aims.items():
        level, value = _minimise(variables, aim, effort, result.schedule, found)
        if level.schedule is None:
            return level if level.is_infeasible and not levels else result
        levels.append(Level(name, value, level.bound))
        result = Exact(level.schedule, None, level.is_proved, tuple(levels))
        if not level.is_proved:
            return result
        variables.cp.add(aim <= value)
    return result


def find(
    problem: Problem,
    effort: Effort,
    relaxed: AbstractSet[str] = NONE,
    hint: Schedule | None = None,
    may: Mapping[str, Domain] = WHOLE,
) -> Exact:
    """Find any schedule, or prove that there is none."""
    effort = effort.begin()
    try:
        variables = model_of(problem, relaxed, effort, may)
    except OutOfTimeError:
        return Exact(None, None, is_proved=False)
    return _minimise(variables, 0, effort, hint, lambda _: None)[0]


def is_feasible(problem: Problem, effort: Effort, relaxed: AbstractSet[str] = NONE) -> bool | None:
    """Say whether there is a schedule at all; None where the time did not suffice."""
    result = find(problem, effort, relaxed)
    return None if not result.is_proved else result.schedule is not None


def _minimise(
    variables: Variables,
    aim: Any,
    effort: Effort,
    hint: Schedule | None,
    found: Callable[[Schedule], object],
) -> tuple[Exact, int]:
    cp = variables.cp
    cp.clear_hints()  # type: ignore[no-untyped-call]
    if hint is not None:
        _hint(variables, hint)
    cp.minimize(aim)
    solver = solver_for(effort)
    with stoppable(solver, effort.stop):
        status = solver.solve(cp, _Report(variables, found))
    if status == cp_model.INFEASIBLE:
        return Exact(None, None, is_proved=True), 0
    if status == cp_model.MODEL_INVALID:
        raise AssertionError(cp.validate())
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Exact(None, None, is_proved=False), 0
    value, bound = round(solver.objective_value), round(solver.best_objective_bound)
    schedule = variables.schedule(solver.boolean_value)
    # A stop may be reported as a proof (or-tools #4430): only equal values are one.
    return Exact(schedule, bound, is_proved=value == bound), value


def solver_for(effort: Effort) -> cp_model.CpSolver:
    """Make a solver that takes no more than an effort."""
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.max_time_in_seconds = max(0.01, effort.left)
    parameters.max_deterministic_time = effort.deterministic
    parameters.random_seed = effort.seed
    parameters.num_workers = effort.workers
    parameters.catch_sigint_signal = False
    # One worker needs the linear relaxation to prove anything; more than one would be given
    # incomplete searches beside a first that does without it.
    parameters.linearization_level = 2
    if effort.until_first:
        # Looking into a model, for seconds, pays where it is solved to the end.
        parameters.stop_after_first_solution = True
        parameters.cp_model_presolve = False
        parameters.linearization_level = 0
    elif effort.workers > 1:
        parameters.subsolvers.append("max_lp")
    if effort.is_brief:
        # Probing would take all of it, before the schedule to begin with has been looked at.
        parameters.max_presolve_iterations = 1
        parameters.cp_model_probing_level = 0
    return solver


class _Report(cp_model.CpSolverSolutionCallback):
    def __init__(self, variables: Variables, found: Callable[[Schedule], object]) -> None:
        super().__init__()
        self._variables, self._found = variables, found

    def on_solution_callback(self) -> None:
        self._found(self._variables.schedule(self.boolean_value))


@contextmanager
def stoppable(solver: cp_model.CpSolver, stop: threading.Event) -> Iterator[None]:
    """Stop the solver when asked; again and again, since a stop before the search is lost."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(_STOP_EVERY_SECONDS):
            if stop.is_set():
                solver.stop_search()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def _hint(variables: Variables, schedule: Schedule) -> None:
    """Point the solver to a schedule."""
    cp = variables.cp
    entries = {entry.id: entry for entry in schedule.runs}
    for id, placing in variables.placings.items():
        if placing.fact:
            continue
        entry = entries.get(id)
        cp.add_hint(placing.held, entry is not None)
        for day, literal in placing.starts.items():
            cp.add_hint(literal, entry is not None and day == entry.start)
        for venue, literal in placing.venues.items():
            cp.add_hint(literal, entry is not None and venue == entry.venue)
        for language, literal in placing.languages.items():
            cp.add_hint(literal, entry is not None and language == entry.language)
        city = variables.problem.venue[entry.venue].city if entry else None
        seats = set(entry.seats) if entry else set()
        for nomination, cities in placing.seats.items():
            for where_, literal in cities.items():
                cp.add_hint(literal, nomination in seats and where_ == city)
        pairs = set(entry.trainers) if entry else set()
        for stint in placing.stints:
            theirs = {b for b, t in pairs if t == stint.trainer.id}
            cp.add_hint(
                stint.literal, stint.city == city and {b.id for b in stint.blocks} == theirs
            )
