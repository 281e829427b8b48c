"""Runs: what may be held, what is pinned about it, and how it is published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from peewee import JOIN, fn

from catalogue import sight
from catalogue.courses import Course
from catalogue.db import reading
from catalogue.places import Venue
from catalogue.published import newest_version, programme_of
from catalogue.queries.paging import FIRST_PAGE, Page, Paging, page
from catalogue.runs import Pins, Run, pins_of
from catalogue.searchable import is_found
from catalogue.versions import VersionRun
from catalogue.viewer import Viewer


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run in a list. `start`, `end`, `venue`, `language` are None where it is not published.

    `seats` is how many sit in it today.
    """

    id: str
    course: str
    course_title: str
    days: int
    required: bool
    restricted: bool
    earliest: date | None
    latest: date | None
    pinned_held: bool | None
    pinned_start: date | None
    pinned_venue: str | None
    pinned_language: str | None
    start: date | None
    end: date | None
    venue: str | None
    venue_name: str | None
    language: str | None
    seats: int
    min_seats: int
    max_seats: int


@dataclass(frozen=True, slots=True)
class RunFilter:
    """Which runs; None is any. `held` asks whether they are published."""

    course: str | None = None
    venue: str | None = None
    held: bool | None = None
    text: str | None = None


ANY = RunFilter()
"""No filter."""

_COLUMNS = (
    Run.id,
    Course.id.alias("course"),
    Course.title.alias("course_title"),
    Course.days,
    Run.required,
    Course.restricted,
    Run.earliest,
    Run.latest,
    Run.pinned_held,
    Run.pinned_start,
    Run.pinned_venue.alias("pinned_venue"),
    Run.pinned_language,
    VersionRun.start,
    VersionRun.end,
    VersionRun.venue.alias("venue"),
    Venue.name.alias("venue_name"),
    VersionRun.language,
    sight.seats_taken().alias("seats"),
    Course.min_seats,
    Course.max_seats,
)
_SORTS = {
    "id": Run.id,
    "start": fn.COALESCE(VersionRun.start, date.max),
    "course": Course.title,
}


@reading
def runs(
    viewer: Viewer, programme: str, wanted: RunFilter = ANY, paging: Paging = FIRST_PAGE
) -> Page[RunLine]:
    """List the runs of a programme. Raises NotFound, Refused, BadPageToken."""
    programme_of(programme)
    version = newest_version(programme)
    same = (VersionRun.run == Run.id) & (VersionRun.version == (version.id if version else None))
    query = (
        sight.runs(viewer)
        .join(VersionRun, JOIN.LEFT_OUTER, on=same)
        .join(Venue, JOIN.LEFT_OUTER)
        .switch(Run)
        .where(Run.programme == programme)
    )
    if wanted.course:
        query = query.where(Run.course == wanted.course)
    if wanted.venue:
        query = query.where(VersionRun.venue == wanted.venue)
    if wanted.held is not None:
        query = query.where(VersionRun.run.is_null(is_null=not wanted.held))
    if wanted.text:
        is_of_course = is_found("course", Course.id, wanted.text)
        query = query.where(is_of_course | Run.id.startswith(wanted.text))
    return page(
        query,
        paging,
        columns=_COLUMNS,
        make=RunLine,
        sorts=_SORTS,
        id=Run.id,
        asked=(programme, wanted),
    )


@reading
def run_pins(viewer: Viewer, run: str) -> Pins:
    """Give what is decided about a run before the planner decides. Raises Forbidden, NotFound."""
    viewer.allow_coordinators()
    return pins_of(sight.run(viewer, run))
