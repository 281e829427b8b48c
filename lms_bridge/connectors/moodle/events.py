"""One event in the calendar of each run's course: its days, and its place.

Only the function behind Moodle's own form takes a place, and only one call an event tells it. An
event bears no key of ours: ours is the one in the run's course that the bridge's account made. The
form refuses with HTTP 200 and `validationerror`, and reads times in UTC as the client asks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from lms_bridge.connectors.at_once import at_once
from lms_bridge.connectors.moodle import texts
from lms_bridge.connectors.moodle.client import Client, portions
from lms_bridge.connectors.moodle.texts import Days
from lms_bridge.sync.errors import NotAllowed, Refused

Row = dict[str, Any]

FORM = "_qf__core_calendar_local_event_forms_{}"
AT_ONCE = 2
"""How many places are read together, beside other readings."""

MINUTES = 2
"""The form's way to give a duration."""


@dataclass(frozen=True, slots=True)
class Event:
    """An event of ours: its name, when it is, in which time zone it was meant, and where."""

    id: int
    name: str
    days: Days
    description: str
    place: str


class Events:
    """Events that the account `user_id` made in courses of one Moodle."""

    def __init__(self, client: Client, user_id: int) -> None:
        self._client = client
        self._user_id = user_id

    async def of(self, course_ids: Iterable[str]) -> dict[str, list[Event]]:
        """Read our events in these courses, with their places."""
        rows = await self._ours(course_ids)
        found: dict[str, list[Event]] = defaultdict(list)
        for row, place in zip(rows, await at_once(AT_ONCE, rows, self._place), strict=True):
            if place is None:
                continue
            days = Days(row["timestart"], row["timestart"] + row["timeduration"])
            event = Event(row["id"], row["name"], days, row["description"] or "", place)
            found[str(row["courseid"])].append(event)
        return dict(found)

    async def _place(self, row: Row) -> str | None:
        """Read an event's place; None where somebody deleted it meanwhile.

        Moodle refuses an event that is not there as one that we may not see.
        """
        function = "core_calendar_get_calendar_event_by_id"
        try:
            answer = await self._client.ask(function, eventid=row["id"])
        except NotAllowed:
            if row["id"] in {still["id"] for still in await self._ours([row["courseid"]])}:
                raise
            return None
        return answer["event"]["location"] or ""

    async def tell(self, course_id: str, name: str, days: Days, zone: str, place: str) -> None:
        """See that a course has one event of ours, as this is."""
        there = await self._ours([course_id])
        form: dict[str, object]
        if not there:
            form = {"id": 0, FORM.format("create"): 1}
        else:
            form = {"id": there[0]["id"], FORM.format("update"): 1}
        begins = datetime.fromtimestamp(days.begins, UTC)
        form |= {
            "name": name,
            "eventtype": "course",
            "courseid": course_id,
            "timestart[year]": begins.year,
            "timestart[month]": begins.month,
            "timestart[day]": begins.day,
            "timestart[hour]": begins.hour,
            "timestart[minute]": begins.minute,
            "duration": MINUTES,
            "timedurationminutes": (days.ends - days.begins) // 60,
            "description[text]": texts.html(texts.zone_text(zone)),
            "description[format]": 1,
            "location": place,
        }

        async def find() -> Row | None:
            return {} if not there and await self._ours([course_id]) else None

        answer = await self._client.make(
            "core_calendar_submit_create_update_form", find, formdata=urlencode(form)
        )
        if answer.get("validationerror"):
            raise Refused(
                f"Moodle's calendar takes no event for course {course_id} from {begins:%d %b %Y}: "
                "the bridge's account must be allowed to make events in courses"
            )
        await self._delete(there[1:])

    async def forget(self, course_id: str) -> None:
        """Take our events out of a course."""
        await self._delete(await self._ours([course_id]))

    async def _delete(self, rows: Sequence[Row]) -> None:
        if rows:
            await self._client.write(
                "core_calendar_delete_calendar_events",
                events=[{"eventid": row["id"], "repeat": 0} for row in rows],
            )

    async def _ours(self, course_ids: Iterable[str]) -> list[Row]:
        options = {"userevents": 0, "siteevents": 0, "ignorehidden": 0}
        found: list[Row] = []
        for some in portions([{"": id} for id in course_ids], besides=len(options)):
            answer = await self._client.ask(
                "core_calendar_get_calendar_events",
                events={"courseids": [row[""] for row in some]},
                options=options,
            )
            found += answer["events"]
        return sorted((row for row in found if self._is_ours(row)), key=lambda row: row["id"])

    def _is_ours(self, row: Row) -> bool:
        return (
            row["eventtype"] == "course"
            and row["userid"] == self._user_id
            and not (row["modulename"] or "").strip("0")
        )
