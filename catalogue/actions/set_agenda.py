"""A coordinator says which sessions a course has, on which of its days, from when to when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace

from catalogue import audit, sight
from catalogue.courses import Block, Course, CourseSession
from catalogue.db import changing
from catalogue.errors import Refused
from catalogue.faults import Fault, Where, unknown
from catalogue.sessions import SessionEntry, sessions_now
from catalogue.texts import LONGEST, TIME, tidy
from catalogue.viewer import Viewer


@changing
def set_agenda(viewer: Viewer, course: str, sessions: Sequence[SessionEntry]) -> None:
    """Give a course these sessions, and no others; the same as there are change nothing.

    Raises Forbidden, NotFound, Refused.
    """
    viewer.allow_coordinators()
    row = sight.course(viewer, course)
    faults = _faults(row, sessions)
    if faults:
        raise Refused(faults)
    if set(sessions) == set(sessions_now(course)):
        return
    CourseSession.delete().where(CourseSession.course == course).execute()
    for session in sessions:
        CourseSession.create(course=course, **asdict(replace(session, day=session.day - 1)))
    audit.record(viewer, "course.agenda_set", "course", course, sessions=len(sessions))


def _faults(course: Course, sessions: Sequence[SessionEntry]) -> list[Fault]:
    blocks = {block.code for block in Block.select().where(Block.course == course)}
    faults = []
    seen = set()
    for number, session in enumerate(sessions, start=1):
        key = session.day, session.begins, session.title
        if not 1 <= session.day <= course.days:
            allowed = f"1 to {course.days}"
            faults.append(_fault(number, "day", "OUT_OF_RANGE", str(session.day), allowed))
        if not tidy(session.title):
            faults.append(_fault(number, "title", "MISSING"))
        if len(session.title) > LONGEST:
            faults.append(_fault(number, "title", "TOO_LONG", session.title[:20], str(LONGEST)))
        if session.block and session.block not in blocks:
            faults.append(unknown(Where(None, number, "block"), session.block, blocks))
        times = {"begins": session.begins, "ends": session.ends}
        wrong = [name for name, value in times.items() if not TIME.fullmatch(value)]
        faults += [_fault(number, name, "NOT_A_TIME", times[name]) for name in wrong]
        if not wrong and session.ends <= session.begins:
            faults.append(_fault(number, "ends", "BEFORE_START", session.ends, session.begins))
        if key in seen:
            faults.append(_fault(number, "title", "TWICE", session.title))
        seen.add(key)
    return faults


def _fault(number: int, column: str, code: str, value: str = "", *allowed: str) -> Fault:
    return Fault(Where(None, number, column), code, value, allowed)
