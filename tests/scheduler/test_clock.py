from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler import clock
from scheduler.clock import Interval
from tests.scheduler.builders import day, days


def test_a_day_is_read_and_written() -> None:
    assert clock.parse("2016-02-29") == date(2016, 2, 29).toordinal()
    assert clock.iso(clock.parse("2016-02-29")) == "2016-02-29"


def test_a_day_after_the_last_of_the_calendar_is_written_as_that() -> None:
    assert clock.iso(clock.parse("9999-12-31") + 4) == "9999-12-31"


@given(st.dates())
def test_every_day_of_the_calendar_comes_back(any_day: date) -> None:
    assert clock.parse(any_day.isoformat()) == any_day.toordinal()
    assert clock.iso(any_day.toordinal()) == any_day.isoformat()
    assert clock.weekday(any_day.toordinal()) == any_day.isoweekday()


@pytest.mark.parametrize(
    "text",
    ["", "2016", "2016-3-7", "20160307", "2016-W10-1", "07/03/2016", " 2016-03-07", "2016-03-07\n",
     "2016-03-07T00:00", "\uff12016-03-07", "-2016-03-07", "12016-03-07"],
)  # fmt: skip
def test_another_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date of the form YYYY-MM-DD"):
        clock.parse(text)


@pytest.mark.parametrize(
    "text", ["2015-02-29", "2016-13-01", "2016-00-10", "2016-04-31", "0000-01-01"]
)
def test_a_day_that_no_month_has_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a day of the calendar"):
        clock.parse(text)


def test_a_common_day_is_the_first_in_any_interval() -> None:
    closed = days(("2016-03-09", "2016-03-20"), ("2016-03-08", "2016-03-08"))
    first, last = day("2016-03-07"), day("2016-03-10")
    assert clock.first_common_day(first, last, closed) == day("2016-03-08")
    assert clock.first_common_day(first, first, closed) is None
    assert clock.first_common_day(last, first, closed) is None


@given(
    st.integers(1, 30),
    st.integers(1, 30),
    st.lists(st.tuples(st.integers(1, 30), st.integers(0, 9))),
)
def test_a_common_day_is_found_as_by_looking_at_each(
    first: int, last: int, spans: list[tuple[int, int]]
) -> None:
    intervals = [Interval(start, start + length) for start, length in spans]
    common = [d for d in range(first, last + 1) if any(i.start <= d <= i.end for i in intervals)]
    assert clock.first_common_day(first, last, intervals) == min(common, default=None)


def test_free_days_lie_between() -> None:
    assert clock.free_days(day("2016-03-07"), day("2016-03-10")) == 2
    assert clock.free_days(day("2016-03-07"), day("2016-03-08")) == 0
    assert clock.free_days(day("2016-03-07"), day("2016-03-07")) == -1
