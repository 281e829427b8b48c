"""A small world, piece by piece. Every builder gives the id of what it made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from catalogue.access import UserRole
from catalogue.actions.draft_scenario import draft_scenario
from catalogue.actions.finish_scenario import Result, finish_scenario
from catalogue.actions.publish import publish
from catalogue.actions.start_scenario import start_scenario
from catalogue.audit import Audit, Touched, revision
from catalogue.courses import Block, Course, CourseLanguage
from catalogue.db import Row, changing, reading
from catalogue.ids import nomination_id
from catalogue.life import SEATED, State
from catalogue.members import Agency, Funder, Member, MemberKind
from catalogue.nominations import Nomination
from catalogue.outbox import Outbox, waiting
from catalogue.people import Official, Person, Trainer, TrainerSkill
from catalogue.places import City, Travel, Venue
from catalogue.plan import BlockTrainer, Plan, PlannedRun, Score
from catalogue.programmes import Programme
from catalogue.runs import Run
from catalogue.scenarios import Scenario
from catalogue.viewer import Role, Viewer

TODAY = date(2015, 5, 6)
SYSTEM = Viewer.system("test")
COORDINATOR = Viewer("coordinator", frozenset({Role.COORDINATOR}), request_id="test")
OVERSEER = Viewer("overseer", frozenset({Role.OVERSEER}), request_id="test")


def focal_point(member: str = "IDN") -> Viewer:
    return Viewer(f"{member}-fp", frozenset({Role.FOCAL_POINT}), member=member, request_id="test")


def agency_officer(agency: str = "IDN-IMM", member: str = "IDN") -> Viewer:
    return Viewer(f"{agency}-ao", frozenset({Role.AGENCY_OFFICER}), member, agency, "test")


def machine() -> Viewer:
    return Viewer("machine", frozenset({Role.MACHINE_CLIENT}), request_id="test")


def as_trainer(trainer: str) -> Viewer:
    return Viewer(trainer, frozenset({Role.TRAINER}), request_id="test")


def as_official(official: str) -> Viewer:
    return Viewer(official, frozenset({Role.OFFICIAL}), request_id="test")


@changing
def a_user(id: str, *roles: Role, member: str | None = None, agency: str | None = None) -> str:
    Person.create(id=id, family_name=id.title(), member=member)
    for role in roles:
        UserRole.create(person=id, role=role, agency=agency)
    return id


@changing
def a_member(id: str = "IDN", **values: Any) -> str:
    Member.create(id=id, **{"name": f"Member {id}", **values})
    a_user(f"{id}-fp", Role.FOCAL_POINT, member=id)
    return id


@changing
def an_organisation(id: str = "IOM") -> str:
    Member.create(id=id, name=f"Organisation {id}", kind=MemberKind.ORGANISATION)
    return id


@changing
def an_agency(id: str = "IDN-IMM", member: str = "IDN", kind: str = "immigration") -> str:
    Agency.create(id=id, member=member, name=f"Agency {id}", kind=kind)
    a_user(f"{id}-ao", Role.AGENCY_OFFICER, member=member, agency=id)
    return id


@changing
def a_city(id: str = "jakarta", country: str = "IDN", **values: Any) -> str:
    values = {"name": id.title(), "latitude": -6.2, "longitude": 106.8, **values}
    City.create(id=id, country=country, time_zone="Asia/Jakarta", per_diem_usd=50, **values)
    return id


@changing
def a_venue(id: str = "hall", city: str = "jakarta", capacity: int = 30, **values: Any) -> str:
    Venue.create(id=id, name=f"Venue {id}", city=city, capacity=capacity, **values)
    return id


@changing
def a_course(id: str = "induction", *, days: int = 5, **values: Any) -> str:
    values = {"min_seats": 1, "max_seats": 20, **values}
    Course.create(id=id, title=f"Course {id}", days=days, **values)
    CourseLanguage.create(course=id, language="en")
    Block.create(course=id, code="all", first_day=0, last_day=days - 1)
    return id


@changing
def a_run(id: str = "induction-1", course: str = "induction", **values: Any) -> str:
    Run.create(id=id, programme="rso", course=course, **values)
    return id


@changing
def a_trainer(id: str = "ana", member: str | None = "IDN", **values: Any) -> str:
    Person.create(id=id, family_name=id.title(), member=member, city="jakarta", languages=("en",))
    Trainer.create(id=id, person=id, **values)
    TrainerSkill.create(trainer=id, skill="teaching", level=2)
    return id


@changing
def an_official(number: int = 1, agency: str = "IDN-IMM", **values: Any) -> str:
    member = agency.split("-", maxsplit=1)[0]
    id = f"{member}-{number:03}"
    person = {
        "family_name": f"Family{number:03}",
        "given_name": member.title(),
        "languages": ("en",),
        "city": "jakarta",
    }
    Person.create(id=id, member=member, **{**person, **values})
    Official.create(id=id, person=id, agency=agency)
    return id


@changing
def a_nomination(
    official: str, course: str = "induction", state: State = State.ENDORSED, **values: Any
) -> str:
    if state in SEATED:
        values.setdefault("run", f"{course}-1")
    if state == State.OFFERED:
        values.setdefault("answer_by", date(2015, 7, 1))
    earlier = Nomination.select().where(
        Nomination.official == official, Nomination.course == course
    )
    id = nomination_id(official, course, earlier.count())
    endorsed = datetime(2015, 4, 1, tzinfo=UTC)
    values = {"priority": 3, "rank": 1, "endorsed_at": endorsed, **values}
    Nomination.create(
        id=id, programme="rso", official=official, course=course, state=state, **values
    )
    return id


@changing
def a_programme(id: str = "rso", **values: Any) -> str:
    dates = {"start": date(2015, 1, 1), "end": date(2017, 12, 31), "planning_date": TODAY}
    Programme.create(id=id, name="RSO work plan", **{**dates, **values})
    return id


@changing
def a_world(officials: int = 3) -> None:
    """Two members, a course with a run, a venue, a trainer, and officials of the first member."""
    a_user("coordinator", Role.COORDINATOR)
    a_user("administrator", Role.ADMINISTRATOR)
    a_user("overseer", Role.OVERSEER)
    a_user("machine", Role.MACHINE_CLIENT)
    for member in ("IDN", "MYS"):
        a_member(member, seat_target=2)
        an_agency(f"{member}-IMM", member)
    an_agency("IDN-POL", "IDN", "police")
    Funder.create(id="AUS", name="A funder", budget_usd=100_000)
    a_city("jakarta")
    a_city("kuala-lumpur", "MYS")
    Travel.create(origin="jakarta", destination="kuala-lumpur", days=1, cost_usd=200)
    a_venue("hall", member="IDN")
    a_venue("academy", "kuala-lumpur", member="MYS")
    a_trainer()
    a_programme()
    a_course()
    a_run()
    for number in range(1, officials + 1):
        an_official(number)


def planned(
    run: str = "induction-1",
    start: date = date(2015, 9, 7),
    venue: str = "hall",
    seats: Sequence[str] = (),
    trainers: Sequence[str] = ("ana",),
    language: str = "en",
) -> PlannedRun:
    pairs = tuple(BlockTrainer("all", trainer) for trainer in trainers)
    return PlannedRun(run, start, venue, language, pairs, tuple(seats))


def a_solved_scenario(*plan: PlannedRun, name: str = "Plan") -> str:
    """A scenario with a plan; the programme's first is its work in progress."""
    scenario = draft_scenario(COORDINATOR, "rso", name)
    solve(scenario, plan)
    return scenario


def solve(scenario: str, plan: Plan) -> None:
    """Plan from what is stored now, with this result."""
    start_scenario(
        SYSTEM,
        scenario,
        problem='{"horizon": {}}',
        problem_digest="digest",
        objective="TOTAL",
        limits={"seconds": 10},
        revision=reading(revision)(),
    )
    result = Result("OPTIMAL", plan, Score(cost=1000), bound=1000, floor=0, seed=7)
    finish_scenario(SYSTEM, scenario, result)


@reading
def _work_in_progress() -> Scenario | None:
    return Scenario.get_or_none(Scenario.programme == "rso", Scenario.work_in_progress)


def a_published_plan(*plan: PlannedRun, note: str = "First") -> str:
    """Solve the work in progress like this and publish it; gives the version."""
    in_progress = _work_in_progress()
    if in_progress is None:
        a_solved_scenario(*plan)
    else:
        solve(in_progress.id, plan)
    return publish(COORDINATOR, "rso", note).version


R = TypeVar("R", bound=Row)


@reading
def stored(table: type[R], id: object) -> R:
    """A row as it is stored now."""
    return table.get_by_id(id)


@reading
def state_of(nomination: str) -> State:
    return Nomination.get_by_id(nomination).state


@reading
def audited() -> list[tuple[str, str]]:
    """What the audit trail says was done to what, line by line."""
    return [(line.verb, line.thing) for line in Audit.select().order_by(Audit.number)]


def told() -> list[str]:
    """What others hear of."""
    return [letter.topic for letter in waiting()]


@changing
def forget_word() -> None:
    """Empty the outbox and the audit trail."""
    for table in (Outbox, Touched, Audit):
        table.delete().execute()
