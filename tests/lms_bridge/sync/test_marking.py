"""Grades that an LMS told of and tells no longer."""

from __future__ import annotations

from dataclasses import replace

from lms_bridge.sync.inbound import Inbound
from lms_bridge.sync.marking import no_grades
from lms_bridge.sync.shown import NoGrade
from lms_bridge.sync.state import Desired, GradeOf

PEOPLE = [f"P{n:02}" for n in range(60)]
GRADED = Desired(grades=frozenset(GradeOf("R1", p, "Essay", "7/10") for p in PEOPLE))


def without(*people: str) -> Inbound:
    return Inbound(ungraded=frozenset(("R1", p, "Essay") for p in people))


def test_a_grade_that_was_told_and_is_none_now_is_found() -> None:
    came = replace(without("P00"), ungraded=without("P00").ungraded | {("R1", "P01", "Film")})

    assert no_grades(GRADED, came) == (NoGrade("R1", "P00", "Essay", "7/10"),)
    assert no_grades(Desired(), came) == ()
    assert no_grades(GRADED, Inbound()) == ()
