"""A subscriber who reads a calendar from week to week, whatever happens meanwhile."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from icalendar import Calendar

from catalogue.actions.follow_feed import follow_feed
from catalogue.actions.make_feed import make_feed
from catalogue.feeds import FeedKind
from lms_bridge.calendar.feed import _read
from lms_bridge.calendar.writing import written
from tests.catalogue.builders import COORDINATOR
from tests.lms_bridge.weeks import Weeks


class Seen(NamedTuple):
    sequence: int
    is_cancelled: bool
    content: tuple[Any, ...]


def events(data: bytes) -> dict[str, Seen]:
    found = {}
    for event in Calendar.from_ical(data.decode()).walk("VEVENT"):
        says = tuple(
            event.get(name) and event[name].to_ical()
            for name in ("SUMMARY", "LOCATION", "DESCRIPTION", "DTSTART", "DTEND", "STATUS")
        )
        uid = str(event["UID"])
        assert uid not in found
        found[uid] = Seen(int(event["SEQUENCE"]), event.get("STATUS") == "CANCELLED", says)
    return found


@pytest.mark.parametrize("seed", range(2))
def test_events_keep_their_uid_and_count_their_changes(catalogue: str, seed: int) -> None:
    weeks = Weeks(seed)
    feeds = [
        make_feed(COORDINATOR, kind, subject)[1]
        for kind, subject in (
            (FeedKind.PROGRAMME, "rso"),
            (FeedKind.VENUE, "hall"),
            (FeedKind.TRAINER, "ana"),
            (FeedKind.MEMBER, "IDN"),
            (FeedKind.OFFICIAL, "IDN-001"),
        )
    ]
    seen = {feed: events(_read(feed)) for feed in feeds}
    history = []
    for _ in range(12):
        history.append(weeks.week())
        for feed in feeds:
            there = _read(feed)
            assert there == written(follow_feed(feed)), history
            for uid, before in seen[feed].items():
                after = events(there).get(uid)
                assert after is not None, (history, before)
                changed = after.content != before.content
                assert after.sequence == before.sequence + changed, (history, before, after)
            seen[feed] = events(there)
