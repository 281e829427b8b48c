"""Since when what is published is as it is: not since the newest version, but since it differed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from catalogue import sight
from catalogue.courses import Course
from catalogue.db import reading
from catalogue.people import Trainer
from catalogue.versions import Version, VersionRun, VersionTrainer
from catalogue.viewer import Role, Viewer

K = TypeVar("K")

Duty = tuple[str, str]
"""A run, and the person who teaches there."""


@dataclass(frozen=True, slots=True)
class AsPublished:
    """Since when each run has its days, venue and language, and each trainer their place in it.

    Of `courses` since when they have runs. Of what the newest version has no more: since when it is
    gone.
    """

    courses: Mapping[str, datetime]
    runs: Mapping[str, datetime]
    duties: Mapping[Duty, datetime]


@reading
def as_published(viewer: Viewer) -> AsPublished:
    """Read all versions of all programmes.

    For machine clients and for those who run the programme. Raises Forbidden.
    """
    viewer.allow(Role.ADMINISTRATOR, Role.COORDINATOR, Role.MACHINE_CLIENT)
    of_programme: dict[str, list[Version]] = defaultdict(list)
    for row in Version.select().order_by(Version.number.desc()):
        of_programme[row.programme_id].append(row)
    courses: dict[str, datetime] = {}
    runs: dict[str, datetime] = {}
    duties: dict[Duty, datetime] = {}
    for versions in of_programme.values():
        of_courses = _since(versions, lambda version: _courses(viewer, version))
        courses |= {id: max(at, courses.get(id, at)) for id, at in of_courses.items()}
        runs |= _since(versions, lambda version: _runs(viewer, version))
        duties |= _since(versions, lambda version: _duties(viewer, version))
    return AsPublished(courses, runs, duties)


def _since(versions: Sequence[Version], held: Callable[[str], dict[K, Any]]) -> dict[K, datetime]:
    """Say of each thing since when it is as it is, or gone; the newest version comes first."""
    newest, *older = versions
    same = held(newest.id)
    found = dict.fromkeys(same, newest.published_at)
    later = newest.published_at
    for version in older:
        there = held(version.id)
        same = {id: value for id, value in same.items() if there.get(id) == value}
        found |= dict.fromkeys(same, version.published_at)
        found |= dict.fromkeys(there.keys() - found.keys(), later)
        later = version.published_at
    return found


def _courses(viewer: Viewer, version: str) -> dict[str, Any]:
    return {course: True for course, *_ in _runs(viewer, version).values()}


def _runs(viewer: Viewer, version: str) -> dict[str, Any]:
    shown = sight.courses(viewer).select(Course.id)
    rows: Any = VersionRun.select(
        *(VersionRun.run, VersionRun.course, VersionRun.start, VersionRun.end),
        *(VersionRun.venue, VersionRun.language),
    ).where(VersionRun.version == version, VersionRun.course.in_(shown))
    return {run: rest for run, *rest in rows.tuples()}


def _duties(viewer: Viewer, version: str) -> dict[Duty, bool]:
    """Give who teaches, and whether they are named first."""
    all_told = sight.former_duties(viewer, ()).select(VersionTrainer.run, Trainer.person)
    rows: Any = all_told.where(VersionTrainer.version == version).order_by(VersionTrainer.id)
    found: dict[Duty, bool] = {}
    led: set[str] = set()
    for run, person in rows.tuples():
        found.setdefault((run, person), run not in led)
        led.add(run)
    return found
