"""The agenda of a run: its sessions in the local time of where it is held.

They are those of the edition that the run was published with.
"""

from __future__ import annotations

from dataclasses import dataclass

from catalogue import sight
from catalogue.courses import CourseSession
from catalogue.db import reading
from catalogue.editions import edition_of
from catalogue.published import held_run
from catalogue.rows import read_as
from catalogue.sessions import SessionLine, sessions_of
from catalogue.viewer import Viewer


@dataclass(frozen=True, slots=True)
class CourseSessionLine:
    """A session of a course on a day of a run, counted from 0; times are HH:MM by the venue's."""

    day: int
    begins: str
    ends: str
    title: str
    block: str


@reading
def course_sessions(viewer: Viewer, course: str) -> tuple[CourseSessionLine, ...]:
    """List the sessions that a course has now. Raises Forbidden, NotFound."""
    viewer.allow_coordinators()
    sight.course(viewer, course)
    query = CourseSession.select(
        CourseSession.day,
        CourseSession.begins,
        CourseSession.ends,
        CourseSession.title,
        CourseSession.block,
    ).where(CourseSession.course == course)
    return tuple(
        read_as(CourseSessionLine, query.order_by(CourseSession.day, CourseSession.begins))
    )


@reading
def agenda(viewer: Viewer, run: str) -> tuple[SessionLine, ...]:
    """List the sessions of a run in their order; none where it is not published.

    Raises NotFound.
    """
    row = sight.run(viewer, run)
    held = held_run(row.programme_id, run)
    return sessions_of(held, edition_of(row)) if held else ()
