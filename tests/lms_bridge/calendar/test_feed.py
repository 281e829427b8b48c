"""A feed is read by calendar programs as it is meant, at its address and nowhere else."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from catalogue.actions.follow_feed import Followed, Told
from catalogue.actions.set_agenda import set_agenda
from catalogue.calendars import Event
from catalogue.feeds import FeedKind
from catalogue.sessions import SessionEntry
from lms_bridge.calendar.writing import written
from lms_bridge.threads import in_thread
from tests.catalogue.builders import SYSTEM
from tests.lms_bridge.api.rest import Rest
from tests.lms_bridge.bridge import Bridge

pytestmark = pytest.mark.asyncio(loop_scope="module")

ICAL_JS = Path("lms_bridge/web/node_modules/ical.js/dist/ical.js").absolute()
SCRIPT = Path(__file__).with_name("read.mjs")


@pytest.fixture
def rest(bridge: Bridge) -> Rest:
    return Rest(bridge)


async def an_address(rest: Rest, person: str, kind: str, subject: str) -> str:
    made = await rest.post(person, "/feeds", {"kind": kind, "subject": subject})
    assert made.status == 201
    address: str = made.body["address"]
    assert address.startswith(rest.bridge.parts.settings.url)
    return address.removeprefix(rest.bridge.parts.settings.url)


async def read_by_ical_js(data: bytes) -> list[Any]:
    node = shutil.which("node") or shutil.which("node", path=Path(sys.executable).parent)
    if node is None or not ICAL_JS.exists():
        reason = "Node.js or ical.js is missing: npm ci --ignore-scripts in lms_bridge/web"
        pytest.fail(reason) if "CI" in os.environ else pytest.skip(reason)
    process = await asyncio.create_subprocess_exec(
        *(node, SCRIPT, ICAL_JS),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate(data)
    assert process.returncode == 0
    return [json.loads(line) for line in out.splitlines()]


def read_by_icalendar(data: bytes) -> list[Any]:
    def moment(when: date | datetime) -> str:
        if not isinstance(when, datetime):
            return when.isoformat()
        return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")

    return [
        [
            *(str(event["UID"]), event["SEQUENCE"], str(event["STATUS"])),
            *(str(event["SUMMARY"]), str(event["LOCATION"])),
            *(moment(event["DTSTART"].dt), moment(event["DTEND"].dt)),
            event["DTSTART"].params.get("TZID", "floating"),
        ]
        for event in Calendar.from_ical(data).walk("VEVENT")
    ]


async def test_subscriber_gets_the_calendar_with_real_time_zones(rest: Rest) -> None:
    sessions = [SessionEntry(1, "09:00", "10:30", "Law; practice, and “more”")]
    await in_thread(set_agenda, SYSTEM, "INDUCTION", sessions)
    await rest.post("coordinator", "/programmes/small/runs/INDUCTION-2:renew-edition")
    path = await an_address(rest, "IDN-focal", "programme", "small")
    response = await rest.bridge.ask(None, "GET", path)
    assert (response.status, response.content_type) == (200, "text/calendar")
    data = await response.read()
    calendar = Calendar.from_ical(data)
    starts = [event["DTSTART"] for event in calendar.walk("VEVENT")]
    zones = {str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")}
    assert {start.params["TZID"] for start in starts if "TZID" in start.params} == zones != set()
    assert calendar.errors == []


@pytest.mark.parametrize(
    ("person", "kind", "subject"),
    [
        ("coordinator", "programme", "small"),
        ("coordinator", "venue", "JCLEC-A"),
        ("IDN-focal", "member", "IDN"),
        ("T-1", "trainer", "T-1"),
        ("IDN-0001", "official", "IDN-0001"),
    ],
)
async def test_ical_js_and_icalendar_read_every_feed_alike(
    rest: Rest, person: str, kind: str, subject: str
) -> None:
    await in_thread(set_agenda, SYSTEM, "INDUCTION", [SessionEntry(1, "09:00", "10:30", "Law, ü")])
    await rest.post("coordinator", "/programmes/small/runs/INDUCTION-2:renew-edition")
    path = await an_address(rest, person, kind, subject)
    data = await (await rest.bridge.ask(None, "GET", path)).read()
    assert await read_by_ical_js(data) == read_by_icalendar(data)


async def test_both_read_summer_time_changes_and_cancellations_alike() -> None:
    def event(zone: str, day: date, **more: Any) -> Told:
        begins = datetime.combine(day, datetime.min.time(), ZoneInfo(zone)) + timedelta(hours=9)
        made = Event(
            f"{zone}-{day}", "A title " * 20, begins, begins + timedelta(hours=1), zone, ""
        )
        return Told(made, more.get("sequence", 0), datetime.now(UTC), more.get("gone", False))

    days = (date(2015, 3, 29), date(2015, 7, 1), date(2015, 10, 25), date(2016, 1, 4))
    zones = ("Europe/Vienna", "Australia/Sydney", "Africa/Casablanca", "America/New_York")
    told = [event(zone, day) for zone in zones for day in days]
    told.append(event("Asia/Manila", days[0], sequence=3, gone=True))
    data = written(Followed(FeedKind.PROGRAMME, "small", tuple(told)))
    read = read_by_icalendar(data)
    assert await read_by_ical_js(data) == read
    assert len(read) == 17
    assert read[-1][1:3] == [3, "CANCELLED"]


async def test_a_zone_tells_every_change_by_the_clock_that_goes_until_then() -> None:
    begins = datetime(2015, 6, 29, 9, tzinfo=ZoneInfo("Africa/Casablanca"))  # in Ramadan
    event = Event("k", "Law", begins, begins + timedelta(hours=1), "Africa/Casablanca", "")
    told = Told(event, 0, datetime.now(UTC), is_cancelled=False)
    (zone,) = Calendar.from_ical(written(Followed(FeedKind.VENUE, "v", (told,)))).walk("VTIMEZONE")
    changes = [
        (f"{part.DTSTART:%Y-%m-%d %H}", part.TZOFFSETTO // timedelta(hours=1))
        for part in zone.subcomponents
    ]
    assert changes == [
        ("2014-12-31 00", 0),
        ("2015-03-29 02", 1),
        ("2015-06-14 03", 0),
        ("2015-07-19 02", 1),
        ("2015-10-25 03", 0),
    ]


ODD = ("Law\nEND:VEVENT\nBEGIN:VEVENT\nUID:x", "ü" * 100, '😀;, \\ : "n" \\n', "X-A=1;B:\u2028C")


@pytest.mark.parametrize("title", ODD)
async def test_odd_title_stays_in_its_event_and_its_lines_are_folded(title: str) -> None:
    begins = datetime(2015, 9, 7, 9, tzinfo=ZoneInfo("Asia/Jakarta"))
    event = Event("k", title, begins, begins + timedelta(hours=1), "Asia/Jakarta", title)
    told = Told(event, 0, datetime.now(UTC), is_cancelled=False)
    data = written(Followed(FeedKind.VENUE, "v", (told,)))
    (read,) = read_by_icalendar(data)
    assert read[3:5] == [title, title]
    assert await read_by_ical_js(data) == [read]
    assert max(map(len, data.split(b"\r\n"))) <= 75


async def test_unchanged_calendar_is_not_sent_again(rest: Rest) -> None:
    path = await an_address(rest, "T-1", "programme", "small")
    first = await rest.bridge.ask(None, "GET", path)
    tag = {"If-None-Match": first.headers["ETag"]}
    again = await rest.bridge.ask(None, "GET", path, headers=tag)
    assert (again.status, await again.read()) == (304, b"")


async def test_address_is_told_once_and_good_until_revoked(rest: Rest) -> None:
    key, wish = {"Idempotency-Key": "k"}, {"kind": "venue", "subject": "none"}
    missing = await rest.post("T-1", "/feeds", wish)
    assert (missing.status, missing.reason) == (404, "NOT_FOUND")
    wish = {"kind": "programme", "subject": "small"}
    made = await rest.post("T-1", "/feeds", wish, headers=key)
    again = await rest.post("T-1", "/feeds", wish, headers=key)
    assert again.body == {"id": made.body["id"], "address": None}
    path = made.body["address"].removeprefix(rest.bridge.parts.settings.url)
    listed = await rest.get("T-1", "/feeds")
    assert made.body["id"] in [line["id"] for line in listed.body["items"]]
    await rest.ask("T-1", "DELETE", f"/feeds/{made.body['id']}")
    gone = await rest.bridge.ask(None, "GET", path)
    assert (gone.status, gone.content_type) == (404, "application/problem+json")
