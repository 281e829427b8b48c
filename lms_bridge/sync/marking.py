"""What is noted here and there of people: what the LMS lacks, and where the two say otherwise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from lms_bridge.sync.changes import MarkAttendance
from lms_bridge.sync.difference import Difference
from lms_bridge.sync.inbound import Attendance, Inbound
from lms_bridge.sync.shown import NoGrade, NotDone, NotedOtherwise
from lms_bridge.sync.state import Desired

BEGINS = time(9)
"""When the session of a day began that was noted here, at the place of the class."""


def days_of(marks: Iterable[Attendance]) -> dict[tuple[str, str, date], bool]:
    """Give who was there by day: present in one of its sessions is present on that day."""
    days: dict[tuple[str, str, date], bool] = {}
    for mark in marks:
        day = mark.class_key, mark.person_key, mark.at.date()
        days[day] = days.get(day, False) or mark.present
    return days


def lacking(
    desired: Desired, there: Iterable[Attendance], found: Difference
) -> tuple[MarkAttendance, ...]:
    """List what the LMS lacks, a session a day of a class; who has no account is left out."""
    known, classes = days_of(there), {c.key: c for c in desired.classes}
    sessions: dict[tuple[str, date], list[tuple[str, bool]]] = defaultdict(list)
    for key, person, day, present in sorted(desired.presences):
        is_there = key in found.class_ids and person in found.person_ids
        if is_there and key in classes and (key, person, day) not in known:
            sessions[key, day].append((person, present))
    return tuple(
        MarkAttendance(
            class_key=key,
            title=classes[key].title,
            at=datetime.combine(day, BEGINS, ZoneInfo(classes[key].time_zone)),
            present=tuple(people),
        )
        for (key, day), people in sorted(sessions.items())
    )


def noted_otherwise(desired: Desired, marks: Iterable[Attendance]) -> tuple[NotedOtherwise, ...]:
    """List where both sides noted a day and say something else."""
    known = days_of(marks)
    said = {True: "present", False: "absent"}
    return tuple(
        NotedOtherwise(*presence[:3], ours=said[presence.present], theirs=said[there])
        for presence in sorted(desired.presences)
        if (there := known.get(presence[:3], presence.present)) != presence.present
    )


def not_done(desired: Desired, came: Inbound) -> tuple[NotDone, ...]:
    """List the lessons that the LMS told of before and says now are not done."""
    return tuple(NotDone(*each) for each in sorted(desired.lessons_done & came.undone))


def no_grades(desired: Desired, came: Inbound) -> tuple[NoGrade, ...]:
    """List the grades that the LMS told of before and says now are none."""
    return tuple(NoGrade(*each) for each in sorted(desired.grades) if each[:3] in came.ungraded)
