"""The connector: what reconciliation asks for, in Moodle's language."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from lms_bridge.connectors.moodle import texts
from lms_bridge.connectors.moodle.accounts import MANUAL, Accounts
from lms_bridge.connectors.moodle.client import Client
from lms_bridge.connectors.moodle.cohorts import Cohorts
from lms_bridge.connectors.moodle.courses import Courses
from lms_bridge.connectors.moodle.enrolments import Enrolments, Roles
from lms_bridge.connectors.moodle.events import Events
from lms_bridge.connectors.moodle.facts import Learning
from lms_bridge.connectors.moodle.handshake import Site, shake_hands
from lms_bridge.connectors.moodle.reading import Reading
from lms_bridge.connectors.patience import PATIENCE, Patience
from lms_bridge.sync.errors import NotSupported, Refused
from lms_bridge.sync.inbound import Facts
from lms_bridge.sync.pace import Pace
from lms_bridge.sync.state import Class, Desired, Lesson, Person, Remote, Scope, Seat


@dataclass(frozen=True, slots=True)
class Options:
    """How a Moodle is used: what an administrator decides there and tells us.

    `category` is the ID number of the category that holds ours; `template` that of the course to
    clone, with the catalogue's course in the place of `{course}` (empty: courses are made bare).
    `auth` is the sign-in method of new accounts. `report` is the id of the custom report of
    completions, 0 where there is none.
    """

    category: str = "lokakarya"
    template: str = "template-{course}"
    auth: str = MANUAL
    learner_role: int = 5
    coach_role: int = 4
    report: int = 0


@asynccontextmanager
async def connect(
    url: str,
    token: str,
    options: Options | None = None,
    *,
    patience: Patience = PATIENCE,
    pace: Pace | None = None,
) -> AsyncIterator[Moodle]:
    """Greet a Moodle under a token of the bridge's own account.

    Raises Unreachable, SignInRefused, NotSupported for a Moodle before 4.5, and NotAllowed where
    the token's service lacks functions.
    """
    async with Client(url, token, patience, pace) as client:
        with understood():
            site = await shake_hands(client)
        yield Moodle(client, site, options or Options())


class Moodle:
    """A Moodle, as a `sync.connector.Connector`."""

    at_once = 4
    batch = 127  # an account has seven variables, an enrolment six; a call takes 900

    def __init__(self, client: Client, site: Site, options: Options) -> None:
        self.own_account = site.user_id
        roles = Roles(options.learner_role, options.coach_role)
        self._wanted = Scope(frozenset(), frozenset())
        self._titles: dict[str, str] = {}
        self._courses = Courses(client, options.category, options.template)
        self._accounts = Accounts(client, options.auth)
        self._cohorts = Cohorts(client)
        self._enrolments = Enrolments(client, roles)
        self._events = Events(client, site.user_id)
        self._reading = Reading(
            self._courses, self._accounts, self._cohorts, self._enrolments, self._events, roles
        )
        self._learning = Learning(client, options.report)

    def fit(self, desired: Desired) -> Desired:
        """Cut and clean texts to what Moodle stores; what is wanted is what `read` looks for."""
        self._look_for((c.key for c in desired.classes), (p.key for p in desired.people))
        fitting = texts.fit(desired)
        self._titles |= {c.key: c.title for c in fitting.classes}
        return fitting

    def _look_for(self, classes: Iterable[str] = (), people: Iterable[str] = ()) -> None:
        known = self._wanted
        self._wanted = Scope(known.classes | set(classes), known.people | set(people))

    async def read(self, scope: Scope | None = None) -> Remote:
        """Read our categories, and what is wanted wherever it is; with a scope only that."""
        with understood():
            if scope is None:
                remote = await self._reading.everything(self._wanted, self._titles)
            else:
                remote = await self._reading.part(scope, self._titles)
        self._learning.remember(remote)
        return remote

    async def facts(self, class_ids: Collection[str], since: datetime | None = None) -> Facts:
        """Read completions, finished activities and grades."""
        with understood():
            return await self._learning.facts(class_ids, whole=since is None)

    async def create_class(self, wanted: Class) -> str:
        """Clone the course's template, or make a bare course."""
        self._look_for([wanted.key])
        with understood():
            made = await self._courses.create(wanted)
        self._enrolments.keys[made] = wanted.key
        if made not in self._courses.found:
            self._enrolments.fresh.add(made)
        return made

    async def rename_class(self, class_id: str, wanted: Class) -> None:
        """Set the course's full name and ID number."""
        name = texts.full_name(wanted.title)
        await self._courses.update(class_id, fullname=name, idnumber=wanted.key)

    async def archive_class(self, class_id: str, wanted: Class) -> None:
        """Say in the name that the run is cancelled, and take its event out of the calendar."""
        name = texts.full_name(wanted.title, archived=True)
        await self._courses.update(class_id, fullname=name)
        await self._events.forget(class_id)

    async def describe_class(self, class_id: str, wanted: Class) -> None:
        """Set the course's summary and days, and its event."""
        told: dict[str, object] = {"summary": texts.html(wanted.about), "summaryformat": 1}
        if wanted.start is None or wanted.end is None:
            await self._courses.update(class_id, **told)
            await self._events.forget(class_id)
            return
        days = texts.days(wanted.start, wanted.end, ZoneInfo(wanted.time_zone))
        told |= {"startdate": days.begins, "enddate": days.ends}
        await self._courses.update(class_id, **told)
        await self._events.tell(class_id, wanted.title, days, wanted.time_zone, wanted.place)

    async def provide_lesson(self, class_id: str, lesson: Lesson) -> None:
        """Never needed: no function of Moodle makes activities, and `fit` leaves no lessons."""
        raise NotSupported("Moodle's web services make no activities: put them into the template")

    async def create_people(self, wanted: Sequence[Person]) -> Sequence[str | Refused]:
        """Make accounts, and put them into their members' cohorts."""
        self._look_for(people=(p.key for p in wanted))
        with understood():
            answers = await self._accounts.create([texts.fit_person(p) for p in wanted])
            ids = {p.key: id for p, id in zip(wanted, answers, strict=True) if isinstance(id, str)}
            await self._cohorts.join([p for p in wanted if p.key in ids], ids)
        return answers

    async def join_group(self, seat: Seat) -> None:
        """Put somebody into the group of the run."""
        with understood():
            await self._enrolments.join_groups([seat])

    async def join_cohort(self, person_id: str, wanted: Person, before: str) -> None:
        """Put somebody into the cohort of their member alone."""
        with understood():
            await self._cohorts.change(person_id, wanted, before)

    async def rename_person(self, person_id: str, wanted: Person) -> None:
        """Set names, ID number and address."""
        await self._accounts.rename(person_id, texts.fit_person(wanted))

    async def enrol(self, seats: Sequence[Seat]) -> dict[Seat, Refused]:
        """Enrol people with our roles, in the group of the run."""
        with understood():
            return await self._enrolments.enrol(seats)

    async def unenrol(self, seats: Sequence[Seat]) -> dict[Seat, Refused]:
        """Suspend enrolments."""
        with understood():
            return await self._enrolments.unenrol(seats)


@contextmanager
def understood() -> Iterator[None]:
    """Turn an answer of another shape than Moodle's into NotSupported."""
    try:
        yield
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise NotSupported(f"Moodle answers in a form that is not known: {error!r}") from error
