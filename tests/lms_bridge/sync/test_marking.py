"""Grades that an LMS told of and tells no longer."""

from __future__ import annotations

from dataclasses import replace

from lms_bridge.sync.brake import Hold, Why
from lms_bridge.sync.inbound import Inbound
from lms_bridge.sync.marking import no_grades, ungraded_at_once
from lms_bridge.sync.shown import NoGrade
from lms_bridge.sync.state import Desired, GradeOf
from tests.lms_bridge.sync.builders import learner

PEOPLE = [f"P{n:02}" for n in range(60)]
GRADED = Desired(grades=frozenset(GradeOf("R1", p, "Essay", "7/10") for p in PEOPLE))


def without(*people: str) -> Inbound:
    return Inbound(ungraded=frozenset(("R1", p, "Essay") for p in people))


def test_a_grade_that_was_told_and_is_none_now_is_found() -> None:
    came = replace(without("P00"), ungraded=without("P00").ungraded | {("R1", "P01", "Film")})

    assert no_grades(GRADED, came) == (NoGrade("R1", "P00", "Essay", "7/10"),)
    assert no_grades(Desired(), came) == ()
    assert no_grades(GRADED, Inbound()) == ()


def test_grades_that_vanish_at_once_wait_for_a_person() -> None:
    def held(count: int, confirmed: int = 0) -> Hold | None:
        none = no_grades(GRADED, without(*PEOPLE[:count]))
        return ungraded_at_once(GRADED, none, {learner("R1", p) for p in PEOPLE[:confirmed]})

    assert held(3) is None
    assert held(4) == Hold(
        Why.MASS_UNGRADED, frozenset(learner("R1", p) for p in PEOPLE[:4]), len(PEOPLE)
    )
    assert held(4, confirmed=4) is None
