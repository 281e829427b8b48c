"""A programme with one published run, and the Kolibri in which nothing else is ours."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from catalogue.attendance import DropOutState
from catalogue.db import changing
from catalogue.life import State
from catalogue.nominations import Nomination
from catalogue.plan import PlannedRun
from catalogue.queries.learning import drop_outs
from lms_bridge.connectors.kolibri import Kolibri, connect, derived_passwords
from lms_bridge.connectors.kolibri.coach import mark_attendance
from lms_bridge.connectors.kolibri.session import Session
from lms_bridge.lms import KolibriAt, Lms
from lms_bridge.local_kolibri import LocalKolibri
from lms_bridge.roster import person_key
from lms_bridge.sync.state import Enrolment, Role
from lms_bridge.synced import Synced
from lms_bridge.synchronising import synchronise
from tests.catalogue.builders import (
    SYSTEM,
    a_course,
    a_nomination,
    a_published_plan,
    a_run,
    a_trainer,
    a_world,
    an_official,
    planned,
    state_of,
)
from tests.lms_bridge.haste import HASTY

JAKARTA = ZoneInfo("Asia/Jakarta")
START = date(2015, 9, 7)
POLICY = derived_passwords("a secret of this site")
MEMBERSHIPS = "/api/auth/membership/"


class Hasty(KolibriAt):
    """The LMS with little patience, and passwords that the tests know."""

    __slots__ = ()

    def connect(self) -> AbstractAsyncContextManager[Kolibri]:
        return connect(
            self.url, self.username, self.password, first_password=POLICY, patience=HASTY
        )


@dataclass
class Site:
    """A programme with one run that has seats, and the Kolibri in which only it is ours."""

    local: LocalKolibri
    lms: Lms
    run: str
    trainer: str
    nominations: tuple[str, ...]

    def person(self, number: int) -> str:
        return self.nominations[number].split(".", maxsplit=1)[0]

    def key(self, number: int) -> str:
        return person_key(self.person(number))

    def learner(self, number: int) -> Enrolment:
        return Enrolment(self.run, self.key(number), Role.LEARNER)

    def publish(self, *plan: PlannedRun) -> None:
        a_published_plan(*(plan or (self.held(),)))

    def held(self, start: date = START) -> PlannedRun:
        return planned(self.run, start, seats=self.nominations, trainers=(self.trainer,))

    async def sync(self) -> Synced:
        return await synchronise(SYSTEM, self.lms)

    async def holds(self) -> set[tuple[str, Role]]:
        """Read from Kolibri who is in the run's class, by external key."""
        async with self._direct() as kolibri:
            remote = await kolibri.read()
        (room,) = [c.id for c in remote.classes if c.key == self.run]
        key = {p.id: p.key or "" for p in remote.people}
        return {(key[s.person_id], s.role) for s in remote.seats if s.class_id == room}

    async def remove_by_hand(self, number: int) -> None:
        async with Session(self.local.url, *self.local.administrator, HASTY) as session:
            user = await self._id(session, number)
            for row in await session.rows(MEMBERSHIPS, user=user):
                await session.write("DELETE", f"{MEMBERSHIPS}{row['id']}/")

    def _direct(self) -> AbstractAsyncContextManager[Kolibri]:
        return Hasty(self.local.url, *self.local.administrator).connect()

    async def mark(self, at: datetime, present: Mapping[int, bool]) -> None:
        async with self._direct() as kolibri:
            remote = await kolibri.read()
        (room,) = [c.id for c in remote.classes if c.key == self.run]
        id_of = {p.key: p.id for p in remote.people}
        marks = {id_of[self.key(number)]: was for number, was in present.items()}
        async with Session(self.local.url, *self.local.coach, HASTY) as session:
            await mark_attendance(session, room, at, marks)

    async def _id(self, session: Session, number: int) -> str:
        rows = await session.rows("/api/auth/facilityuser/")
        (id,) = [row["id"] for row in rows if row["id_number"] == self.key(number)]
        return str(id)

    def reports(self, state: DropOutState | None = DropOutState.REPORTED) -> list[str]:
        return [line.nomination for line in drop_outs(SYSTEM, "rso", state)]

    def states(self) -> list[State]:
        return [state_of(nomination) for nomination in self.nominations]


def a_site(local: LocalKolibri, key: str) -> Site:
    """Publish a run of two days with a trainer and three people who accepted."""
    a_world(officials=0)
    a_course(f"{key}-course", days=2)
    run, trainer = a_run(f"{key}-run", f"{key}-course"), a_trainer(f"{key}-ana")
    number = int(key.removeprefix("T")) * 1000
    nominations = []
    for n in range(3):
        official = an_official(number + n, email=f"{key}-{n}@example.org".lower())
        nominations.append(a_nomination(official, f"{key}-course"))
    site = Site(local, Hasty(local.url, *local.administrator), run, trainer, tuple(nominations))
    site.publish()
    accept(site.nominations)
    return site


@changing
def accept(nominations: tuple[str, ...]) -> None:
    Nomination.update(state=State.ACCEPTED).where(Nomination.id.in_(nominations)).execute()


def everybody(site: Site) -> set[tuple[str, Role]]:
    """List who belongs into the class of the run."""
    return {(site.key(n), Role.LEARNER) for n in range(3)} | {
        (person_key(site.trainer), Role.COACH)
    }
