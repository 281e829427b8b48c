"""A coordinator decides in which run a nomination is to be seated."""

from __future__ import annotations

from catalogue import audit, sight
from catalogue.db import changing
from catalogue.errors import Refused
from catalogue.faults import Fault, Where
from catalogue.runs import Run
from catalogue.viewer import Viewer


@changing
def pin_nomination(viewer: Viewer, nomination: str, run: str | None) -> None:
    """Pin a nomination to a run of its course, or to none. Raises Forbidden, NotFound, Refused."""
    viewer.allow_coordinators()
    row = sight.nomination(viewer, nomination)
    if run is not None and sight.run(viewer, run).course_id != row.course_id:
        others = sight.runs(viewer).where(Run.course == row.course_id)
        allowed = tuple(sorted(other.id for other in others))
        raise Refused([Fault(Where(column="run"), "NOT_ONE_OF", run, allowed)])
    row.pinned_run_id = run
    row.save()
    member = row.official.agency.member_id
    audit.record(viewer, "nomination.pinned", "nomination", row.id, member=member, run=run)
