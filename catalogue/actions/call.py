"""A coordinator calls for nominations for a course, or changes what a call asks."""

from __future__ import annotations

from datetime import date

from catalogue import audit, outbox, sight
from catalogue.calling import newest_calls
from catalogue.calls import Call
from catalogue.db import changing
from catalogue.errors import NotFound, Refused
from catalogue.faults import Fault, Where
from catalogue.ids import call_id
from catalogue.programmes import Programme
from catalogue.published import programme_of
from catalogue.texts import note as tidied
from catalogue.viewer import Viewer

_MOST = 9999


@changing
def open_call(
    viewer: Viewer,
    programme: str,
    course: str,
    deadline: date,
    max_per_member: int | None = None,
    note: str = "",
) -> str:
    """Call for nominations up to a day, at most so many of each member; gives the call's id.

    From then on it is the call that counts for the course. Raises Forbidden, NotFound, Refused.
    """
    viewer.allow_coordinators()
    row = programme_of(programme)
    sight.course(viewer, course)
    _check(row, deadline, max_per_member)
    newest = newest_calls(programme).get(course)
    number = newest.number + 1 if newest else 1
    made = Call.create(
        id=call_id(programme, course, number),
        programme=row,
        course=course,
        number=number,
        deadline=deadline,
        max_per_member=max_per_member,
        note=tidied(note),
    )
    _tell(viewer, "call.opened", made)
    return made.id


@changing
def change_call(
    viewer: Viewer,
    call: str,
    deadline: date,
    max_per_member: int | None = None,
    note: str = "",
) -> None:
    """Set another deadline, limit or note; what was handed in stays so. The same changes nothing.

    Raises Forbidden, NotFound, Refused.
    """
    viewer.allow_coordinators()
    row = Call.get_or_none(Call.id == call)
    if row is None:
        raise NotFound("call", call)
    asked = deadline, max_per_member, tidied(note)
    if asked == (row.deadline, row.max_per_member, row.note):
        return
    _check(row.programme, deadline, max_per_member)
    row.deadline, row.max_per_member, row.note = asked
    row.save()
    _tell(viewer, "call.changed", row)


def _check(programme: Programme, deadline: date, max_per_member: int | None) -> None:
    faults = []
    first, last = programme.planning_date, programme.end
    if not first <= deadline <= last:
        allowed = (f"{first} to {last}",)
        faults.append(Fault(Where(column="deadline"), "OUT_OF_RANGE", str(deadline), allowed))
    if max_per_member is not None and not 1 <= max_per_member <= _MOST:
        where = Where(column="max_per_member")
        faults.append(Fault(where, "OUT_OF_RANGE", str(max_per_member), ("1 to 9999",)))
    if faults:
        raise Refused(faults)


def _tell(viewer: Viewer, verb: str, call: Call) -> None:
    deadline = call.deadline.isoformat()
    audit.record(
        viewer,
        verb,
        "call",
        call.id,
        course=call.course_id,
        deadline=deadline,
        max_per_member=call.max_per_member,
    )
    outbox.put(
        verb,
        programme=call.programme_id,
        call=call.id,
        course=call.course_id,
        deadline=deadline,
    )
