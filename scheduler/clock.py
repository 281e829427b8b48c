"""Days. A `Day` is a whole calendar day, counted as `datetime.date.toordinal` counts.

It knows no problem: only dates, weekdays and intervals.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

Day = int

_LAST: Day = date.max.toordinal()

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Interval(NamedTuple):
    """Some days in a row, `start` to `end`, both included."""

    start: Day
    end: Day


def parse(text: str) -> Day:
    """Read `YYYY-MM-DD`. Raises ValueError for any other form and for days that no month has."""
    if not _ISO.fullmatch(text):
        raise ValueError(f'"{text}" is not a date of the form YYYY-MM-DD')
    try:
        return date.fromisoformat(text).toordinal()
    except ValueError as error:
        raise ValueError(f'"{text}" is not a day of the calendar') from error


def iso(day: Day) -> str:
    """Write a day as `YYYY-MM-DD`; one after the calendar's last as that one."""
    return date.fromordinal(min(day, _LAST)).isoformat()


def weekday(day: Day) -> int:
    """Give the ISO weekday, 1 = Monday to 7 = Sunday."""
    return (day - 1) % 7 + 1


def first_common_day(start: Day, end: Day, intervals: Iterable[Interval]) -> Day | None:
    """Find the earliest day of `start` to `end` that lies in one of the intervals.

    There is none where `end` comes before `start`.
    """
    first = None
    for begin, last in intervals:
        if begin <= end and start <= last:
            common = max(start, begin)
            if common <= end and (first is None or common < first):
                first = common
    return first


def free_days(first_end: Day, second_start: Day) -> int:
    """Count the whole days between an end and a later start; negative where they overlap."""
    return second_start - first_end - 1
