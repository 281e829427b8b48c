"""Reads a problem, lets Timefold search, and keeps its best schedule in a file."""

import argparse
import json
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from _jpyinterpreter import unwrap_python_like_object
from jpype import JImplements, JOverride
from timefold.solver import SolutionManager, Solver, SolverFactory
from timefold.solver.config import (
    Duration,
    EnvironmentMode,
    ScoreDirectorFactoryConfig,
    SolverConfig,
    SolverConfigOverride,
    TerminationConfig,
)
from timefold.solver.score import Constraint, ConstraintFactory, constraint_provider

from bench.peers.timefold.domain import Duty, Programme, Seat, Session, Weights
from bench.peers.timefold.goals import goals
from bench.peers.timefold.reading import read
from bench.peers.timefold.rules import rules
from bench.peers.timefold.scoring import NotInRangeError, adopt

PAUSE_SECONDS = 1.0
"""Between two schedules written, so that most of the time is the search's."""


def schedule(programme: Programme) -> dict[str, Any]:
    """Give the held runs in the contract's form."""
    crews: dict[str, list[dict[str, str]]] = {}
    for duty in programme.duties:
        if duty.trainer is not None:
            crews.setdefault(duty.run.id, []).append(
                {"block": duty.block, "trainer": duty.trainer.id}
            )
    seats: dict[str, list[str]] = {}
    for seat in programme.seats:
        if seat.run is not None:
            seats.setdefault(seat.run.id, []).append(seat.nomination)
    return {
        "runs": [
            {
                "id": session.run.id,
                "start": date.fromordinal(session.start).isoformat(),
                "venue": session.venue.id,
                "language": session.tongue.language,
                "trainers": crews.get(session.run.id, []),
                "seats": seats.get(session.run.id, []),
            }
            for session in programme.sessions
            if session.start is not None
        ]
    }


def nothing_held(problem: dict[str, Any], weights: Weights) -> int:
    """Give the total of a programme that holds nothing, in thousandths: what the score is from."""
    return 1000 * (
        weights.required_unheld * sum(run["required"] for run in problem["runs"])
        + weights.unseated * sum(n["priority"] for n in problem["nominations"])
        + weights.member_shortfall * sum(m["seat_target"] for m in problem["members"])
        + weights.host_shortfall * sum(m["host_target"] for m in problem["members"])
    )


class Told:
    """Writes each better valid schedule and prints its line."""

    def __init__(self, out: Path, empty: int, begin: float) -> None:
        """Say where to, and what totals are counted from."""
        self._out, self._empty, self._begin = out, empty, begin
        self._best: int | None = None

    @property
    def is_valid(self) -> bool:
        """Whether there was a valid schedule."""
        return self._best is not None

    def solution(self, programme: Programme) -> None:
        """Take a solution of the solver's."""
        score = programme.score
        if score is None or score.hard_score < 0:
            return
        total = self._empty - int(score.soft_score)
        if self._best is not None and total >= self._best:
            return
        self._best = total
        part = self._out.with_suffix(".part")
        part.write_text(json.dumps(schedule(programme)))
        part.replace(self._out)
        seconds = round(time.perf_counter() - self._begin, 2)
        print(json.dumps({"seconds": seconds, "total": total, "bound": None}), flush=True)


def config(weights: Weights) -> SolverConfig:
    """Give Timefold's own way of searching."""

    @constraint_provider
    def constraints(factory: ConstraintFactory) -> list[Constraint]:
        return [*rules(factory), *goals(factory, weights)]

    return SolverConfig(
        solution_class=Programme,
        entity_class_list=[Session, Duty, Seat],
        environment_mode=EnvironmentMode.NO_ASSERT,
        random_seed=0,
        score_director_factory_config=ScoreDirectorFactoryConfig(
            constraint_provider_function=constraints
        ),
    )


def listen(solver: Solver, told: Told) -> None:
    """Have better solutions written, at most one in PAUSE_SECONDS.

    Timefold's own listener translates every one of them to Python, which would be most of the work.
    """
    last = 0.0

    @JImplements("ai.timefold.solver.core.api.solver.event.SolverEventListener")
    class Listener:
        @JOverride
        def bestSolutionChanged(self, event: Any) -> None:  # noqa: N802  # Java's name
            nonlocal last
            now = time.perf_counter()
            if event.getNewBestScore().isFeasible() and now - last >= PAUSE_SECONDS:
                told.solution(unwrap_python_like_object(event.getNewBestSolution()))
                last = time.perf_counter()

    solver._delegate.addEventListener(Listener())  # noqa: SLF001


def score(problem: dict[str, Any], schedules: list[Path]) -> None:
    """Print what the model says of schedules: broken rules, and the total in thousandths.

    No figures for what no choice of values can say.
    """
    programme, weights = read(problem)
    manager = SolutionManager.create(SolverFactory.create(config(weights)))
    for schedule_file in schedules:
        said: dict[str, int | None] = {"hard": None, "total": None}
        try:
            adopt(programme, json.loads(schedule_file.read_bytes()))
        except NotInRangeError:
            pass
        else:
            found = manager.update(programme)
            total = nothing_held(problem, weights) - int(found.soft_score)
            said = {"hard": int(found.hard_score), "total": total}
        print(json.dumps(said), flush=True)


def main() -> int:
    """Plan for the seconds that are left when the problem is read."""
    begin = time.perf_counter()
    parser = argparse.ArgumentParser(prog="bench.peers.timefold", description=__doc__)
    parser.add_argument("problem", type=Path)
    task = parser.add_mutually_exclusive_group(required=True)
    task.add_argument("--out", type=Path, help="the schedule's file")
    task.add_argument("--score", type=Path, nargs="+", help="schedules to score, not to plan")
    parser.add_argument("--seconds", type=float, default=60.0)
    chosen = parser.parse_args()
    problem = json.loads(chosen.problem.read_bytes())
    try:
        programme, weights = read(problem)
    except ValueError as error:
        print(error)
        return 2
    if chosen.score:
        score(problem, chosen.score)
        return 0
    told = Told(chosen.out, nothing_held(problem, weights), begin)
    # Here Python is translated to Java, for seconds.
    factory = SolverFactory.create(config(weights))
    left = max(1.0, chosen.seconds - (time.perf_counter() - begin))
    limit = TerminationConfig(spent_limit=Duration(milliseconds=int(1000 * left)))
    solver = factory.build_solver(SolverConfigOverride(termination_config=limit))
    listen(solver, told)
    best = solver.solve(programme)
    told.solution(best)
    if not told.is_valid:
        print(f"nothing valid; its best breaks {-int(best.score.hard_score)} hard rules")
    return int(not told.is_valid)


if __name__ == "__main__":
    sys.exit(main())
