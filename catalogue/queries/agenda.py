"""The agenda of a run: its sessions in the local time of where it is held.

They are those of the edition that the run was published with.
"""

from __future__ import annotations

from catalogue import sight
from catalogue.db import reading
from catalogue.editions import edition_of
from catalogue.published import held_run
from catalogue.sessions import SessionEntry, SessionLine, sessions_now, sessions_of
from catalogue.viewer import Viewer


@reading
def course_sessions(viewer: Viewer, course: str) -> tuple[SessionEntry, ...]:
    """List the sessions that a course has now. Raises Forbidden, NotFound."""
    viewer.allow_coordinators()
    sight.course(viewer, course)
    return sessions_now(course)


@reading
def agenda(viewer: Viewer, run: str) -> tuple[SessionLine, ...]:
    """List the sessions of a run in their order; none where it is not published.

    Raises NotFound.
    """
    row = sight.run(viewer, run)
    held = held_run(row.programme_id, run)
    return sessions_of(held, edition_of(row)) if held else ()
