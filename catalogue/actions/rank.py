"""The focal point puts its endorsed nominations for a course in order."""

from __future__ import annotations

from collections.abc import Sequence

from catalogue import audit, outbox, sight
from catalogue.actors import actors_of
from catalogue.audit import Touch
from catalogue.db import changing
from catalogue.errors import Forbidden, Refused, WrongState
from catalogue.faults import Fault, Where
from catalogue.life import RANKED, Actor, State, priority_of
from catalogue.viewer import Role, Viewer


@changing
def rank(viewer: Viewer, course: str, nominations: Sequence[str]) -> None:
    """Rank a member's nominations for a course, the first choice first.

    Priorities follow the ranks. Raises NotFound, Forbidden; WrongState where one is not endorsed
    or has ended; Refused where one is there twice, of another course or of another member.
    """
    sight.course(viewer, course)
    rows = [sight.nomination(viewer, id) for id in nominations]
    members = {row.official.agency.member_id for row in rows}
    faults = [
        Fault(Where(column="nominations"), "NOT_YOURS", row.id)
        for row in rows
        if row.course_id != course or len(members) > 1
    ]
    if len(set(nominations)) < len(nominations):
        faults.append(Fault(Where(column="nominations"), "TWICE", ", ".join(nominations)))
    if faults:
        raise Refused(faults)
    for position, row in enumerate(rows, start=1):
        if Actor.FOCAL_POINT not in actors_of(viewer, row):
            raise Forbidden({Role.FOCAL_POINT})
        if row.state not in RANKED:
            first = [State.ENDORSED] if row.state == State.SUBMITTED else []
            raise WrongState("nomination", row.id, state=row.state, wanted="ranked", allowed=first)
        row.rank, row.priority = position, priority_of(position)
        row.save()
    member = next(iter(members), None)
    touched = [Touch("nomination", row.id, member, f"rank {row.rank}") for row in rows]
    audit.record(viewer, "nominations.ranked", "course", course, member=member, touched=touched)
    outbox.put("nominations.ranked", course=course, member=member)
