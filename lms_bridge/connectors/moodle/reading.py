"""What a Moodle holds of ours: the courses in our categories, who is active in them, and accounts.

A Moodle may hold many thousands of others, so only what is ours or looked for is read. Nothing here
is a list in pages; whatever fails makes the whole reading fail.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lms_bridge.connectors.at_once import at_once
from lms_bridge.connectors.moodle import texts
from lms_bridge.connectors.moodle.accounts import Accounts
from lms_bridge.connectors.moodle.cohorts import Cohorts
from lms_bridge.connectors.moodle.courses import Courses
from lms_bridge.connectors.moodle.enrolments import FIELDS, Enrolments, Roles
from lms_bridge.connectors.moodle.events import Event, Events
from lms_bridge.connectors.moodle.texts import Days
from lms_bridge.sync.state import Remote, RemoteClass, RemotePerson, Scope, Seat

Row = dict[str, Any]

AT_ONCE = 4
"""How many calls are under way together."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Reads one Moodle with the parts that know what is in it."""

    courses: Courses
    accounts: Accounts
    cohorts: Cohorts
    enrolments: Enrolments
    events: Events
    roles: Roles

    async def everything(self, wanted: Scope, titles: Mapping[str, str]) -> Remote:
        """Read all courses in our categories, those that bear wanted keys, and wanted people.

        `titles` are those that classes are to have, by their keys.
        """
        rows = {row["id"]: row for row in await self.courses.ours()}
        missing = wanted.classes - {row.get("idnumber") for row in rows.values()}
        rows |= {row["id"]: row for row in await self._by_keys(missing)}
        remote = await self._remote(list(rows.values()), wanted.people, titles)
        members = await self.cohorts.members()
        people = (
            replace(each, member=" ".join(members.get(int(each.id), ()))) for each in remote.people
        )
        return replace(remote, people=tuple(people))

    async def part(self, wanted: Scope, titles: Mapping[str, str]) -> Remote:
        """Read the courses that bear these keys with everybody in them, and these people.

        Cohorts are read with everything alone.
        """
        courses = await self._by_keys(wanted.classes)
        return await self._remote(courses, wanted.people, titles)

    async def _by_keys(self, keys: Collection[str]) -> list[Row]:
        """Read courses by keys, and by short names where the key was taken away or changed."""
        found = await at_once(AT_ONCE, sorted(keys), self._by_key)
        return list({row["id"]: row for rows in found for row in rows}.values())

    async def _by_key(self, key: str) -> list[Row]:
        found = await self.courses.by_key([key])
        return found or await self.courses.by_field("shortname", key)

    async def _remote(
        self, courses: Sequence[Row], people: Collection[str], titles: Mapping[str, str]
    ) -> Remote:
        ids = [str(row["id"]) for row in courses]
        keys = {str(row["id"]): _key(row, titles) for row in courses}
        self.enrolments.keys.update({id: key for id, key in keys.items() if key})
        events, active, bearers = await self._side_by_side(ids, people)
        accounts = {row["id"]: row for rows in (*active, bearers) for row in rows}
        rows_of = dict(zip(ids, active, strict=True))
        found = await at_once(AT_ONCE, ids, lambda c: self.enrolments.grouped(c, rows_of[c]))
        grouped = dict(zip(ids, found, strict=True))
        seats = {
            Seat(course, str(row["id"]), role)
            for course, rows in rows_of.items()
            for row in rows
            for role in self.roles.of(r["roleid"] for r in row["roles"])
        }
        return Remote(
            classes=tuple(
                _class(row, events.get(id, []), titles.get(keys[id]))
                for id, row in zip(ids, courses, strict=True)
            ),
            people=tuple(_person(row) for row in accounts.values()),
            seats=frozenset(seats),
            ungrouped=frozenset(
                seat for seat in seats if int(seat.person_id) not in grouped[seat.class_id]
            ),
            beside=frozenset(
                (course, str(row["id"]))
                for course, rows in rows_of.items()
                for row in rows
                if not self.roles.of(r["roleid"] for r in row["roles"])
            ),
        )

    async def _side_by_side(
        self, ids: Sequence[str], people: Collection[str]
    ) -> tuple[dict[str, list[Event]], list[list[Row]], list[Row]]:
        """Read events, who is active, and accounts: for few people the waiting is most of it."""
        events = asyncio.ensure_future(self.events.of(ids))
        active = asyncio.ensure_future(
            at_once(AT_ONCE, ids, lambda c: self.enrolments.active(c, FIELDS))
        )
        accounts = asyncio.ensure_future(self.accounts.by_key(people))
        try:
            return await asyncio.gather(events, active, accounts)
        finally:
            for part in (events, active, accounts):
                part.cancel()


def _key(row: Row, wanted: Collection[str]) -> str:
    """Give the key of a course: its short name, too, where its ID number is not ours any more."""
    idnumber, short = str(row.get("idnumber") or ""), str(row.get("shortname", ""))
    return short if idnumber not in wanted and short in wanted else idnumber


def _class(row: Row, events: Sequence[Event], name: str | None) -> RemoteClass:
    """Put a course and its event together; days on which they do not agree are none.

    An event of another `name` than it is to have is read as another place, so that it is told anew.
    """
    title, archived = texts.read_full_name(row["fullname"])
    days, place = None, ""
    if len(events) == 1:
        (event,) = events
        place = event.place if name in {None, event.name} else f"{event.name}: {event.place}"
        zone = texts.read_zone(event.description)
        if zone and event.days == Days(row["startdate"], row["enddate"]):
            days = texts.read_days(event.days, zone)
    elif events:
        place = "?"  # several events of ours: one is to be told anew, the others are to go
    return RemoteClass(
        id=str(row["id"]),
        key=row.get("idnumber") or None,
        title=title,
        about=texts.text(row["summary"] or ""),
        archived=archived,
        start=days[0] if days else None,
        end=days[1] if days else None,
        place=place,
        other_days="" if days else _other_days(row, events),
        hidden=not row.get("visible", 1),
    )


def _other_days(row: Row, events: Sequence[Event]) -> str:
    told = {
        "course": [Days(row["startdate"], row["enddate"])],
        "calendar": [event.days for event in events],
    }
    said = {where: ", ".join(map(texts.moments, all)) for where, all in told.items()}
    return "; ".join(f"{where}: {all or 'nothing'}" for where, all in said.items())


def _person(row: Row) -> RemotePerson:
    return RemotePerson(
        id=str(row["id"]),
        key=row.get("idnumber") or None,
        name=f"{row.get('firstname', '')} {row.get('lastname', '')}".strip() or row["fullname"],
        username=row.get("username", ""),
        email=str(row.get("email", "")).lower(),
        suspended=bool(row.get("suspended")),
    )
