"""A plan as bars: a row for each venue, a bar for each run that is held there."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from catalogue import sight
from catalogue.courses import Course
from catalogue.db import reading
from catalogue.places import City, Venue
from catalogue.plan import Plan, PlannedRun, plan_of_rows
from catalogue.published import newest_version, programme_of, standing_plan
from catalogue.queries.closures import Closed, closed_days
from catalogue.runs import Run
from catalogue.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Bar:
    """A held run on the days `start` to `end`; `seats` of `max_seats` are taken.

    `trainers` are ids of those whom the viewer may see.
    """

    run: str
    course: str
    course_title: str
    venue: str
    start: date
    end: date
    language: str
    required: bool
    restricted: bool
    pinned: bool
    seats: int
    max_seats: int
    trainers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VenueRow:
    """A venue with its bars in the order of their days, and the days on which it is closed."""

    venue: str
    name: str
    city: str
    country: str
    capacity: int
    parallel_runs: int
    closed: tuple[Closed, ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """A plan as bars. `scenario` or `version` says which plan; `today` is the planning date."""

    programme: str
    start: date
    end: date
    today: date
    scenario: str | None
    version: str | None
    rows: tuple[VenueRow, ...]


@reading
def board(viewer: Viewer, programme: str, scenario: str | None = None) -> Board:
    """Give the published plan as it stands today, or a scenario's, as bars. Raises NotFound."""
    row = programme_of(programme)
    if scenario is None:
        version = newest_version(programme)
        plan = standing_plan(viewer, programme)
        seats = _seats_taken(viewer, programme)
    else:
        version = None
        plan = plan_of_rows(sight.scenario(viewer, scenario).schedule or [])
        seats = {held.run: len(held.seats) for held in plan}
    return Board(
        programme=programme,
        start=row.start,
        end=row.end,
        today=row.planning_date,
        scenario=scenario,
        version=version.id if version else None,
        rows=_venue_rows(viewer, programme, plan, seats),
    )


def _seats_taken(viewer: Viewer, programme: str) -> dict[str, int]:
    query = sight.runs(viewer).where(Run.programme == programme)
    rows: Any = query.select(Run.id, sight.seats_taken().alias("taken")).tuples()
    return dict(rows)


def _venue_rows(
    viewer: Viewer, programme: str, plan: Plan, seats: dict[str, int]
) -> tuple[VenueRow, ...]:
    query = sight.runs(viewer).select(Run, Course).where(Run.programme == programme)
    runs = {run.id: run for run in query}
    bars: dict[str, list[Bar]] = defaultdict(list)
    for held in plan:
        if held.run in runs:
            bars[held.venue].append(_bar(held, runs[held.run], seats.get(held.run, 0)))
    closed = closed_days()
    venues = Venue.select(Venue, City).join(City).order_by(City.country, City.name, Venue.name)
    return tuple(
        VenueRow(
            venue=venue.id,
            name=venue.name,
            city=venue.city.name,
            country=venue.city.country,
            capacity=venue.capacity,
            parallel_runs=venue.parallel_runs,
            closed=closed.get(venue.id, ()),
            bars=tuple(sorted(bars[venue.id], key=lambda bar: (bar.start, bar.run))),
        )
        for venue in venues
    )


def _bar(held: PlannedRun, run: Run, seats: int) -> Bar:
    course = run.course
    pins = (run.pinned_held, run.pinned_start, run.pinned_venue_id, run.pinned_language)
    return Bar(
        run=held.run,
        course=course.id,
        course_title=course.title,
        venue=held.venue,
        start=held.start,
        end=held.start + timedelta(days=course.days - 1),
        language=held.language,
        required=run.required,
        restricted=course.restricted,
        pinned=any(pin is not None for pin in pins),
        seats=seats,
        max_seats=course.max_seats,
        trainers=tuple(dict.fromkeys(pair.trainer for pair in held.trainers)),
    )
