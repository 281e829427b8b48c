"""A running bridge in this process: a real catalogue, a real planner, durable work, no LMS.

Each module has its own; each test begins with the same catalogue: the small programme, and people
of every role, each with a token.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer
from dbos import _dbos

from catalogue.actions.call import open_call
from catalogue.actions.draft_scenario import draft_scenario
from catalogue.actions.finish_scenario import Result, finish_scenario
from catalogue.actions.lms_items import FailedItem, note_items
from catalogue.actions.lti_platforms import PlatformWish, register_platform, tie_platform
from catalogue.actions.make_client import make_client
from catalogue.actions.make_feed import make_feed
from catalogue.actions.make_token import make_token
from catalogue.actions.propose import propose
from catalogue.actions.report_drop_out import report_drop_out
from catalogue.actions.start_scenario import start_scenario
from catalogue.actions.synchronise import begin_sync
from catalogue.actions.webhook_receivers import add_receiver
from catalogue.actions.write_grades import Written, write_grades
from catalogue.audit import revision
from catalogue.courses import CourseMaterial
from catalogue.db import changing, close_database, open_database, reading
from catalogue.exchange.load import load
from catalogue.feeds import FeedKind
from catalogue.fields import now
from catalogue.life import PLANNED, SEATED, State
from catalogue.messages import Kind, Line, Message, MessageState
from catalogue.migrate import migrate
from catalogue.nominations import Nomination
from catalogue.outbox import take, waiting
from catalogue.plan import Score
from catalogue.published import standing_plan
from catalogue.queries.lms import lms_items
from catalogue.queries.proposals import proposals
from catalogue.runs import Run
from catalogue.signed_in import viewer_of
from catalogue.viewer import Role
from catalogue.webhooks import EventType
from lms_bridge.app import make_app
from lms_bridge.lms import Lms
from lms_bridge.local_scheduler import local_scheduler
from lms_bridge.lti.desk import Desk
from lms_bridge.oauth.scopes import SCIM, SCOPES
from lms_bridge.oauth.tokens import sign
from lms_bridge.parts import Parts
from lms_bridge.planner.client import planner_at
from lms_bridge.settings import Settings
from lms_bridge.threads import in_thread
from lms_bridge.web.messages_in_words import writing
from lms_bridge.workflows.jobs import Jobs
from tests.catalogue.builders import SYSTEM, a_course, a_user

PROGRAMME = Path(__file__).parents[1] / "catalogue/data/programme"

PEOPLE = {
    Role.ADMINISTRATOR: "admin",
    Role.COORDINATOR: "coordinator",
    Role.OVERSEER: "co-chair",
    Role.FOCAL_POINT: "IDN-focal",
    Role.AGENCY_OFFICER: "IDN-officer",
    Role.TRAINER: "T-1",
    Role.OFFICIAL: "IDN-0001",
    Role.MACHINE_CLIENT: "machine",
}
"""Who stands for each role; all who belong to a member belong to Indonesia."""

FOREIGN = "MYS-focal"
"""The focal point of another member."""

ROLELESS = "nobody"
"""Somebody without a role."""

OWN_SEAT, FOREIGN_SEAT = "IDN-0002.INDUCTION", "MYS-0001.INDUCTION.2"


STAGED = (State.DRAFT, State.SUBMITTED, State.ENDORSED, State.OFFERED, State.WAITLISTED)
"""States in which there is a nomination of IDN-0001 and of MYS-0001: `IDN-0001.IN-DRAFT` ..."""


@dataclass(frozen=True)
class Template:
    """A catalogue to begin with; ids of what was made in it besides the programme."""

    file: Path
    secrets: dict[str, str]  # by person
    tokens: dict[str, str]  # ids by person
    feeds: dict[str, str]  # ids by person
    drop_outs: dict[str, str]  # ids by nomination
    calls: tuple[str, str]  # for a course that all know, and for a restricted one
    proposal: str
    receiver: str
    platform: str
    sync: str
    item: str  # that the LMS refused
    client: tuple[str, str]  # id and secret of a program that may ask for everything
    identity: tuple[str, str]  # the same of Indonesia's identity system


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """Make the catalogue that every test begins with."""
    file = tmp_path_factory.mktemp("template") / "catalogue.db"
    open_database(f"sqlite:///{file}")
    try:
        migrate()
        load(SYSTEM, PROGRAMME)
        a_user("admin", Role.ADMINISTRATOR)
        a_user("machine", Role.MACHINE_CLIENT)
        a_user(FOREIGN, Role.FOCAL_POINT, member="MYS")
        for state in STAGED:
            _stage(state)
        start_scenario(
            SYSTEM,
            draft_scenario(SYSTEM, "small", "Being solved"),
            problem="{}",
            problem_digest="digest",
            objective="total",
            limits={"seconds": 60},
            revision=0,
        )
        client = make_client(SYSTEM, "Directory", SCOPES)
        _write_grades(client[0])
        _give_up_a_message()
        a_user(ROLELESS)
        people = [*PEOPLE.values(), FOREIGN, ROLELESS]
        made = {person: make_token(SYSTEM, person, "test") for person in people}
        return Template(
            file=file,
            secrets={person: secret for person, (_, secret) in made.items()},
            feeds={
                person: make_feed(viewer_of(person), FeedKind.PROGRAMME, "small")[0]
                for person in people
            },
            tokens={person: make_token(SYSTEM, person, "spare")[0] for person in people},
            drop_outs={n: report_drop_out(SYSTEM, n, "LMS") for n in (OWN_SEAT, FOREIGN_SEAT)},
            calls=(a_call("BRIEF"), a_call("EXERCISE")),
            proposal=a_proposal(),
            platform=a_platform(),
            receiver=add_receiver(SYSTEM, "https://example.org/hook", [EventType.RUN_MOVED])[0],
            sync=begin_sync(SYSTEM, "small", "kolibri"),
            item=_refused(),
            client=client,
            identity=make_client(SYSTEM, "Identities", [SCIM], member="IDN"),
        )
    finally:
        for letter in waiting():
            take(letter.id)
        close_database()


def a_call(course: str) -> str:
    """Call for nominations up to a day long after the planning date."""
    return open_call(SYSTEM, "small", course, date(2015, 12, 1))


def a_proposal() -> str:
    """Propose a seat for who waits."""
    propose(SYSTEM, "IDN-0001.IN-WAITLISTED", "IN-WAITLISTED-1")
    (line,) = proposals(SYSTEM, "small")
    return line.id


def _write_grades(client: str) -> None:
    """Let a system of others have written one record of each kind, and give a course materials."""
    seated = {"student": {"sourcedId": "IDN-0002"}, "scoreStatus": "fully graded", "score": 5.0}
    kept: dict[str, dict[str, Any]] = {
        "category": {"title": "Tests"},
        "scoreScale": {"title": "Marks", "type": "x", "scoreScaleValue": []},
        "lineItem": {
            "title": "Test",
            "assignDate": "2015-09-07T00:00:00.000Z",
            "dueDate": "2015-09-08T00:00:00.000Z",
            "school": {"sourcedId": "venue-JCLEC-A"},
            "category": {"sourcedId": "written"},
        },
        "result": {**seated, "scoreDate": "2015-09-08", "lineItem": {"sourcedId": "written"}},
        "assessmentLineItem": {"title": "Test"},
        "assessmentResult": {
            **seated,
            "scoreDate": "2015-09-08",
            "assessmentLineItem": {"sourcedId": "written"},
        },
    }
    for kind in ("scoreScale", "lineItem", "result"):
        kept[kind]["class"] = {"sourcedId": "INDUCTION-2"}
    viewer = viewer_of(f"client-{client}")
    write_grades(viewer, [Written(kind, "written", each) for kind, each in kept.items()])
    _give_materials()


@changing
def _give_materials() -> None:
    CourseMaterial.create(course="INDUCTION", lesson="Law", material="m1")


@changing
def _give_up_a_message() -> None:
    lines = [Line(Kind.CALLED, "BRIEF", answer_by=date(2015, 12, 1)).document()]
    state = MessageState.FAILED
    Message.create(person=FOREIGN, programme="small", lines=lines, made_at=now(), state=state)


def a_platform() -> str:
    """Let an LMS of one's own network show the programme."""
    url = "http://127.0.0.1:9"
    wish = PlatformWish(url, "client", "Moodle", f"{url}/auth", f"{url}/token", f"{url}/jwks")
    platform = register_platform(SYSTEM, wish, ["1"])
    tie_platform(SYSTEM, platform, "small")
    return platform


def _refused() -> str:
    """Let the LMS have refused an enrolment."""
    key = "ENROL INDUCTION-2 lokakarya-IDN-0001 learner"
    refused = FailedItem(key, "Add Siti to “Induction”.", "LMS_REFUSED", "the class is full")
    note_items(SYSTEM, "kolibri", [refused], still=None)
    (item,) = lms_items(SYSTEM)
    return item.id


@changing
def _stage(state: State) -> None:
    """Nominate an official of each member for a course of its own, in a state."""
    course = a_course(f"IN-{state.upper()}")
    run = Run.create(id=f"{course}-1", programme="small", course=course)
    for official in ("IDN-0001", "MYS-0001"):
        Nomination.create(
            id=f"{official}.{course}",
            programme="small",
            official=official,
            course=course,
            state=state,
            rank=1 if state in PLANNED else None,
            run=run if state in SEATED else None,
        )


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def planner_address() -> AsyncIterator[str]:
    """Run a planner for all tests of a session."""
    async with local_scheduler() as address:
        yield address


@dataclass(frozen=True)
class Bridge:
    """A running bridge, asked as somebody."""

    parts: Parts
    client: TestClient[web.Request, web.Application]
    template: Template
    file: Path
    watch: sqlite3.Connection  # to the file, and never written to
    pristine: list[int] = field(default_factory=list)  # `_writes` after the catalogue was restored

    async def ask(self, person: str | None, method: str, path: str, **more: Any) -> ClientResponse:
        """Ask with somebody's token; None is nobody."""
        headers = dict(more.pop("headers", {}))
        if person is not None:
            headers.setdefault("Authorization", f"Bearer {self.template.secrets[person]}")
        return await self.client.request(
            method, path, headers=headers, allow_redirects=False, **more
        )

    def signed(self, scopes: Collection[str] = SCOPES) -> dict[str, str]:
        """Give the headers of a request with a token of the client for some scopes."""
        is_identity = set(scopes) == {SCIM}
        client = self.template.identity if is_identity else self.template.client
        token = sign(self.parts.settings, client[0], scopes)
        return {"Authorization": f"Bearer {token}"}

    async def at_rest(self) -> None:
        """Wait until it does nothing by itself any more."""
        self.parts.jobs.nudge()
        async with asyncio.timeout(60):
            while await in_thread(waiting) or await self.parts.jobs.is_busy():
                await asyncio.sleep(0.01)

    def restore(self) -> None:
        """Make the catalogue what it was in the beginning, if anybody wrote into it since."""
        if self.pristine == [self._writes()]:
            return
        with (
            closing(sqlite3.connect(self.template.file)) as template,
            closing(sqlite3.connect(self.file, timeout=30)) as file,
        ):
            template.backup(file)
        self.pristine[:] = [self._writes()]

    def _writes(self) -> int:
        """Give a number that differs once another connection has written."""
        (number,) = self.watch.execute("PRAGMA data_version").fetchone()
        return int(number)


@asynccontextmanager
async def a_bridge(
    folder: Path, template: Template, planner_address: str, lms: Lms | None = None, **more: Any
) -> AsyncIterator[Bridge]:
    """Run a bridge on a copy of the template, with more settings."""
    usual = {"sync_minutes": 0, "executor": folder.name, "lti_hosts": "127.0.0.1"}
    settings = Settings(data=folder, **usual | more)
    file = folder / "lokakarya.db"
    copy(template.file, file)
    open_database(settings.database_url)
    try:
        # DBOS is one of a process: it keeps the workflows of the bridge before
        registry = _dbos._get_or_create_dbos_registry()
        registry.instance_info_map.clear()
        registry.dbos = None
        async with planner_at(planner_address) as planner:
            jobs = Jobs(settings, planner, lms, writing(settings))
            parts = Parts(settings, planner, lms, jobs, Desk(settings))
            with closing(sqlite3.connect(file, timeout=30)) as watch:
                async with jobs.running(), TestClient(TestServer(make_app(parts))) as client:
                    yield Bridge(parts, client, template, file, watch)
    finally:
        close_database()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def module_bridge(
    tmp_path_factory: pytest.TempPathFactory, template: Template, planner_address: str
) -> AsyncIterator[Bridge]:
    """Run a bridge for the tests of a module."""
    folder = tmp_path_factory.mktemp("bridge")
    async with a_bridge(folder, template, planner_address) as running:
        yield running


@pytest.fixture
def bridge(module_bridge: Bridge) -> Bridge:
    """Give the module's bridge with its catalogue as in the beginning."""
    module_bridge.restore()
    return module_bridge


async def a_solved_scenario() -> str:
    """Make a scenario whose plan is the published one as it stands, of no planner."""

    @changing  # at once, so that no planner takes it up
    def make() -> str:
        scenario = draft_scenario(SYSTEM, "small", "Empty")
        start_scenario(
            SYSTEM,
            scenario,
            problem="{}",
            problem_digest="digest",
            objective="total",
            limits={"seconds": 1},
            revision=reading(revision)(),
        )
        result = Result(
            "OPTIMAL", reading(standing_plan)(SYSTEM, "small"), Score(cost=1000), 1000, 0, 7
        )
        finish_scenario(SYSTEM, scenario, result)
        return scenario

    return await in_thread(make)
