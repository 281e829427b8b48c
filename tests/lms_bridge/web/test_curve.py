"""The curve of a search."""

from __future__ import annotations

from lms_bridge.planner.answer import Progress
from lms_bridge.web.curve import curve_of


def told(seconds: float, total: int | None, bound: int | None = None) -> Progress:
    return Progress("improving", seconds, total, bound, None)


def test_nothing_is_drawn_before_there_is_a_plan() -> None:
    assert curve_of([]) is None
    assert curve_of([told(0, None), told(1, None), told(2, 900)]) is None


def test_total_and_bound_are_steps() -> None:
    curve = curve_of([told(0, 900), told(5, 900, 100), told(10, 500, 300)])
    assert curve is not None
    assert (curve.top, curve.bottom, curve.seconds) == (900, 300, 10)
    assert curve.total == "M0 8H640V97.3H640"
    assert curve.bound.startswith("M320")


def test_search_that_found_nothing_better_is_flat() -> None:
    curve = curve_of([told(0, 700), told(9, 700)])
    assert curve is not None
    assert (curve.top, curve.bottom) == (701, 700)
    assert curve.bound == ""
