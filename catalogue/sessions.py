"""Sessions of a run in the local time of where it is held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from catalogue.versions import VersionRun


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
