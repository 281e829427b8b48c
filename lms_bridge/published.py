"""What is published in all programmes, and our record of what we made of it in an LMS.

An LMS is one, however many programmes there are: it holds what all of them have published.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from catalogue.attendance import DropOutState
from catalogue.db import reading
from catalogue.programmes import PLAYED_THROUGH
from catalogue.queries.desired import DesiredRun, desired, erased_people
from catalogue.queries.learning import (
    NotedDay,
    ToldLesson,
    drop_outs,
    noted_days,
    told_days,
    told_lessons,
)
from catalogue.queries.lms import ToldGrade, told_completed, told_grades
from catalogue.queries.overview import programmes
from catalogue.queries.syncs import lms_record
from catalogue.viewer import Viewer
from lms_bridge import roster
from lms_bridge.sync.made import Made, Standing
from lms_bridge.sync.state import Desired


@dataclass(frozen=True, slots=True)
class Published:
    """Every published run, what we made in the LMS, and which runs are only played through.

    `noted` are the days of attendance that were noted here, `days` and `lessons` those that the LMS
    told of, `grades` what it told last that somebody was graded, `completed` the nominations of
    which it told last that the course was completed, `erased` whose names are told no more.
    """

    runs: tuple[DesiredRun, ...]
    made: Made
    simulated: frozenset[str]  # ids of runs
    noted: tuple[NotedDay, ...] = ()
    days: tuple[NotedDay, ...] = ()
    lessons: tuple[ToldLesson, ...] = ()
    grades: tuple[ToldGrade, ...] = ()
    completed: frozenset[str] = frozenset()
    erased: frozenset[str] = frozenset()

    def desired(self) -> Desired:
        """Say what the LMS should hold."""
        return roster.desired_of(self.runs, self.noted, self.lessons, self.grades, self.erased)


@reading
def read_published(
    viewer: Viewer, lms: str, *, programme: str | None = None, scenario: str | None = None
) -> Published:
    """Read what the LMS should hold; with a scenario, as if its programme published it."""
    runs: list[DesiredRun] = []
    simulated: set[str] = set()
    today = datetime.now(UTC).date()
    for line in programmes(viewer):
        tried = scenario if line.id == programme else None
        theirs = desired(viewer, line.id, tried)
        runs += theirs
        if abs(line.planning_date - today) > PLAYED_THROUGH:
            simulated |= {run.run for run in theirs}
    document = lms_record(viewer, lms)
    made = Made.of(document) if document else Made()
    return Published(
        tuple(runs),
        _without_dismissed(viewer, runs, made),
        frozenset(simulated),
        noted_days(viewer, lms),
        told_days(viewer, lms),
        told_lessons(viewer, lms),
        told_grades(viewer, lms),
        told_completed(viewer, lms),
        erased_people(viewer),
    )


def _without_dismissed(viewer: Viewer, runs: Sequence[DesiredRun], made: Made) -> Made:
    """Take back the reports that were dismissed: those people are enrolled again."""
    newest: dict[str, DropOutState] = {}
    for line in programmes(viewer):
        for report in drop_outs(viewer, line.id, None):
            newest.setdefault(report.nomination, report.state)
    nominations = roster.nominations_of(runs)
    return made.forgetting(
        {
            e
            for e, standing in made.enrolments.items()
            if standing is Standing.GONE
            and newest.get(nominations.get((e.class_key, e.person_key), ""))
            is DropOutState.DISMISSED
        }
    )
