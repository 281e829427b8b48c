"""Who said that a lesson is done says so no longer; a coordinator decides what follows."""

from __future__ import annotations

from catalogue import audit, sight
from catalogue.attendance import LessonCompletion
from catalogue.db import changing
from catalogue.fields import now
from catalogue.viewer import Viewer


@changing
def deny_lesson(viewer: Viewer, nomination: str, lesson: str, source: str) -> bool:
    """Note that a lesson is said not to be done after all; says whether that was new.

    Raises Forbidden.
    """
    viewer.allow_coordinators()
    row = (
        sight.lesson_completions(viewer)
        .where(
            LessonCompletion.nomination == nomination,
            LessonCompletion.lesson == lesson,
            LessonCompletion.source == source,
            LessonCompletion.denied_at.is_null(),
        )
        .get_or_none()
    )
    if row is None:
        return False
    row.denied_at = now()
    row.save()
    member = row.nomination.official.agency.member_id
    audit.record(
        viewer, "lesson.denied", "nomination", nomination, member=member, lesson=lesson, by=source
    )
    return True
