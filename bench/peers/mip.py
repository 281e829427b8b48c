"""The whole problem as one mixed-integer program for HiGHS.

    python -m bench.peers.mip PROBLEM.json --out SCHEDULE.json --seconds 60

The rules' exact forms, written down for CP-SAT, become rows: clauses are covers, a constraint that
binds only under literals gets the smallest coefficient that frees it. Halls are the exception: a
cumulative constraint has no linear form, so a literal for each (run, start, venue) is counted on
each day (the time-indexed formulation of Dyer and Wolsey 1990).
"""

from __future__ import annotations

import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import highspy
import numpy as np
from ortools.sat.cp_model_pb2 import ConstraintProto, CpModelProto
from ortools.sat.python.cp_model import CpModel

from bench.peers.program import Told, run
from scheduler.engine.exact import GOALS, model_of
from scheduler.problem import Problem
from scheduler.schedule import Schedule
from scheduler.variables import Placing

THREADS = 2
FREE = 2**62
"""Beyond this a bound of CP-SAT means none."""


class Row(NamedTuple):
    """`low <= sum of coefficient times column <= high`."""

    terms: dict[int, float]
    low: float
    high: float


class Mip:
    """The program: columns are the model's variables, and one for each start at a venue."""

    def __init__(self, problem: Problem) -> None:
        """Lay out the rules and the goals."""
        self.variables = model_of(problem)
        self.variables.cp.minimize(sum(goal.term(self.variables) for goal in GOALS))
        self.model = _message(self.variables.cp)
        self.ranges = [(v.domain[0], v.domain[-1]) for v in self.model.variables]
        self.rows = [row for c in self.model.constraints for row in self._rows(c)]
        for venue in {venue for p in self.variables.placings.values() for venue in p.venues}:
            self.rows += self._hall(venue)

    def _rows(self, constraint: ConstraintProto) -> Iterator[Row]:
        kind = constraint.WhichOneof("constraint")
        under = list(constraint.enforcement_literal)
        if kind == "linear":
            assert len(constraint.linear.domain) == 2, "a domain with a hole has no linear form"
            terms: dict[int, float] = defaultdict(float)
            for column, coefficient in zip(
                constraint.linear.vars, constraint.linear.coeffs, strict=True
            ):
                terms[column] += coefficient
            yield from self._under(under, terms, *constraint.linear.domain)
        elif kind == "bool_or":
            yield from self._under(under, *_cover(constraint.bool_or.literals, 1), FREE)
        elif kind == "bool_and":
            for literal in constraint.bool_and.literals:
                yield from self._under(under, *_cover([literal], 1), FREE)
        elif kind == "lin_max":
            yield from self._max(constraint)
        elif kind not in {"interval", "cumulative", None}:
            raise AssertionError(f"no linear form for {kind}")

    def _max(self, constraint: ConstraintProto) -> Iterator[Row]:
        """At least each of the parts; at most their sum, which is exact for literals."""
        target = constraint.lin_max.target
        total: dict[int, float] = defaultdict(float)
        for part in constraint.lin_max.exprs:
            assert len(part.vars) == 1
            assert part.coeffs[0] == 1
            assert part.offset == 0
            assert self.ranges[part.vars[0]] in {(0, 1), (1, 1)}, "the maximum is not of literals"
            yield Row({target.vars[0]: 1, part.vars[0]: -1}, 0, FREE)
            total[part.vars[0]] -= 1
        total[target.vars[0]] += 1
        yield Row(total, -FREE, 0)

    def _under(
        self, under: list[int], terms: Mapping[int, float], low: float, high: float
    ) -> Iterator[Row]:
        """Give the rows that bind where all these literals are true."""
        if not under:
            yield Row(dict(terms), low, high)
            return
        least = sum(c * self.ranges[v][c < 0] for v, c in terms.items())
        most = sum(c * self.ranges[v][c > 0] for v, c in terms.items())
        if low > -FREE and least < low:
            yield Row(*_freed(under, terms, low, least - low), FREE)
        if high < FREE and most > high:
            row, bound = _freed(under, terms, high, most - high)
            yield Row(row, -FREE, bound)

    def _hall(self, venue: str) -> Iterator[Row]:
        """Give the rows for what a hall holds at once, and their columns."""
        days: dict[int, dict[int, float]] = defaultdict(dict)
        used: dict[int, int] = defaultdict(int)
        for placing in self.variables.placings.values():
            if venue not in placing.venues:
                continue
            if placing.fact:
                for day in range(placing.fact.start, placing.fact.start + placing.course.days):
                    used[day] += 1
                continue
            yield from self._starts_here(placing, placing.venues[venue].index, days)
        limit = self.variables.problem.venue[venue].parallel_runs
        for day, terms in days.items():
            yield Row(terms, -FREE, max(0, limit - used[day]))

    def _starts_here(
        self, placing: Placing, here: int, days: dict[int, dict[int, float]]
    ) -> Iterator[Row]:
        columns = []
        for start, literal in placing.starts.items():
            column = len(self.ranges)
            self.ranges.append((0, 1))
            columns.append(column)
            yield Row({column: 1, literal.index: -1, here: -1}, -1, FREE)
            yield Row({column: 1, literal.index: -1}, -FREE, 0)
            for day in range(start, start + placing.course.days):
                days[day][column] = 1
        yield Row({here: -1, **dict.fromkeys(columns, 1.0)}, 0, 0)

    def matrix(self) -> highspy.HighsLp:
        """Give the program in HiGHS' form."""
        lp = highspy.HighsLp()
        count = len(self.ranges)
        lp.num_col_, lp.num_row_ = count, len(self.rows)
        costs = np.zeros(count)
        objective = self.model.objective
        for column, coefficient in zip(objective.vars, objective.coeffs, strict=True):
            costs[column] += coefficient
        lp.col_cost_, lp.offset_ = costs, objective.offset
        lp.col_lower_ = np.array([low for low, _ in self.ranges], dtype=np.float64)
        lp.col_upper_ = np.array([high for _, high in self.ranges], dtype=np.float64)
        lp.integrality_ = [highspy.HighsVarType.kInteger] * count
        lp.row_lower_ = np.array([_infinite(row.low) for row in self.rows])
        lp.row_upper_ = np.array([_infinite(row.high) for row in self.rows])
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.cumsum([0, *(len(row.terms) for row in self.rows)])
        lp.a_matrix_.index_ = np.array([c for row in self.rows for c in row.terms], dtype=np.int32)
        lp.a_matrix_.value_ = np.array([v for row in self.rows for v in row.terms.values()])
        return lp

    def schedule(self, values: Any) -> Schedule:
        """Read a schedule from the columns' values."""
        return self.variables.schedule(lambda literal: values[literal.index] > 0.5)


def _message(model: CpModel) -> CpModelProto:
    """Give the model as a message that can be read; its file is the only way out."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "model.pb"
        model.export_to_file(str(file))
        return CpModelProto.FromString(file.read_bytes())


def _cover(literals: Any, least: int) -> tuple[dict[int, float], float]:
    """Write `at least so many of these literals`; a negative one is the complement of a column."""
    terms: dict[int, float] = defaultdict(float)
    low = float(least)
    for literal in literals:
        terms[literal if literal >= 0 else -literal - 1] += 1 if literal >= 0 else -1
        low -= literal < 0
    return terms, low


def _freed(
    under: list[int], terms: Mapping[int, float], bound: float, slack: float
) -> tuple[dict[int, float], float]:
    """Move a bound by `slack` for each literal that is false."""
    row = defaultdict(float, terms)
    for literal in under:
        if literal >= 0:
            row[literal] += slack
            bound += slack
        else:
            row[-literal - 1] -= slack
    return row, bound


def _infinite(bound: float) -> float:
    return bound if abs(bound) < FREE else float(np.copysign(np.inf, bound))


def solve(
    mip: Mip, told: Told | None = None, seconds: float = 60.0
) -> tuple[Schedule | None, int | None]:
    """Solve it; gives the best schedule and the bound on the total in thousandths."""
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", THREADS)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_abs_gap", 0.5)
    solver.setOptionValue("time_limit", max(0.1, seconds - (told.seconds if told else 0.0)))
    solver.passModel(mip.matrix())
    if told is not None:
        solver.cbMipImprovingSolution += lambda event: told.schedule(
            mip.schedule(event.data_out.mip_solution)
        )
    solver.run()
    info = solver.getInfo()
    feasible = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    found = mip.schedule(solver.getSolution().col_value) if feasible else None
    bound = info.mip_dual_bound
    return found, int(np.ceil(bound - 1e-3)) if np.isfinite(bound) else None


def plan(problem: Problem, told: Told, seconds: float) -> None:
    """Lay the program out and solve it."""
    found, bound = solve(Mip(problem), told, seconds)
    if found is not None:
        told.schedule(found, bound)
    told.bound(bound)


if __name__ == "__main__":
    sys.exit(run("mip", __doc__, plan))
