"""How much trainers work, month by month."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from catalogue import sight
from catalogue.db import reading
from catalogue.editions import blocks_of
from catalogue.people import Unavailability
from catalogue.published import newest_version, programme_of
from catalogue.runs import Run
from catalogue.versions import VersionRun, VersionTrainer
from catalogue.viewer import Role, Viewer


@dataclass(frozen=True, slots=True)
class MonthOfWork:
    """A month that begins on `month`: days of teaching in the published plan, and days away."""

    month: date
    teaching_days: int
    days_away: int


@reading
def load_over_time(viewer: Viewer, programme: str, trainer: str) -> tuple[MonthOfWork, ...]:
    """List the months of a programme with what a trainer has in each. Raises Forbidden, NotFound.

    A day in two blocks at once counts once.
    """
    viewer.allow(Role.ADMINISTRATOR, Role.COORDINATOR, Role.FOCAL_POINT, Role.TRAINER)
    row = sight.trainer(viewer, trainer)
    dates = programme_of(programme)
    away: set[date] = set()
    absences = sight.unavailabilities(viewer).where(Unavailability.person == row.person_id)
    for each in absences:
        away |= _span(max(each.start, dates.start), min(each.end, dates.end))
    teaching = Counter(map(_month, _taught(viewer, programme, trainer)))
    without = Counter(map(_month, away))
    return tuple(
        MonthOfWork(month, teaching[month], without[month])
        for month in sorted({_month(day) for day in _span(dates.start, dates.end)})
    )


def _taught(viewer: Viewer, programme: str, trainer: str) -> set[date]:
    version = newest_version(programme)
    held = VersionRun.select(VersionRun, Run).join(Run).where(VersionRun.version == version)
    runs = {row.run_id: row for row in held}
    blocks = blocks_of(row.run for row in runs.values())
    duties = sight.version_trainers(viewer).where(
        VersionTrainer.version == version, VersionTrainer.trainer == trainer
    )
    days: set[date] = set()
    for duty in duties:
        run = runs[duty.run_id]
        first, last = blocks[duty.run_id, duty.block]
        days |= _span(run.start + timedelta(days=first), run.start + timedelta(days=last))
    return days


def _span(first: date, last: date) -> set[date]:
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}


def _month(day: date) -> date:
    return day.replace(day=1)
