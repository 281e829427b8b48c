"""`doctor`: tries in a Moodle all that the bridge will do there, and tells what is not set up.

No function of Moodle lists an account's capabilities, so they are tried: on two hidden courses and
a cohort of the bridge's own, which are made once and kept, with the bridge's account as the only
person in them.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias
from zoneinfo import ZoneInfo

from lms_bridge.connectors.moodle import report, texts
from lms_bridge.connectors.moodle.accounts import Accounts
from lms_bridge.connectors.moodle.client import VARIABLES, Client
from lms_bridge.connectors.moodle.cohorts import Cohorts
from lms_bridge.connectors.moodle.connector import Options, understood
from lms_bridge.connectors.moodle.courses import Courses
from lms_bridge.connectors.moodle.enrolments import Enrolments, Roles
from lms_bridge.connectors.moodle.events import Events
from lms_bridge.connectors.moodle.functions import capabilities_of
from lms_bridge.connectors.moodle.handshake import Site, greet
from lms_bridge.sync.errors import NotAllowed, NotSupported, Refused
from lms_bridge.sync.state import Class, Person, Role, Seat

Trial: TypeAlias = Callable[[], Awaitable[str]]
"""Tries something, and tells what is wrong with it; empty if nothing is."""

CHECK = "lokakarya-check"
CLONE = "lokakarya-check-clone"
TITLE = "Lokakarya tries its rights here"

EXPECTED = frozenset({"invalidparameter", "nocriteriaset", "completionnotenabled"})
"""What Moodle says to a trial that was allowed and had nothing to do."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was tried, and what is wrong with it; empty if nothing is."""

    tried: str
    fault: str = ""


async def examine(client: Client, options: Options) -> AsyncIterator[Finding]:
    """Try everything. Raises Unreachable and SignInRefused: then nothing else can be tried."""
    with understood():
        site = await greet(client)
    yield Finding(f"Moodle {site.release}, as {site.username}")
    for function in site.lacking:
        needed = ", ".join(capabilities_of(function))
        yield Finding(f"function {function}", f"add it to the service; it needs {needed}")
    trials = _Trials(client, options, site)
    for tried, trial in trials.all():
        try:
            with understood():
                fault = await trial()
        except (NotAllowed, NotSupported, Refused) as error:
            fault = str(error)
        yield Finding(tried, fault)


class _Trials:
    """The trials, in an order in which each finds what the ones before have made."""

    def __init__(self, client: Client, options: Options, site: Site) -> None:
        self._client = client
        self._options = options
        self._site = site
        self._roles = Roles(options.learner_role, options.coach_role)
        self._courses = Courses(client, options.category, template="")
        self._accounts = Accounts(client, options.auth)
        self._cohorts = Cohorts(client)
        self._enrolments = Enrolments(client, self._roles)
        self._events = Events(client, site.user_id)
        self._course = ""

    def all(self) -> list[tuple[str, Trial]]:
        """List what is tried, in words."""
        found: list[tuple[str, Trial]] = [
            (f"{VARIABLES} form variables in a call", self.variables),
            ("categories and courses", self.course),
            ("cloning a course", self.clone),
            ("events with a place", self.event),
            (f"enrolling with the roles {self._roles.learner} and {self._roles.coach}", self.enrol),
            ("completions and grades", self.learning),
            ("suspending enrolments", self.suspend),
            ("making and changing accounts", self.accounts),
            ("cohorts", self.cohorts),
        ]
        if self._options.report:
            found.append((f"the report {self._options.report}", self.report))
        return found

    async def variables(self) -> str:
        nobody = [f"nobody-{i}" for i in range(VARIABLES - 10)]
        rows = await self._client.ask(
            "core_user_get_users_by_field",
            field="username",
            values=[*nobody, self._site.username],
        )
        return "" if rows else "the last were dropped: raise PHP's max_input_vars to 1000 or more"

    async def course(self) -> str:
        self._course = await self._courses.create(Class(CHECK, TITLE))
        await self._courses.update(
            self._course, fullname=TITLE, idnumber=CHECK, summary="", summaryformat=1, visible=0
        )
        rows = await self._courses.by_key([CHECK])
        if not rows:
            return "a course is not found by its ID number: moodle/course:update is needed"
        ours = {row["id"] for row in await self._courses.ours()}
        return "" if rows[0]["id"] in ours else "courses of our category are not listed"

    async def clone(self) -> str:
        if not await self._courses.by_key([CLONE]):
            as_template = Courses(self._client, self._options.category, template=CHECK)
            made = await as_template.create(Class(CLONE, TITLE))
            await self._courses.update(made, visible=0)
        return ""

    async def event(self) -> str:
        days = texts.days(date(2030, 1, 7), date(2030, 1, 11), ZoneInfo("Asia/Jakarta"))
        await self._courses.update(self._course, startdate=days.begins, enddate=days.ends)
        await self._events.tell(self._course, TITLE, days, "Asia/Jakarta", "A place")
        events = (await self._events.of([self._course])).get(self._course, [])
        await self._events.forget(self._course)
        if [(e.days, e.place) for e in events] == [(days, "A place")]:
            return ""
        return "an event did not come back as it was sent"

    async def enrol(self) -> str:
        self._enrolments.keys[self._course] = CHECK
        await self._enrolments.enrol(self._seats())
        rows = await self._enrolments.active(self._course)
        mine = [row for row in rows if row["id"] == self._site.user_id]
        given = {role["roleid"] for row in mine for role in row["roles"]}
        lacking = {self._roles.learner, self._roles.coach} - given
        return f"the roles {sorted(lacking)} were not given" if lacking else ""

    async def suspend(self) -> str:
        refused = await self._enrolments.unenrol(self._seats())
        return "; ".join({str(error) for error in refused.values()})

    async def learning(self) -> str:
        of_both = {"courseid": self._course, "userid": self._site.user_id}
        faults = []
        for function, parameters in (
            ("core_enrol_get_users_courses", {"userid": self._site.user_id}),
            ("core_course_get_contents", {"courseid": self._course}),
            ("core_completion_get_activities_completion_status", of_both),
            ("core_completion_get_course_completion_status", of_both),
            ("gradereport_user_get_grade_items", {"courseid": self._course}),
        ):
            faults.append(await self._tried(function, **parameters))
        return "; ".join(filter(None, faults))

    async def accounts(self) -> str:
        rows = await self._accounts.by_field("id", [str(self._site.user_id)])
        if rows and "email" not in rows[0]:
            return "addresses are hidden: moodle/site:viewuseridentity is needed"
        nobody = {"username": "", "firstname": "", "lastname": "", "email": "nobody", "auth": "no"}
        return "; ".join(
            filter(
                None,
                [
                    await self._tried("core_user_create_users", users=[nobody]),
                    await self._tried("core_user_update_users", users=[{"id": rows[0]["id"]}]),
                ],
            )
        )

    async def cohorts(self) -> str:
        someone = Person(CHECK, TITLE, member="check")
        mine = str(self._site.user_id)
        await self._cohorts.join([someone], {CHECK: mine})
        if "check" not in (await self._cohorts.members()).get(self._site.user_id, ()):
            return "who is in a cohort is not told: moodle/cohort:view is needed"
        await self._cohorts.change(mine, Person(CHECK, TITLE, member="check-2"), "check")
        return ""

    async def report(self) -> str:
        return await report.fault(self._client, self._options.report)

    async def _tried(self, function: str, **parameters: object) -> str:
        """Call a function for its permission alone."""
        try:
            await self._client.ask(function, **parameters)
        except NotAllowed as error:
            return str(error)
        except Refused as error:
            return "" if error.codes & EXPECTED else str(error)
        return ""

    def _seats(self) -> list[Seat]:
        return [Seat(self._course, str(self._site.user_id), role) for role in Role]
