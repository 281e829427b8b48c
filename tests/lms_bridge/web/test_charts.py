"""The geometry of a report's plots."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from catalogue.queries.report import ReportLine
from lms_bridge.web.charts import BAR_WIDTH, SIDE, cost_bars, equity_curve, seat_bars


def a_line(seats: int = 0, target: int | None = None, completed: int = 0) -> ReportLine:
    return ReportLine("IDN", "Indonesia", seats=seats, seat_target=target, completed=completed)


def test_bars_share_one_scale_and_mark_the_target() -> None:
    one, other = seat_bars([a_line(10, 20, completed=5), a_line(5)])
    assert (one.parts, one.mark) == ((65.0, 65.0), 260.0)
    assert (other.parts, other.mark) == ((0.0, 65.0), None)


def test_budget_is_the_mark_of_costs() -> None:
    (bar,) = cost_bars([ReportLine("A", "A", stays_usd=50, running_usd=25, budget_usd=100)])
    assert (bar.parts, bar.mark) == ((130.0, 65.0), 260.0)


def test_equal_shares_lie_on_the_straight_line() -> None:
    assert equity_curve([a_line(1, 2), a_line(3, 6)]) == "M0 260L65.0 195.0L260.0 0.0"


def test_who_has_the_least_share_comes_first() -> None:
    assert equity_curve([a_line(3, 2), a_line(1, 2)]) == "M0 260L130.0 195.0L260.0 0.0"


def test_no_curve_without_targets_or_seats() -> None:
    assert (equity_curve([a_line(3)]), equity_curve([a_line(0, 2)]), equity_curve([])) == ("",) * 3


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(1, 99)), min_size=1))
def test_curve_is_never_above_the_line_nor_a_bar_too_long(
    pairs: list[tuple[int, int]],
) -> None:
    lines = [a_line(seats, target) for seats, target in pairs]
    assert all(sum(bar.parts) <= BAR_WIDTH + 0.2 for bar in seat_bars(lines))
    for point in equity_curve(lines).split("L")[1:]:
        x, y = map(float, point.split())
        assert y >= SIDE - x - 0.11
