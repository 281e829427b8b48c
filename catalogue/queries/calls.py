"""Calls for nominations, as those see them who answer them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from catalogue import sight
from catalogue.calling import newest_calls, taken
from catalogue.calls import Call
from catalogue.courses import Course
from catalogue.db import reading
from catalogue.errors import NotFound
from catalogue.published import programme_of
from catalogue.viewer import Role, Viewer


@dataclass(frozen=True, slots=True)
class CallLine:
    """A call that counts.

    `nominated` is what was handed in by the viewer's member; by all, for those who run or oversee
    the programme. `left` is how many more the viewer's member may hand in; None: any number, or no
    member's.
    """

    id: str
    programme: str
    course: str
    course_title: str
    deadline: date
    is_open: bool
    max_per_member: int | None
    note: str
    nominated: int
    left: int | None


@reading
def calls(viewer: Viewer, programme: str) -> tuple[CallLine, ...]:
    """List the calls of courses that they may know of, the next deadline first.

    Raises Forbidden, NotFound.
    """
    viewer.allow(*set(Role) - {Role.MACHINE_CLIENT})
    today = programme_of(programme).planning_date
    known = {course.id: course for course in sight.courses(viewer)}
    rows = [call for call in newest_calls(programme).values() if call.course_id in known]
    count = taken(rows)
    return tuple(
        _line(viewer, call, known[call.course_id], today, count)
        for call in sorted(rows, key=lambda call: (call.deadline, call.id))
    )


@reading
def call(viewer: Viewer, id: str) -> CallLine:
    """Give a call that counts. Raises Forbidden, NotFound."""
    row = Call.get_or_none(Call.id == id)
    for line in calls(viewer, row.programme_id) if row else ():
        if line.id == id:
            return line
    raise NotFound("call", id)


def _line(
    viewer: Viewer, call: Call, course: Course, today: date, count: dict[tuple[str, str], int]
) -> CallLine:
    of_member = count.get((call.id, viewer.member or ""), 0)
    is_member = viewer.member is not None and not viewer.sees_all
    counts_all = not is_member and (viewer.sees_all or viewer.has(Role.OVERSEER))
    of_all = sum(many for (of, _), many in count.items() if of == call.id)
    most = call.max_per_member
    return CallLine(
        id=call.id,
        programme=call.programme_id,
        course=course.id,
        course_title=course.title,
        deadline=call.deadline,
        is_open=today <= call.deadline,
        max_per_member=most,
        note=call.note,
        nominated=of_all if counts_all else of_member,
        left=max(0, most - of_member) if is_member and most is not None else None,
    )
