"""What a Kolibri holds, read as a whole: classes, accounts, memberships, roles, our lessons.

Each list is one request without pages, hence one moment; nothing can slip between pages. The counts
that Kolibri gives with the facility and its classes must agree with what was read.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import NamedTuple

from lms_bridge.connectors.kolibri.session import Row, Session
from lms_bridge.connectors.kolibri.texts import LESSON_TITLE, read_class_name
from lms_bridge.sync.errors import Inconsistent
from lms_bridge.sync.state import Lesson, Remote, RemoteClass, RemotePerson, Role, Seat

TRIES = 3
"""How often to read again when somebody changed something meanwhile."""

COACH = "coach"


class _Lists(NamedTuple):
    """One reading, as it came."""

    facility: Row
    classes: list[Row]
    users: list[Row]
    memberships: list[Row]
    lessons: list[Row]


async def read(session: Session) -> Remote:
    """Read everything. Raises Inconsistent where the lists do not fit together."""
    for _ in range(TRIES):
        lists = await _read(session)
        fault = _fault(lists, session.user_id)
        if fault is None:
            return _remote(lists)
    raise Inconsistent(f"Kolibri at {session.url} contradicts itself: {fault}")


async def _read(session: Session) -> _Lists:
    here = session.facility_id
    classes = await session.rows("/api/auth/classroom/", parent=here)
    users = await session.rows("/api/auth/facilityuser/")
    memberships = await session.rows("/api/auth/membership/")
    lessons = await session.rows("/api/lessons/lesson/")
    facility = await session.row(f"/api/auth/facility/{here}/")
    return _Lists(
        facility, classes, [u for u in users if u["facility"] == here], memberships, lessons
    )


def _fault(lists: _Lists, own_id: str) -> str | None:
    """Find what does not fit: an answer that was cut, or a change in the middle of reading."""
    people = {u["id"] for u in lists.users}
    learners = Counter(m["collection"] for m in lists.memberships if m["user"] in people)
    if own_id not in people:
        return "our own account is missing"
    if len(people) != lists.facility["num_users"]:
        return f"{len(people)} of {lists.facility['num_users']} accounts"
    if len(lists.classes) != lists.facility["num_classrooms"]:
        return f"{len(lists.classes)} of {lists.facility['num_classrooms']} classes"
    for c in lists.classes:
        if learners[c["id"]] != c["learner_count"]:
            return f"{learners[c['id']]} of {c['learner_count']} learners in {c['name']}"
    return None


def _remote(lists: _Lists) -> Remote:
    ids = {c["id"] for c in lists.classes}
    people = {u["id"] for u in lists.users}
    seats = {
        Seat(m["collection"], m["user"], Role.LEARNER)
        for m in lists.memberships
        if m["collection"] in ids and m["user"] in people
    }
    seats |= {
        Seat(role["collection"], u["id"], Role.COACH)
        for u in lists.users
        for role in u["roles"]
        if role["kind"] == COACH and role["collection"] in ids
    }
    lessons: dict[str, list[Row]] = defaultdict(list)
    for lesson in lists.lessons:
        lessons[lesson["collection"]].append(lesson)
    return Remote(
        classes=tuple(_class(c, lessons[c["id"]]) for c in lists.classes),
        people=tuple(
            RemotePerson(u["id"], u["id_number"] or None, u["full_name"], u["username"])
            for u in lists.users
        ),
        seats=frozenset(seats),
    )


def _class(row: Row, lessons: list[Row]) -> RemoteClass:
    name = read_class_name(row["name"])
    ours = [lesson for lesson in lessons if is_ours(lesson)]
    return RemoteClass(
        id=row["id"],
        key=name.key,
        title=name.title,
        about=next((lesson["description"] for lesson in ours if is_shown(lesson)), ""),
        archived=name.archived,
        lessons=tuple(
            sorted((_lesson(x) for x in lessons if x not in ours), key=lambda x: x.title)
        ),
    )


def _lesson(row: Row) -> Lesson:
    return Lesson(row["title"], tuple(r["contentnode_id"] for r in row["resources"]))


def is_ours(lesson: Row) -> bool:
    """Say whether it is the lesson that tells about the class; Kolibri ignores case in titles."""
    return str(lesson["title"]).casefold() == LESSON_TITLE.casefold()


def is_shown(lesson: Row) -> bool:
    """Say whether the whole class sees a lesson."""
    return bool(lesson["active"]) and lesson["collection"] in lesson["assignments"]
