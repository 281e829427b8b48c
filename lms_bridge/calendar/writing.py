"""A feed as an iCalendar object."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, TypeAlias

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from catalogue.actions.follow_feed import Followed, Told

PRODUCT = "-//Lokakarya//Training calendar//EN"
LOOK_AGAIN = timedelta(hours=1)
"""How soon a program may ask again."""

_Offset: TypeAlias = TimezoneStandard | TimezoneDaylight
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
    zone = Timezone.from_tzid(name, first_date=date(first, 1, 1), last_date=date(last + 1, 1, 1))
    # each change of an offset by itself: of a list of them ical.js takes but the first
    zone.subcomponents = [each for part in zone.subcomponents for each in _onsets(part)]
    return zone


def _onsets(part: _Offset) -> Iterator[_Offset]:
    later: Any = part.pop("RDATE", [])
    yield part
    for dates in later if isinstance(later, list) else [later]:
        for each in dates.dts:
            onset = part.copy()
            onset.DTSTART = each.dt
            yield onset


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
