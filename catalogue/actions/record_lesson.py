"""Somebody completed a lesson of their course."""

from __future__ import annotations

from datetime import datetime

from catalogue import audit, outbox, sight
from catalogue.attendance import LessonCompletion
from catalogue.db import changing
from catalogue.errors import Forbidden
from catalogue.nominations import Nomination
from catalogue.texts import note
from catalogue.viewer import Viewer


@changing
def record_lesson(
    viewer: Viewer, nomination: str, lesson: str, completed_at: datetime, source: str
) -> bool:
    """Note a completed lesson; says whether that was new. `source` is who says so.

    Where they said otherwise in between nobody needs to decide any more. Raises NotFound,
    Forbidden, Refused.
    """
    row = sight.seat(viewer, nomination)
    if not (viewer.is_system or sight.teaches(viewer, row.run_id or "")):
        raise Forbidden([f'a trainer of run "{row.run_id}"'])
    lesson = note(lesson, "lesson")
    noted = sight.lesson_completions(viewer).where(
        LessonCompletion.nomination == nomination, LessonCompletion.lesson == lesson
    )
    if known := noted.get_or_none():
        if known.denied_at and known.source == source:
            known.denied_at = known.kept_at = None
            known.save()
            _tell(viewer, "lesson.affirmed", row, lesson)
        return False
    LessonCompletion.create(
        nomination=nomination, lesson=lesson, completed_at=completed_at, source=source
    )
    _tell(viewer, "lesson.completed", row, lesson)
    outbox.put("lesson.completed", nomination=nomination, lesson=lesson)
    return True


def _tell(viewer: Viewer, verb: str, row: Nomination, lesson: str) -> None:
    member = row.official.agency.member_id
    audit.record(viewer, verb, "nomination", row.id, member=member, lesson=lesson)
