"""The connector: what reconciliation asks for, in Kolibri's language."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from itertools import islice

from lms_bridge.connectors.kolibri import facts, reading, texts
from lms_bridge.connectors.kolibri.coach import mark_attendance
from lms_bridge.connectors.kolibri.passwords import FirstPassword, random_password
from lms_bridge.connectors.kolibri.session import PATIENCE, Patience, Row, Session, understood
from lms_bridge.sync.errors import NotAllowed, Refused
from lms_bridge.sync.inbound import Facts
from lms_bridge.sync.pace import Pace
from lms_bridge.sync.state import Class, Desired, Lesson, Person, Remote, Role, Scope, Seat

CLASSES = "/api/auth/classroom/"
USERS = "/api/auth/facilityuser/"
MEMBERSHIPS = "/api/auth/membership/"
ROLES = "/api/auth/role/"
LESSONS = "/api/lessons/lesson/"
MATERIALS = "/api/content/contentnode/"

ADMINISTRATORS = frozenset({"admin", "superuser"})
USERNAMES_TRIED = 10


@asynccontextmanager
async def connect(
    url: str,
    username: str,
    password: str,
    *,
    first_password: FirstPassword = random_password,
    patience: Patience = PATIENCE,
    pace: Pace | None = None,
) -> AsyncIterator[Kolibri]:
    """Sign in as an administrator of the facility that is meant.

    Raises Unreachable, NotSupported, SignInRefused, and NotAllowed for any other account.
    """
    async with Session(url, username, password, patience, pace) as session:
        if not session.kinds & ADMINISTRATORS:
            raise NotAllowed(f"{username} is no administrator of Kolibri at {url}")
        yield Kolibri(session, first_password)


class Kolibri:
    """A facility of a Kolibri, as a `sync.connector.Connector`."""

    at_once = 4  # new accounts then take half the time: most of it goes into hashing passwords
    batch = 50

    def __init__(self, session: Session, first_password: FirstPassword = random_password) -> None:
        self._session = session
        self._first_password = first_password
        self._bearers: dict[str, str] = {}  # usernames that were read or sent, and whose they are

    def fit(self, desired: Desired) -> Desired:
        """Cut and clean texts to what Kolibri stores."""
        return texts.fit(desired)

    async def read(self, scope: Scope | None = None) -> Remote:
        """Read everything, whatever the scope: five requests, checked against their own counts."""
        with understood():
            remote = await reading.read(self._session)
        self._bearers = {p.username.casefold(): p.key or "" for p in remote.people}
        return remote

    async def facts(self, class_ids: Collection[str], since: datetime | None = None) -> Facts:
        """Read attendance sessions and progress in lessons; Kolibri tells all of it at once."""
        with understood():
            return await facts.facts(self._session, class_ids)

    async def create_class(self, wanted: Class) -> str:
        """Make a class whose name ends with the run's id."""

        async def find() -> Row | None:
            rows = await self._session.rows(CLASSES, parent=self._session.facility_id)
            same = (r for r in rows if texts.read_class_name(r["name"]).key == wanted.key)
            return next(same, None)

        name = texts.class_name(wanted.title, wanted.key)
        body = {"name": name, "parent": self._session.facility_id}
        return str((await self._session.create(CLASSES, body, find))["id"])

    async def rename_class(self, class_id: str, wanted: Class) -> None:
        """Set the name."""
        name = texts.class_name(wanted.title, wanted.key)
        await self._session.write("PATCH", f"{CLASSES}{class_id}/", {"name": name})

    async def archive_class(self, class_id: str, wanted: Class) -> None:
        """Say in the name that the run is cancelled: Kolibri has no other place for it."""
        name = texts.class_name(wanted.title, wanted.key, archived=True)
        await self._session.write("PATCH", f"{CLASSES}{class_id}/", {"name": name})

    async def describe_class(self, class_id: str, wanted: Class) -> None:
        """Tell it in the description of a lesson that the whole class sees."""

        async def find() -> Row | None:
            rows = await self._session.rows(LESSONS, collection=class_id)
            ours = (r for r in rows if r["collection"] == class_id and reading.is_ours(r))
            return next(ours, None)

        body = {"description": wanted.about, "active": True, "collection": class_id}
        lesson = await find()
        if lesson is None:
            new = {"title": texts.LESSON_TITLE, "resources": [], "assignments": [class_id]}
            await self._session.create(LESSONS, body | new, find)
        else:
            seen_by = {"assignments": sorted({class_id, *lesson["assignments"]})}
            await self._session.write("PATCH", f"{LESSONS}{lesson['id']}/", body | seen_by)

    async def provide_lesson(self, class_id: str, lesson: Lesson) -> None:
        """Make the lesson for the whole class, or add the materials that it lacks."""
        title = lesson.title.casefold()

        async def find() -> Row | None:
            rows = await self._session.rows(LESSONS, collection=class_id)
            same = (r for r in rows if r["collection"] == class_id)
            return next((r for r in same if r["title"].casefold() == title), None)

        there = await find()
        resources = list(there["resources"]) if there else []
        have = {resource["contentnode_id"] for resource in resources}
        resources += [await self._material(m) for m in lesson.materials if m not in have]
        body = {"title": lesson.title, "collection": class_id, "resources": resources}
        if there is None:
            new = {"active": True, "assignments": [class_id]}
            await self._session.create(LESSONS, body | new, find)
        else:
            await self._session.write("PATCH", f"{LESSONS}{there['id']}/", body)

    async def _material(self, id: str) -> dict[str, str]:
        """Name a material as a lesson does. Raises Refused where Kolibri does not hold it."""
        try:
            row = await self._session.row(f"{MATERIALS}{id}/")
        except Refused as error:
            raise Refused(
                f"this Kolibri holds no material {id}: import its channel there, or mend the course"
            ) from error
        return {
            "contentnode_id": row["id"],
            "content_id": row["content_id"],
            "channel_id": row["channel_id"],
        }

    async def mark(self, class_id: str, at: datetime, present: Mapping[str, bool]) -> None:
        """Note attendance in the session that began then."""
        await mark_attendance(self._session, class_id, at, present)

    async def create_people(self, wanted: Sequence[Person]) -> list[str | Refused]:
        """Make accounts, a few side by side: Kolibri takes one a request."""
        answers: list[str | Refused] = []
        for start in range(0, len(wanted), self.at_once):
            some = wanted[start : start + self.at_once]
            made = await asyncio.gather(*map(self._create_person, some), return_exceptions=True)
            for answer in made:
                if isinstance(answer, BaseException) and not isinstance(answer, Refused):
                    raise answer
                answers.append(answer)
        return answers

    async def _create_person(self, wanted: Person) -> str:
        """Make an account with our key as its identifier, under the first username that is free."""
        ours = {"id_number": wanted.key, "facility": self._session.facility_id}

        async def find() -> Row | None:
            rows = await self._session.rows(USERS, search=username)
            return next((r for r in rows if ours.items() <= r.items()), None)

        account = ours | {"full_name": wanted.name, "password": self._first_password(wanted)}
        # Kolibri itself does not keep two requests at once from taking the same username.
        free = (u for u in texts.usernames(wanted) if self._take(u, wanted))
        for username in islice(free, USERNAMES_TRIED):
            try:
                made = await self._session.create(USERS, account | {"username": username}, find)
            except Refused as error:
                if "USERNAME_ALREADY_EXISTS" not in error.codes:
                    raise
            else:
                return str(made["id"])
        raise Refused(f"all usernames like {username} are taken")

    def _take(self, username: str, person: Person) -> bool:
        return self._bearers.setdefault(username, person.key) == person.key

    async def rename_person(self, person_id: str, wanted: Person) -> None:
        """Set the full name, and the identifier that holds our key."""
        body = {"full_name": wanted.name, "id_number": wanted.key}
        await self._session.write("PATCH", f"{USERS}{person_id}/", body)

    async def enrol(self, seats: Sequence[Seat]) -> dict[Seat, Refused]:
        """Add memberships of learners and roles of coaches; a coach needs no membership."""
        learners = [_member(seat) for seat in seats if seat.role is Role.LEARNER]
        coaches = [_member(s) | {"kind": "coach"} for s in seats if s.role is Role.COACH]
        if learners:
            await self._session.write("POST", MEMBERSHIPS, learners)
        if coaches:
            await self._session.write("POST", ROLES, coaches)
        return {}

    async def unenrol(self, seats: Sequence[Seat]) -> dict[Seat, Refused]:
        """Delete memberships and roles, each by its id."""
        by_class: dict[tuple[str, Role], set[str]] = defaultdict(set)
        for seat in seats:
            by_class[seat.class_id, seat.role].add(seat.person_id)
        for (class_id, role), people in by_class.items():
            if role is Role.LEARNER:
                rows = await self._session.rows(MEMBERSHIPS, collection=class_id)
                await self._delete(MEMBERSHIPS, class_id, people, rows)
            else:
                rows = await self._session.rows(ROLES, collection=class_id)
                coaching = [row for row in rows if row["kind"] == "coach"]
                await self._delete(ROLES, class_id, people, coaching)
        return {}

    async def _delete(
        self, path: str, class_id: str, people: Collection[str], rows: Iterable[Row]
    ) -> None:
        for row in rows:
            if row["collection"] == class_id and row["user"] in people:
                try:
                    await self._session.write("DELETE", f"{path}{row['id']}/")
                except Refused as error:
                    if "NOT_FOUND" not in error.codes:  # somebody was faster
                        raise


def _member(seat: Seat) -> dict[str, str]:
    return {"user": seat.person_id, "collection": seat.class_id}
