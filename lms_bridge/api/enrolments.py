"""Enrolments whose end somebody has seen and confirmed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from lms_bridge.api.operation import Body


class EnrolmentEnd(Body):
    """An enrolment that may end in the LMS, as the difference names it."""

    class_key: str
    person_key: str
    role: Literal["learner", "coach"]


def rows_of(ends: Iterable[EnrolmentEnd]) -> list[list[str]]:
    """Write them as they are stored."""
    return [[end.class_key, end.person_key, end.role] for end in ends]
