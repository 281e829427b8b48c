"""Enrolments: made and suspended in batches with their whole state, never ended by an unenrolment.

What is left out of Moodle's enrolment call is reset by it (dates) or switched on (a suspended
person), so every call says all of it. A person may be enrolled by other ways and have other roles,
which are not ours: then only our role goes.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from lms_bridge.connectors.moodle.client import Client, portions
from lms_bridge.sync.errors import Refused
from lms_bridge.sync.state import Role, Seat

Row = dict[str, Any]

FIELDS = "id,idnumber,username,firstname,lastname,email,roles,groups"

UNSENT = "Message was not sent."
"""Moodle's code where a letter of its own went wrong, which it sends when all is committed.

Its manual enrolments welcome by default whoever a call names, suspended people as well.
"""


NO_METHOD = "wsnoinstance"
"""Moodle's code where a course among those of a call has no manual enrolments, or disabled ones."""


@dataclass(frozen=True, slots=True)
class Roles:
    """The ids of the roles that learners and coaches get: no function of Moodle lists them."""

    learner: int = 5
    coach: int = 4

    def id_of(self, role: Role) -> int:
        """Give the id of a role."""
        return self.coach if role is Role.COACH else self.learner

    def of(self, ids: Iterable[int]) -> set[Role]:
        """Give the roles of ours among some."""
        given = set(ids)
        return {role for role in Role if self.id_of(role) in given}


class Enrolments:
    """Enrolments of one Moodle."""

    def __init__(self, client: Client, roles: Roles) -> None:
        self._client = client
        self._roles = roles
        self._groups: dict[str, int] = {}
        self._making = asyncio.Lock()  # who joins side by side must not each make the group
        self.keys: dict[str, str] = {}
        """The keys of our runs, by the ids of their courses."""
        self._closed: set[str] = set()  # courses that were found to have no manual enrolments
        self.fresh: set[str] = set()
        """Courses that were made by this connector: nobody was ever enrolled in them."""

    async def active(self, course_id: str, fields: str = "id,roles") -> list[Row]:
        """Read who is enrolled in a course and not suspended."""
        return await self._enrolled(course_id, "onlyactive", fields)

    async def enrol(self, seats: Sequence[Seat]) -> dict[Seat, Refused]:
        """Enrol people, each in the group of the run; suspended ones are so no longer.

        A course without manual enrolments is found once, and its seats are refused alone.
        """
        into = [seat for seat in seats if seat.class_id not in self._closed]
        returning = await self._other_roles_of_returning(into)
        try:
            await self._send(into, suspend=False)
        except Refused as error:
            if NO_METHOD not in error.codes:
                raise
            into = await self._send_by_course(into)
        await self._unassign([each for each in returning if each[0] not in self._closed])
        await self.join_groups(into)
        return {seat: _closed() for seat in seats if seat.class_id in self._closed}

    async def _send_by_course(self, seats: Sequence[Seat]) -> list[Seat]:
        """Enrol course by course, since Moodle does not name the one; give who came in."""
        entered: list[Seat] = []
        for course in sorted({seat.class_id for seat in seats}):
            some = [seat for seat in seats if seat.class_id == course]
            try:
                await self._send(some, suspend=False)
            except Refused as error:
                if NO_METHOD not in error.codes:
                    raise
                self._closed.add(course)
            else:
                entered += some
        return entered

    async def grouped(self, course_id: str, rows: Sequence[Row]) -> set[int]:
        """Tell which of a course's people, read with `FIELDS`, are in the group of the run.

        The group bears the run's key as its name; one that somebody renamed is looked for.
        """
        key = self.keys.get(course_id)
        if key is None:
            return {row["id"] for row in rows}  # not known for ours, it has no group either
        groups = {group["id"]: group["name"] for row in rows for group in row.get("groups", ())}
        named = [id for id, name in groups.items() if name == key]
        if named:
            self._groups[course_id] = named[0]
        elif rows and course_id not in self._groups:
            await self._find_group(course_id)
        ours = self._groups.get(course_id)
        return {row["id"] for row in rows if ours in {g["id"] for g in row.get("groups", ())}}

    async def unenrol(self, seats: Sequence[Seat]) -> dict[Seat, Refused]:
        """Suspend people; who has other roles there loses ours alone."""
        leaving: dict[tuple[str, str], set[int]] = defaultdict(set)
        for seat in seats:
            leaving[seat.class_id, seat.person_id].add(self._roles.id_of(seat.role))
        courses = sorted({seat.class_id for seat in seats})
        there = {course: await self._roles_there(course) for course in courses}
        out, fewer = [], []
        for seat in seats:
            have = there[seat.class_id].get(int(seat.person_id))
            if have is None:
                continue
            if have <= leaving[seat.class_id, seat.person_id]:
                out.append(seat)
            elif self._roles.id_of(seat.role) in have:
                fewer.append((seat.class_id, seat.person_id, self._roles.id_of(seat.role)))
        await self._leave_groups(out)
        await self._send(out, suspend=True)
        await self._unassign(fewer)
        return await self._still_there(out)

    async def _still_there(self, out: Sequence[Seat]) -> dict[Seat, Refused]:
        """Find who is enrolled by another way, which no function of Moodle ends."""
        courses = sorted({seat.class_id for seat in out})
        there = {course: await self._roles_there(course) for course in courses}
        return {
            seat: Refused(
                "still enrolled there by another method (self enrolment, a cohort, ...): please "
                "end that in Moodle"
            )
            for seat in out
            if int(seat.person_id) in there[seat.class_id]
        }

    async def _roles_there(self, course_id: str) -> dict[int, set[int]]:
        return _roles(await self.active(course_id))

    async def _other_roles_of_returning(self, seats: Sequence[Seat]) -> list[tuple[str, str, int]]:
        """List roles of ours that suspended people kept and are not enrolled with again."""
        back: dict[tuple[str, str], set[int]] = defaultdict(set)
        for seat in seats:
            back[seat.class_id, seat.person_id].add(self._roles.id_of(seat.role))
        ours = {self._roles.learner, self._roles.coach}
        found = []
        for course in sorted({seat.class_id for seat in seats} - self.fresh):
            kept = _roles(await self._enrolled(course, "onlysuspended", "id,roles"))
            for person, have in kept.items():
                if (course, str(person)) in back:
                    other = have & ours - back[course, str(person)]
                    found += [(course, str(person), role) for role in sorted(other)]
        return found

    async def _enrolled(self, course_id: str, which: str, fields: str) -> list[Row]:
        options = [{"name": which, "value": 1}, {"name": "userfields", "value": fields}]
        rows: list[Row] = await self._client.ask(
            "core_enrol_get_enrolled_users", courseid=course_id, options=options
        )
        return rows

    async def _send(self, seats: Sequence[Seat], *, suspend: bool) -> None:
        rows = [
            {
                "roleid": self._roles.id_of(seat.role),
                "userid": seat.person_id,
                "courseid": seat.class_id,
                "timestart": 0,
                "timeend": 0,
                "suspend": suspend,
            }
            for seat in seats
        ]
        for some in portions(rows):
            try:
                await self._client.write("enrol_manual_enrol_users", enrolments=some)
            except Refused as error:
                if UNSENT not in error.codes:
                    raise

    async def _unassign(self, roles: Collection[tuple[str, str, int]]) -> None:
        rows = [
            {"roleid": role, "userid": person, "contextlevel": "course", "instanceid": course}
            for course, person, role in roles
        ]
        for some in portions(rows):
            await self._client.write("core_role_unassign_roles", unassignments=some)

    async def join_groups(self, seats: Sequence[Seat]) -> None:
        """Put people into the groups of their runs; who is in already stays."""
        courses = {seat.class_id for seat in seats} & self.keys.keys()
        async with self._making:
            for course in sorted(courses - self._groups.keys()):
                await self._see_to_group(course)
        rows = [
            {"groupid": self._groups[seat.class_id], "userid": seat.person_id}
            for seat in seats
            if seat.class_id in self._groups
        ]
        for some in portions(rows):
            await self._client.write("core_group_add_group_members", members=some)

    async def _leave_groups(self, seats: Sequence[Seat]) -> None:
        """Take people out of the groups of their runs; other groups are not ours."""
        for course in sorted({seat.class_id for seat in seats} - self._groups.keys()):
            await self._find_group(course)
        rows = [
            {"groupid": self._groups[seat.class_id], "userid": seat.person_id}
            for seat in seats
            if seat.class_id in self._groups
        ]
        for some in portions(rows):
            await self._client.write("core_group_delete_group_members", members=some)

    async def _find_group(self, course: str) -> list[Row] | None:
        key = self.keys.get(course)
        rows = await self._client.ask("core_group_get_course_groups", courseid=course)
        found = [row for row in rows if key and row["idnumber"] == key]
        if found:
            self._groups[course] = found[0]["id"]
        return found or None

    async def _see_to_group(self, course: str) -> None:
        """See that a course has the group of its run."""
        key = self.keys[course]

        async def find() -> list[Row] | None:
            return await self._find_group(course)

        group = {"courseid": course, "name": key, "description": "", "idnumber": key}
        rows = None if course in self.fresh else await find()
        if rows is None:
            rows = await self._client.make("core_group_create_groups", find, groups=[group])
        self._groups[course] = rows[0]["id"]


def _closed() -> Refused:
    return Refused(
        "this course has no manual enrolments, or they are disabled: add or enable them in Moodle "
        "(Participants > Enrolment methods); all who are to come into it follow by themselves",
        frozenset({NO_METHOD}),
    )


def _roles(rows: Iterable[Row]) -> dict[int, set[int]]:
    return {row["id"]: {role["roleid"] for role in row["roles"]} for row in rows}
