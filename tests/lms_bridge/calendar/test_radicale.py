"""A calendar server (Radicale) takes a feed whole, and gives it back as it was."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from aiohttp import ClientConnectionError, ClientSession
from aiohttp.test_utils import unused_port
from icalendar import Calendar

from catalogue.actions.follow_feed import Followed, Told
from catalogue.calendars import Event
from catalogue.feeds import FeedKind
from lms_bridge.calendar.writing import written


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[str]:
    """Run a Radicale that lets everybody do everything."""
    port = unused_port()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "radicale", "--config", "", "--auth-type", "none"),
        *("--storage-filesystem-folder", str(tmp_path), "--server-hosts", f"127.0.0.1:{port}"),
        *("--rights-type", "authenticated", "--web-type", "none"),
        stderr=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        async with asyncio.timeout(60), ClientSession() as http:
            while True:
                try:
                    async with http.get(url, allow_redirects=False):
                        break
                except ClientConnectionError:
                    await asyncio.sleep(0.05)
        yield url
    finally:
        process.terminate()
        await process.wait()


async def test_radicale_takes_and_gives_every_event(server: str) -> None:
    begins = datetime(2015, 9, 7, 9, 0, tzinfo=ZoneInfo("Asia/Jakarta"))
    told = []
    for day in range(30):
        starts = begins + timedelta(days=day)
        event = Event(
            f"run-1.{day}.1",
            f"Law, ü {day}",
            starts,
            starts + timedelta(hours=2),
            "Asia/Jakarta",
            "",
        )
        told.append(Told(event, day, datetime.now(UTC), day == 3))
    first, until = begins.date(), begins.date() + timedelta(days=5)
    whole = Event("run-2", "Whole days", first, until, "", "Hall", is_settled=False)
    told.append(Told(whole, 0, datetime.now(UTC), is_cancelled=False))
    data = written(Followed(FeedKind.PROGRAMME, "small", tuple(told)))
    headers = {"Content-Type": "text/calendar; charset=utf-8"}
    async with ClientSession(headers={"Authorization": "Basic dTp1"}) as http:
        async with http.put(f"{server}/u/feed/", data=data, headers=headers) as answer:
            assert answer.status == 201, await answer.text()
        async with http.get(f"{server}/u/feed/") as answer:
            kept = await answer.read()
    assert events(kept) == events(data)
    assert len(events(kept)) == 31


def events(data: bytes) -> dict[str, list[object]]:
    return {
        str(each["UID"]): [
            *(each["SEQUENCE"], str(each["STATUS"]), str(each["SUMMARY"])),
            *(each["DTSTART"].dt, each["DTEND"].dt),
        ]
        for each in Calendar.from_ical(data).walk("VEVENT")
    }
