"""Who owns what, field by field, and so who decides where both sides say something else."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Owner(StrEnum):
    """Whose word counts."""

    CATALOGUE = "catalogue"
    """Ours: it is set again."""

    LMS = "lms"
    """Theirs: it is left alone and shown."""

    SHARED = "shared"
    """Both may change it: a person decides, and until then nothing follows."""


OWNERS: Mapping[str, Owner] = {
    "class.title": Owner.CATALOGUE,
    "class.key": Owner.CATALOGUE,
    "class.about": Owner.CATALOGUE,
    "class.dates": Owner.CATALOGUE,
    "class.place": Owner.CATALOGUE,
    "class.cancelled": Owner.CATALOGUE,
    "class.deleted": Owner.CATALOGUE,
    "class.hidden": Owner.LMS,
    "lesson_named_by_the_course.materials": Owner.CATALOGUE,
    "lesson_named_by_the_course.other_materials": Owner.LMS,
    "other_lesson": Owner.LMS,
    "account_made_by_us.name": Owner.CATALOGUE,
    "account_made_by_us.key": Owner.CATALOGUE,
    "account_made_by_us.email": Owner.CATALOGUE,
    "account_made_by_others.name": Owner.LMS,
    "account_made_by_others.email": Owner.LMS,
    "account.username": Owner.LMS,
    "account.password": Owner.LMS,
    "account.suspended": Owner.LMS,
    "account.deleted": Owner.LMS,
    "enrolment_made_by_us": Owner.SHARED,
    "enrolment_made_by_hand": Owner.LMS,
    "attendance_noted_here": Owner.CATALOGUE,
    "attendance_noted_there": Owner.LMS,
    "progress": Owner.LMS,
    "lesson_done_and_taken_back": Owner.SHARED,
    "grade": Owner.LMS,
}
"""Every field that both sides can change. What a class loses when it is deleted is made again."""
