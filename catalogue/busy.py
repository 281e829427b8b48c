"""Busy days in a calendar (iCalendar, RFC 5545): which days somebody is taken, and nothing else.

What an event is about is left where it is: only days are read. An event that is transparent or
cancelled takes no day; one with a time takes the days that it touches where the person lives.
Events that come again are counted for as long as they are asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from icalendar import Calendar

from catalogue.errors import Refused
from catalogue.faults import Fault, Where

Span = tuple[datetime, datetime]

_MOST_OCCURRENCES = 10_000


def busy_days(data: bytes, zone: ZoneInfo, first: date, last: date) -> list[tuple[date, date]]:
    """Give the busy days from `first` to `last` as spans of days, both ends included, in order.

    Raises Refused where the data is no calendar, or has an event that cannot be read.
    """
    try:
        calendars: list[Any] = [
            c for c in Calendar.from_ical(data, multiple=True) if c.name == "VCALENDAR"
        ]
        taken: set[date] = set()
        for calendar in calendars:
            for start, end in _spans(calendar, zone, last):
                taken |= _days(start, end, first, last)
    except (
        *(ValueError, TypeError, KeyError, IndexError, AttributeError),
        *(OverflowError, OSError),  # a day beyond all calendars; a zone too long for a file's name
    ) as error:
        raise _unreadable(str(error)) from None
    if not calendars:
        raise _unreadable("no calendar is in it")
    return _joined(sorted(taken))


def _unreadable(why: str) -> Refused:
    return Refused([Fault(Where(column="calendar"), "UNREADABLE", why, ("iCalendar (.ics)",))])


def _spans(calendar: Any, zone: ZoneInfo, last: date) -> Iterator[Span]:
    """Give when somebody is busy, event by event and as often as each comes."""
    events = [event for event in calendar.walk("VEVENT") if event.get("DTSTART")]
    moved = {
        (str(event.get("UID")), _moment(event["RECURRENCE-ID"].dt, zone))
        for event in events
        if event.get("RECURRENCE-ID")
    }
    for event in events:
        if str(event.get("STATUS")) == "CANCELLED" or str(event.get("TRANSP")) == "TRANSPARENT":
            continue
        start = _moment(event["DTSTART"].dt, zone)
        length = _end(event, zone) - start
        for begins in _starts(event, start, zone, last):
            replaced = not event.get("RECURRENCE-ID") and (str(event.get("UID")), begins) in moved
            if not replaced:
                yield begins, begins + length
    for sheet in calendar.walk("VFREEBUSY"):
        periods = sheet.get("FREEBUSY", [])
        for period in periods if isinstance(periods, list) else [periods]:
            if str(period.params.get("FBTYPE", "BUSY")) != "FREE":
                yield _moment(period.start, zone), _moment(period.end, zone)


def _end(event: Any, zone: ZoneInfo) -> datetime:
    if event.get("DTEND"):
        return _moment(event["DTEND"].dt, zone)
    start = event["DTSTART"].dt
    if event.get("DURATION"):
        length: timedelta = event["DURATION"].dt
        return _moment(start, zone) + length
    is_day = not isinstance(start, datetime)
    return _moment(start, zone) + (timedelta(days=1) if is_day else timedelta())


def _starts(event: Any, start: datetime, zone: ZoneInfo, last: date) -> Iterator[datetime]:
    """Give every start of an event up to a day."""
    without = {_moment(day.dt, zone) for day in _listed(event, "EXDATE")}
    found = [start, *(_moment(day.dt, zone) for day in _listed(event, "RDATE"))]
    rule = event.get("RRULE")
    if rule:
        # by the clock of the wall where the person lives, as a weekly meeting is meant
        local = start.replace(tzinfo=None)
        text = rule.to_ical().decode()
        for count, each in enumerate(rrulestr(_naive(text, zone), dtstart=local)):
            if each.date() > last or count > _MOST_OCCURRENCES:
                break
            found.append(each.replace(tzinfo=zone))
    yield from sorted(set(found) - without)


def _naive(rule: str, zone: ZoneInfo) -> str:
    """Write a rule's UNTIL by the same clock."""
    parts = []
    for part in rule.split(";"):
        name, _, value = part.partition("=")
        if name == "UNTIL" and value.endswith("Z"):
            moment = datetime.strptime(value, "%Y%m%dT%H%M%S%z").astimezone(zone)
            value = moment.strftime("%Y%m%dT%H%M%S")
        parts.append(f"{name}={value}")
    return ";".join(parts)


def _listed(event: Any, name: str) -> Iterator[Any]:
    values = event.get(name, [])
    for each in values if isinstance(values, list) else [values]:
        yield from each.dts


def _moment(when: date | datetime, zone: ZoneInfo) -> datetime:
    """Give a moment where the person lives; a day begins there, and so does a time of no zone."""
    if not isinstance(when, datetime):
        return datetime.combine(when, time(), zone)
    return when.replace(tzinfo=zone) if when.tzinfo is None else when.astimezone(zone)


def _days(start: datetime, end: datetime, first: date, last: date) -> set[date]:
    """Give the days that a span touches; one that ends at midnight does not touch the next."""
    until = end - timedelta(microseconds=1) if end > start else start
    low, high = max(start.date(), first), min(until.date(), last)
    return {low + timedelta(days=n) for n in range((high - low).days + 1)}


def _joined(days: list[date]) -> list[tuple[date, date]]:
    spans: list[tuple[date, date]] = []
    for day in days:
        if spans and day - spans[-1][1] == timedelta(days=1):
            spans[-1] = spans[-1][0], day
        else:
            spans.append((day, day))
    return spans
