"""Nobody is removed in a mass without a person's word."""

from __future__ import annotations

import pytest

from lms_bridge.sync.brake import Hold, Why, hold
from tests.lms_bridge.sync.builders import coach, learner


@pytest.mark.parametrize(
    ("going", "active", "held"),
    [
        (0, 0, False),
        (1, 1, False),
        (1, 10, False),
        (2, 39, True),
        (2, 40, False),
        (3, 40, True),
        (20, 400, False),
        (20, 4000, False),
        (21, 4000, True),
    ],
)
def test_hold_beyond_a_twentieth_or_twenty_people(going: int, active: int, held: bool) -> None:
    enrolments = {learner("R1", f"P{n}") for n in range(going)}

    assert (hold(Why.MASS_REMOVAL, enrolments, active, ()) is not None) == held


def test_hold_counts_people_not_their_enrolments_and_one_person_never() -> None:
    busy = {learner(f"R{n}", "P1") for n in range(30)} | {coach("R1", "P1")}

    assert hold(Why.MASS_REMOVAL, busy, 40, ()) is None


def test_hold_does_not_count_what_was_confirmed() -> None:
    enrolments = {learner("R1", f"P{n}") for n in range(30)}
    seen = {learner("R1", f"P{n}") for n in range(29)}

    assert hold(Why.MASS_REMOVAL, enrolments, 30, seen) is None
    held = hold(Why.MASS_REMOVAL, enrolments, 30, set())
    assert held is not None
    assert held.enrolments == enrolments


def test_hold_where_a_class_is_emptied_at_once_however_few_are_in_it() -> None:
    few = {learner("R1", "P1"), coach("R1", "T")}

    assert hold(Why.MASS_VANISHING, few, 4000, ()) is None
    assert hold(Why.MASS_VANISHING, few, 4000, (), few) == Hold(
        Why.MASS_VANISHING, frozenset(few), 4000
    )
    assert hold(Why.MASS_VANISHING, few, 4000, few, few) is None
