"""The agenda of a run: its sessions in the local time of where it is held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from catalogue import sight
from catalogue.courses import CourseSession
from catalogue.db import reading
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
    sessions = CourseSession.select().where(CourseSession.course == held.course_id)

    def moment(session: CourseSession, clock: str) -> datetime:
        day = held.start + timedelta(days=session.day)
        return datetime.combine(day, time.fromisoformat(clock), zone)

    return tuple(
        SessionLine(
            begins=moment(session, session.begins),
            ends=moment(session, session.ends),
            time_zone=name,
            title=session.title,
            block=session.block,
        )
        for session in sessions.order_by(
            CourseSession.day, CourseSession.begins, CourseSession.title
        )
    )
