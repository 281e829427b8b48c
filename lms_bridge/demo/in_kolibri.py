"""Kolibri as its own people see and use it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from catalogue.queries.desired import DesiredRun
from lms_bridge.connectors.kolibri.coach import mark_attendance
from lms_bridge.connectors.kolibri.session import Session
from lms_bridge.local_kolibri import LocalKolibri
from lms_bridge.roster import desired_of, person_key
from lms_bridge.sync.state import Role

CLASSES = "/api/auth/classroom/"
USERS = "/api/auth/facilityuser/"
MEMBERSHIPS = "/api/auth/membership/"
ROLES = "/api/auth/role/"
CANCELLED = "Cancelled: "


@dataclass(frozen=True, slots=True)
class Held:
    """What Kolibri holds: classes by run id, learners and coaches by run id and external key."""

    classes: Mapping[str, str]
    people: Mapping[str, str]
    learners: frozenset[tuple[str, str]]
    coaches: frozenset[tuple[str, str]]


async def read_back(kolibri: LocalKolibri) -> Held:
    """Ask Kolibri itself, over its own API, and nothing of ours."""
    async with Session(kolibri.url, *kolibri.administrator) as session:
        rooms = await session.rows(CLASSES, parent=session.facility_id)
        live = [room for room in rooms if not room["name"].startswith(CANCELLED)]
        classes = {room["id"]: room["name"].split()[-1] for room in live}
        users = await session.rows(USERS)
        keys = {user["id"]: user["id_number"] for user in users if user["id_number"]}
        learners, coaches = set(), set()
        for room, run in classes.items():
            for row in await session.rows(MEMBERSHIPS, collection=room):
                if row["user"] in keys:
                    learners.add((run, keys[row["user"]]))
            for row in await session.rows(ROLES, collection=room):
                if row["user"] in keys and row["kind"] == "coach":
                    coaches.add((run, keys[row["user"]]))
    return Held(
        classes={run: room for room, run in classes.items()},
        people={key: user for user, key in keys.items()},
        learners=frozenset(learners),
        coaches=frozenset(coaches),
    )


def expected(runs: Sequence[DesiredRun]) -> Held:
    """Give what it should hold by the published plan; ids that only Kolibri knows are empty."""
    wanted = desired_of(runs)

    def of(role: Role) -> frozenset[tuple[str, str]]:
        return frozenset((e.class_key, e.person_key) for e in wanted.enrolments if e.role is role)

    classes = {each.key: "" for each in wanted.classes}
    return Held(classes, {p.key: "" for p in wanted.people}, of(Role.LEARNER), of(Role.COACH))


async def mark(
    kolibri: LocalKolibri, held: Held, run: DesiredRun, present: Mapping[date, Mapping[str, bool]]
) -> None:
    """Mark attendance as a coach does: a session a day, at nine o'clock there."""
    room, zone = held.classes[run.run], ZoneInfo(run.time_zone)
    async with Session(kolibri.url, *kolibri.coach) as session:
        for day, there in present.items():
            marks = {held.people[person_key(p)]: was for p, was in there.items()}
            await mark_attendance(session, room, datetime.combine(day, time(9), zone), marks)


async def remove(kolibri: LocalKolibri, held: Held, run: str, person: str) -> None:
    """Take somebody out of a class, as an administrator does by hand."""
    async with Session(kolibri.url, *kolibri.administrator) as session:
        room, user = held.classes[run], held.people[person_key(person)]
        for row in await session.rows(MEMBERSHIPS, collection=room):
            if row["user"] == user:
                await session.write("DELETE", f"{MEMBERSHIPS}{row['id']}/")
