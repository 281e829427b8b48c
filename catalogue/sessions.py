"""Sessions of a course, and of a run in the local time of where it is held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from catalogue.courses import CourseSession
from catalogue.versions import VersionRun


@dataclass(frozen=True, slots=True)
class SessionEntry:
    """A session on a day of a run, counted from 1; times are HH:MM by the venue's clock."""

    day: int
    begins: str
    ends: str
    title: str
    block: str = ""


def sessions_now(course: str) -> tuple[SessionEntry, ...]:
    """List the sessions that a course has now, in their order."""
    rows = CourseSession.select().where(CourseSession.course == course)
    return tuple(
        SessionEntry(row.day + 1, row.begins, row.ends, row.title, row.block)
        for row in rows.order_by(CourseSession.day, CourseSession.begins, CourseSession.title)
    )


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session of a run; the moments carry the venue's zone, whose name is `time_zone`."""

    begins: datetime
    ends: datetime
    time_zone: str
    title: str
    block: str


def sessions_of(held: VersionRun, edition: dict[str, Any]) -> tuple[SessionLine, ...]:
    """Give the sessions of an edition on the days and at the place where a run is held."""
    name = held.venue.city.time_zone
    zone = ZoneInfo(name)

    def moment(day: int, clock: str) -> datetime:
        return datetime.combine(held.start + timedelta(days=day), time.fromisoformat(clock), zone)

    return tuple(
        SessionLine(
            begins=moment(session["day"], session["begins"]),
            ends=moment(session["day"], session["ends"]),
            time_zone=name,
            title=session["title"],
            block=session["block"],
        )
        for session in edition["sessions"]
    )
