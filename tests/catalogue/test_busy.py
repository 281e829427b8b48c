"""Busy days in a calendar."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.busy import busy_days
from catalogue.errors import Refused

JAKARTA = ZoneInfo("Asia/Jakarta")
FIRST, LAST = date(2015, 1, 1), date(2015, 12, 31)


def calendar(*events: str) -> bytes:
    """Write a calendar with events, each given by its lines."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN"]
    for number, event in enumerate(events):
        lines += ["BEGIN:VEVENT", f"UID:{number}", "DTSTAMP:20150101T000000Z"]
        lines += [*event.split(), "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def busy(*events: str, last: date = LAST) -> list[tuple[str, str]]:
    spans = busy_days(calendar(*events), JAKARTA, FIRST, last)
    return [(start.isoformat(), end.isoformat()) for start, end in spans]


@pytest.mark.parametrize(
    ("event", "spans"),
    [
        ("DTSTART;VALUE=DATE:20150907", [("2015-09-07", "2015-09-07")]),
        (
            "DTSTART;VALUE=DATE:20150907 DTEND;VALUE=DATE:20150910",
            [("2015-09-07", "2015-09-09")],
        ),
        # 20:00 UTC is the next day in Jakarta
        ("DTSTART:20150907T200000Z DTEND:20150907T210000Z", [("2015-09-08", "2015-09-08")]),
        (
            "DTSTART;TZID=Asia/Jakarta:20150907T220000 DURATION:PT4H",
            [("2015-09-07", "2015-09-08")],
        ),
        # what ends at midnight does not touch the next day
        ("DTSTART:20150907T100000 DTEND:20150908T000000", [("2015-09-07", "2015-09-07")]),
        ("DTSTART:20150907T100000", [("2015-09-07", "2015-09-07")]),
        ("DTSTART;VALUE=DATE:20150907 TRANSP:TRANSPARENT", []),
        ("DTSTART;VALUE=DATE:20150907 STATUS:CANCELLED", []),
        ("DTSTART;VALUE=DATE:20140907", []),
        (
            "DTSTART;VALUE=DATE:20141230 DTEND;VALUE=DATE:20150103",
            [("2015-01-01", "2015-01-02")],
        ),
        (
            "DTSTART;VALUE=DATE:20150907 RRULE:FREQ=WEEKLY;COUNT=3 EXDATE;VALUE=DATE:20150914",
            [("2015-09-07", "2015-09-07"), ("2015-09-21", "2015-09-21")],
        ),
        (
            "DTSTART:20150907T090000Z DURATION:PT1H RRULE:FREQ=DAILY;UNTIL=20150909T090000Z",
            [("2015-09-07", "2015-09-09")],
        ),
        (
            "DTSTART;VALUE=DATE:20150907 RDATE;VALUE=DATE:20150909",
            [("2015-09-07", "2015-09-07"), ("2015-09-09", "2015-09-09")],
        ),
    ],
)
def test_an_event_takes_the_days_that_it_touches(event: str, spans: list[tuple[str, str]]) -> None:
    assert busy(event) == spans


def test_an_event_without_an_end_comes_as_long_as_it_is_asked_for() -> None:
    daily = "DTSTART;VALUE=DATE:20150101 RRULE:FREQ=DAILY"
    assert busy(daily) == [("2015-01-01", "2015-12-31")]
    assert busy(daily, last=date(2015, 1, 31)) == [("2015-01-01", "2015-01-31")]


def test_one_of_a_series_that_was_moved_is_busy_where_it_is_now() -> None:
    data = calendar(
        "DTSTART;VALUE=DATE:20150907 RRULE:FREQ=WEEKLY;COUNT=2",
        "DTSTART;VALUE=DATE:20150916 RECURRENCE-ID;VALUE=DATE:20150914",
    ).replace(b"UID:1", b"UID:0")
    spans = busy_days(data, JAKARTA, FIRST, LAST)
    assert [start.day for start, _ in spans] == [7, 16]


def test_a_free_busy_sheet_says_when() -> None:
    data = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//test//EN\r
BEGIN:VFREEBUSY\r
UID:1\r
DTSTAMP:20150101T000000Z\r
FREEBUSY;FBTYPE=BUSY:20150907T020000Z/PT1H\r
FREEBUSY;FBTYPE=FREE:20150909T020000Z/PT1H\r
END:VFREEBUSY\r
END:VCALENDAR\r
"""
    assert busy_days(data, JAKARTA, FIRST, LAST) == [(date(2015, 9, 7), date(2015, 9, 7))]


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"name,start\nana,2015-09-07\n", b"\xff\xfe\x00", b"BEGIN:VEVENT\r\nEND:VEVENT\r\n"),
        calendar(f"DTSTART;TZID=Asia/J{'[' * 500}:20150907T090000"),
    ],
)
def test_what_is_no_calendar_is_refused(data: bytes) -> None:
    with pytest.raises(Refused) as refused:
        busy_days(data, JAKARTA, FIRST, LAST)
    assert [fault.code for fault in refused.value.faults] == ["UNREADABLE"]


@given(data=st.binary(max_size=200), wrap=st.booleans())
def test_nothing_but_a_refusal_comes_of_nonsense(data: bytes, *, wrap: bool) -> None:
    given = calendar("DTSTART:20150907").replace(b"20150907", data) if wrap else data
    try:
        spans = busy_days(given, JAKARTA, FIRST, LAST)
    except Refused:
        return
    assert all(FIRST <= start <= end <= LAST for start, end in spans)
