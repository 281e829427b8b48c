"""Why a schedule is as it is: the reasons of what is left out, on request."""

from __future__ import annotations

import time
from typing import NamedTuple

from scheduler.engine import unheld
from scheduler.engine.alternatives import smallest_first
from scheduler.engine.reasons import explain_nominations, explain_runs
from scheduler.engine.search import Search
from scheduler.engine.unseated import Unseated
from scheduler.engine.whole import take_over
from scheduler.errors import Fault, Malformed
from scheduler.problem import Problem
from scheduler.reading import Reading
from scheduler.schedule import Admission, Schedule, UnheldRun, UnseatedNomination
from scheduler.suggest import suggest, valid_reading

_SECONDS = 60.0


class Explanation(NamedTuple):
    """The reasons that were asked for, and what it takes to seat one official."""

    unheld: tuple[UnheldRun, ...] = ()
    unseated: tuple[UnseatedNomination, ...] = ()
    admission: Admission | None = None


def explain(
    problem: Problem,
    schedule: Schedule,
    run: str | None = None,
    nomination: str | None = None,
    full: bool = False,
    seconds: float | None = None,
    search: Search | None = None,
) -> Explanation:
    """Explain a run that is not held, a nomination that is not seated, or all of them.

    `full` asks what it takes to seat the nomination. `search` is one of the same problem, made here
    where there is none. Raises NotValid for a schedule that breaks rules, Malformed for an id that
    the problem lacks. A run that is held and a nomination that is seated have no reasons.
    """
    if full and nomination is None:
        raise Malformed([Fault("full", "needs the nomination that is meant")])
    reading = valid_reading(problem, schedule)
    until = time.monotonic() + (_SECONDS if seconds is None else seconds)
    if nomination is not None:
        answer = _nomination(reading, nomination)
        if full and answer.unseated:
            left = max(0.0, until - time.monotonic())
            return answer._replace(admission=_admission(reading, nomination, left, search))
        return answer
    if run is not None and run not in problem.run:
        raise Malformed([Fault("run", f'unknown run "{run}"')])
    if search is None:
        search = Search(problem, seed=0)
    take_over(search, schedule)
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


def _admission(reading: Reading, id: str, seconds: float, search: Search | None) -> Admission:
    """Find the smallest change that seats a nomination, and the next run that its official fits."""
    found = suggest(
        reading.problem,
        reading.schedule,
        nomination=id,
        count=1,
        seconds=seconds,
        rank=smallest_first,
        search=search,
    )
    next_run = Unseated(reading).next_run(reading.problem.nomination[id])
    if not found:
        return Admission(id, next_run=next_run)
    after = {seat for held in found[0].schedule.runs for seat in held.seats}
    lost = tuple(seat for seat in reading.seated if seat not in after)
    return Admission(id, found[0], lost, next_run)


def _run(reading: Reading, search: Search, id: str) -> Explanation:
    if id in reading.held:
        return Explanation()
    reasons = unheld.reasons(reading, search, reading.problem.run[id])
    return Explanation(unheld=(UnheldRun(id, reasons),))
