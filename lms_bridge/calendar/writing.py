"""A feed as an iCalendar object."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TypeAlias
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from catalogue.actions.follow_feed import Followed, Told

PRODUCT = "-//Lokakarya//Training calendar//EN"
LOOK_AGAIN = timedelta(hours=1)
"""How soon a program may ask again."""

_Onset: TypeAlias = TimezoneStandard | TimezoneDaylight
_DAY = timedelta(days=1)
_END = b"END:VCALENDAR\r\n"


def written(feed: Followed) -> bytes:
    """Write a feed, with the rules of the time zones that it needs."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", f"{feed.kind} {feed.subject}")
    calendar.add("x-wr-calname", f"{feed.kind} {feed.subject}")
    calendar.add("refresh-interval", LOOK_AGAIN, parameters={"VALUE": "DURATION"})
    for zone in _zones(feed.events):
        calendar.add_component(zone)
    head = calendar.to_ical().removesuffix(_END)
    return b"".join([head, *map(_event, feed.events), _END])


def _zones(told: Iterable[Told]) -> list[Timezone]:
    """Give the time zones of events, from the first of their years to the last."""
    years: dict[str, set[int]] = {}
    for each in told:
        if each.event.time_zone:
            years.setdefault(each.event.time_zone, set()).add(each.event.begins.year)
    return [_zone(name, min(years[name]), max(years[name])) for name in sorted(years)]


@lru_cache(maxsize=1000)
def _zone(name: str, first: int, last: int) -> Timezone:
    """Write a zone with every change of its offset in some years.

    Each stands by itself, since of a list of them ical.js takes but the first. icalendar's own
    `Timezone.from_tzid` passes over what is taken back within two months, as in Morocco's Ramadan.
    """
    here = ZoneInfo(name)
    begins = datetime(first, 1, 1, tzinfo=UTC) - _DAY
    zone = Timezone()
    zone.add("tzid", name)
    zone.add_component(_onset(begins, here, _offset(begins, here)))
    for day in range((date(last + 1, 1, 2) - begins.date()).days):
        since = begins + day * _DAY
        before = _offset(since, here)
        if _offset(since + _DAY, here) != before:
            zone.add_component(_onset(_changed(since, here), here, before))
    return zone


def _changed(since: datetime, here: ZoneInfo) -> datetime:
    """Find the second at which the offset changes within a day."""
    before = _offset(since, here)

    def is_other(second: int) -> bool:
        return _offset(since + timedelta(seconds=second), here) != before

    seconds = range(1 + int(_DAY.total_seconds()))
    return since + timedelta(seconds=bisect_left(seconds, True, key=is_other))


def _offset(at: datetime, here: ZoneInfo) -> timedelta:
    return at.astimezone(here).utcoffset() or timedelta()


def _onset(at: datetime, here: ZoneInfo, before: timedelta) -> _Onset:
    """Write the offset from a moment on, by the clock that goes until then (RFC 5545, 3.6.5)."""
    after = at.astimezone(here)
    made = TimezoneDaylight() if after.dst() else TimezoneStandard()
    made.DTSTART = (at + before).replace(tzinfo=None)
    made.TZOFFSETFROM, made.TZOFFSETTO = before, _offset(at, here)
    made.add("tzname", after.tzname())
    return made


@lru_cache(maxsize=20_000)  # what did not change is not written anew for each who asks
def _event(told: Told) -> bytes:
    event, made = told.event, Event()
    made.add("uid", f"{event.key}@lokakarya")
    made.add("dtstamp", told.changed_at)
    made.add("last-modified", told.changed_at)
    made.add("sequence", told.sequence)
    made.add("status", _status(told))
    made.add("summary", event.title)
    made.add("dtstart", event.begins)
    made.add("dtend", event.ends)
    made.add("location", event.place)
    text: bytes = made.to_ical()
    return text


def _status(told: Told) -> str:
    if told.is_cancelled:
        return "CANCELLED"
    return "CONFIRMED" if told.event.is_settled else "TENTATIVE"
