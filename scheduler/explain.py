"""Why a schedule is as it is: the reasons of what is left out, on request."""

from __future__ import annotations

import time
from typing import NamedTuple

from scheduler.check import check
from scheduler.engine import unheld
from scheduler.engine.reasons import explain_nominations, explain_runs
from scheduler.engine.search import Search
from scheduler.engine.unseated import Unseated
from scheduler.errors import Fault, Malformed, NotValid
from scheduler.problem import Problem
from scheduler.reading import Reading
from scheduler.schedule import Schedule, UnheldRun, UnseatedNomination

_SECONDS = 60.0


class Explanation(NamedTuple):
    """The reasons that were asked for."""

    unheld: tuple[UnheldRun, ...] = ()
    unseated: tuple[UnseatedNomination, ...] = ()


def explain(
    problem: Problem,
    schedule: Schedule,
    run: str | None = None,
    nomination: str | None = None,
    seconds: float | None = None,
) -> Explanation:
    """Explain a run that is not held, a nomination that is not seated, or all of them.

    Raises NotValid for a schedule that breaks rules, Malformed for an id that the problem lacks. A
    run that is held and a nomination that is seated have no reasons.
    """
    verdict = check(problem, schedule)
    if verdict.violations:
        first = verdict.violations[0]
        raise NotValid(f"the schedule breaks {first.rule} {first.code}; check it first")
    reading = Reading(problem, schedule)
    until = time.monotonic() + (_SECONDS if seconds is None else seconds)
    if nomination is not None:
        return _nomination(reading, nomination)
    search = Search(problem, seed=0)
    search.adopt(schedule)
    if run is not None:
        return _run(reading, search, run)

    def is_over() -> bool:
        return time.monotonic() >= until

    return Explanation(
        explain_runs(reading, search, is_over), explain_nominations(reading, is_over)
    )


def _nomination(reading: Reading, id: str) -> Explanation:
    nomination = reading.problem.nomination.get(id)
    if nomination is None:
        raise Malformed([Fault("nomination", f'unknown nomination "{id}"')])
    if id in reading.seated:
        return Explanation()
    reasons = Unseated(reading).reasons(nomination)
    return Explanation(unseated=(UnseatedNomination(id, reasons),))


def _run(reading: Reading, search: Search, id: str) -> Explanation:
    run = reading.problem.run.get(id)
    if run is None:
        raise Malformed([Fault("run", f'unknown run "{id}"')])
    if id in reading.held:
        return Explanation()
    return Explanation(unheld=(UnheldRun(id, unheld.reasons(reading, search, run)),))
