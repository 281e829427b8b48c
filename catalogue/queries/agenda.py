"""The agenda of a run: its sessions in the local time of where it is held.

They are those of the edition that the run was published with.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from catalogue import sight
from catalogue.db import reading
from catalogue.editions import edition_of
from catalogue.published import held_run
from catalogue.viewer import Viewer


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session of a run; the moments carry the venue's zone, whose name is `time_zone`."""

    begins: datetime
    ends: datetime
    time_zone: str
    title: str
    block: str


@reading
def agenda(viewer: Viewer, run: str) -> tuple[SessionLine, ...]:
    """List the sessions of a run in their order; none where it is not published.

    Raises NotFound.
    """
    row = sight.run(viewer, run)
    held = held_run(row.programme_id, run)
    if held is None:
        return ()
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
        for session in edition_of(row)["sessions"]
    )
