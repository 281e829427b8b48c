"""Why runs are not held and nominations not seated in one schedule, as far as the time goes."""

from __future__ import annotations

from collections.abc import Callable

from scheduler.engine import unheld
from scheduler.engine.search import Search
from scheduler.engine.unseated import Unseated
from scheduler.reading import Reading
from scheduler.schedule import Reason, UnheldRun, UnseatedNomination

_NOT_PROVED = (Reason("NOT_PROVED"),)


def explain_runs(
    reading: Reading, search: Search, is_over: Callable[[], bool]
) -> tuple[UnheldRun, ...]:
    """Give the reasons of every run that is not held; the search must have the same schedule."""
    return tuple(
        UnheldRun(run.id, _NOT_PROVED if is_over() else unheld.reasons(reading, search, run))
        for run in reading.problem.runs
        if run.id not in reading.held
    )


def explain_nominations(
    reading: Reading, is_over: Callable[[], bool]
) -> tuple[UnseatedNomination, ...]:
    """Give the reasons of every nomination that has no seat."""
    unseated = Unseated(reading)
    return tuple(
        UnseatedNomination(n.id, _NOT_PROVED if is_over() else unseated.reasons(n))
        for n in unseated.nominations()
    )
