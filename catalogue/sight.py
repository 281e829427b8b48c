"""What a viewer may see, table by table: the member rule applied.

Whatever holds people is reached through these functions; queries and actions never select from
those tables (`GUARDED`) by themselves, which a test watches.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, TypeVar

from peewee import JOIN, SQL, ModelSelect, fn

from catalogue.attendance import Attendance, Completion, DropOut, DropOutState, LessonCompletion
from catalogue.audit import Audit, Change, Touched, rows_with
from catalogue.courses import Course
from catalogue.db import Row
from catalogue.errors import NotFound
from catalogue.ids import Codes
from catalogue.life import State
from catalogue.member_rule import (
    ALL,
    NOTHING,
    any_of,
    known_courses,
    published_runs,
    records,
    taught_runs,
    within_member,
    within_programme,
)
from catalogue.members import Agency
from catalogue.messages import Message
from catalogue.nominations import Nomination
from catalogue.people import Official, Person, Trainer, Unavailability
from catalogue.proposals import Proposal
from catalogue.rows import narrowed
from catalogue.runs import STANDING, Assignment, AssignmentState, Run
from catalogue.scenarios import Scenario
from catalogue.statement import Statement, gap
from catalogue.versions import Version, VersionRun, VersionSeat, VersionTrainer
from catalogue.viewer import Role, Viewer

R = TypeVar("R", bound=Row)

GUARDED: tuple[type[Row], ...] = (
    *(Person, Official, Trainer, Unavailability, Assignment, Nomination),
    *(Attendance, LessonCompletion, Completion, DropOut, Proposal),
    *(Scenario, VersionSeat, VersionTrainer, Audit, Touched, Change, Run, Course),
    Message,
)
"""Tables that nothing else selects from."""

WHO: Any = Person.alias("who")
"""Person once more, in queries over who has seats."""


def teaches(viewer: Viewer, run: str) -> bool:
    """Say whether they teach a run."""
    taught = taught_runs(viewer).where(Assignment.run == run)
    return viewer.has(Role.TRAINER) and bool(taught.exists())


def stands_in(viewer: Viewer, run: str) -> bool:
    """Say whether they note what trainers would: a coordinator does for a run that has none."""
    teaching = Assignment.select().where(Assignment.run == run, Assignment.state.in_(STANDING))
    return viewer.has(Role.COORDINATOR, Role.ADMINISTRATOR) and not teaching.exists()


def people(viewer: Viewer) -> ModelSelect[Person]:
    """People whose records they may see; with Official, which may be missing."""
    conditions = [records(viewer)]
    if viewer.person:
        conditions.append(Person.id == viewer.person)
    query = Person.select().join(Official, JOIN.LEFT_OUTER)
    return query.where(any_of(*conditions), Person.merged_into.is_null())


def hidden_people(viewer: Viewer, ids: Collection[str]) -> set[str]:
    """Find which of these ids are people's whose records they may not see, or were erased."""
    seen = people(viewer).select(Person.id).where(Person.erased_at.is_null())
    seen = narrowed(seen, Person.id, ids)
    there = narrowed(Person.select(Person.id), Person.id, ids)
    return ({row.id for row in there} - {row.id for row in seen}) & set(ids)


def codes_of_people(ids: Collection[str]) -> Codes:
    """Give the codes of people that differ from these by capital letters at most, whomever's."""
    letters = {id.lower() for id in ids}
    query = narrowed(Person.select(Person.id), fn.LOWER(Person.id), letters)
    return Codes(row.id for row in query)


def erased_people() -> set[str]:
    """Find who was erased, those merged into them included; it names nobody."""
    erased = Person.select(Person.id).where(Person.erased_at.is_null(is_null=False))
    return {row.id for row in erased}


def officials(viewer: Viewer) -> ModelSelect[Official]:
    """Officials whose records they may see; with Person and Agency."""
    query = Official.select().join(Person).switch(Official).join(Agency).switch(Official)
    return query.where(records(viewer), Person.merged_into.is_null())


def people_of_officials(condition: Any) -> Any:
    """Give ids of people by a condition on Official, whomever: only to narrow what may be seen."""
    return Official.select(Official.person).where(condition)


def officials_by_address(key: str) -> set[str]:
    """Find ids of officials, of whomever, by their address or their id, without capitals."""
    return {id for (id,) in (*_BY_ADDRESS.rows(key=key), *_BY_ID.rows(key=key))}


_BY_ADDRESS = Statement(
    lambda: Official.select(Official.id).join(Person).where(fn.LOWER(Person.email) == gap("key"))
)
_BY_ID = Statement(lambda: Official.select(Official.id).where(fn.LOWER(Official.id) == gap("key")))


def has_namesakes(person: Person, besides: Collection[str]) -> bool:
    """Whether anybody else has somebody's family name, whoever may see them; it names nobody."""
    others = Person.select(Person.id).where(
        Person.family_name == person.family_name, Person.id.not_in(besides)
    )
    return bool(others.exists())


def nominations(viewer: Viewer) -> ModelSelect[Nomination]:
    """Nominations that they may see whole; with Official, Person and Agency."""
    return _nominations(viewer).where(records(viewer))


def seats(viewer: Viewer) -> ModelSelect[Nomination]:
    """Nominations with a seat of which they may know who sits there; with Course besides."""
    query = _nominations(viewer).join(Course).switch(Nomination)
    return query.where(Nomination.run.is_null(is_null=False), _of_seats(viewer))


def _of_seats(viewer: Viewer) -> Any:
    """Of whom they may know that they sit in a run, as a condition on what `seats` joins."""
    conditions = [records(viewer)]
    if viewer.has(Role.TRAINER):
        conditions.append(Nomination.run.in_(taught_runs(viewer)))
    if viewer.has(Role.MACHINE_CLIENT):
        open_to_all = ~Course.restricted
        sent = Person.member == viewer.member
        conditions.append(open_to_all & sent if viewer.member else open_to_all)
    return any_of(*conditions) & within_member(viewer)


def standing_seats(viewer: Viewer, versions: Collection[str]) -> ModelSelect[Nomination]:
    """Seats in the runs of some versions, as they stand.

    Who has a confirmed drop-out has none, nor has anybody who was absent or is erased.
    """
    held = VersionRun.select(SQL("1")).where(
        VersionRun.run == Nomination.run, VersionRun.version.in_(sorted(versions))
    )
    return seats(viewer).where(
        fn.EXISTS(held),
        Nomination.state != State.ABSENT,
        Person.erased_at.is_null(),
        ~fn.EXISTS(_confirmed_drop_outs().where(DropOut.nomination == Nomination.id)),
    )


def _confirmed_drop_outs() -> ModelSelect[DropOut]:
    return DropOut.select(DropOut.id).where(DropOut.state == DropOutState.CONFIRMED)


def former_seats(viewer: Viewer, versions: Collection[str]) -> ModelSelect[Nomination]:
    """Nominations that had a seat of which they might know, and have none in some versions.

    They are for naming by id to who was told of the seat; with Official, Person and Agency.
    """
    had = Nomination.id.in_(rows_with("nomination", "run_id"))
    standing = standing_seats(viewer, versions).select(Nomination.id)
    return told_nominations(viewer).where(had, Nomination.id.not_in(standing))


def told_nominations(viewer: Viewer) -> ModelSelect[Nomination]:
    """Nominations of whose seat, if they ever had one, they might know.

    They are for naming by id, as former seats are; with Official, Person and Agency.
    """
    query = _nominations(viewer).join(Course).switch(Nomination)
    return query.where(_of_seats(viewer))


def erased_seats(viewer: Viewer) -> ModelSelect[Nomination]:
    """Nominations that were published with a seat, of people who are erased since.

    They are for naming the person by id to who was told; with Official, Person and Agency.
    """
    published = Nomination.id.in_(VersionSeat.select(VersionSeat.nomination))
    return told_nominations(viewer).where(published, Person.erased_at.is_null(is_null=False))


def drop_out_moments(
    nominations: Collection[str] | None = None, since: datetime | None = None
) -> dict[str, datetime]:
    """Give when the drop-outs of some nominations were confirmed, or all since a moment."""
    query = DropOut.select(DropOut.nomination, DropOut.decided_at)
    query = query.where(DropOut.state == DropOutState.CONFIRMED)
    if nominations is not None:
        query = narrowed(query, DropOut.nomination, nominations)
    if since is not None:
        query = query.where(DropOut.decided_at >= since)
    return {row.nomination_id: row.decided_at for row in query if row.decided_at}


def standing_people(
    seated: ModelSelect[Nomination] | None, teaching: Any, *, few: bool = False
) -> Any:
    """People (`WHO`) who have one of some seats that they may know of, or are among some ids.

    Where there are `few` seats, people are looked up by them, and not seats by people.
    """
    conditions = []
    if seated is not None and few:
        conditions.append(WHO.id.in_(seated.select(Official.person)))
    elif seated is not None:
        conditions.append(fn.EXISTS(seated.select(SQL("1")).where(Official.person == WHO.id)))
    if teaching is not None:
        conditions.append(WHO.id.in_(teaching))
    return WHO.select().where(any_of(*conditions), WHO.erased_at.is_null())


def seats_taken() -> Any:
    """Give how many sit in a run, as a column of a query on Run; a figure that all may know."""
    return Nomination.select(fn.COUNT(SQL("*"))).where(Nomination.run == Run.id)


def seats_published() -> Any:
    """Give how many sit in a version, as a column of a query on Version; all may know it."""
    return VersionSeat.select(fn.COUNT(SQL("*"))).where(VersionSeat.version == Version.id)


def counted(viewer: Viewer) -> ModelSelect[Nomination]:
    """Nominations that may go into figures, for counting only; with Official, Person and Agency."""
    query = _nominations(viewer)
    return query if viewer.has(Role.OVERSEER) else query.where(records(viewer))


def counted_duties(viewer: Viewer) -> ModelSelect[VersionTrainer]:
    """Duties in published versions, for what they cost only; with Trainer and Person."""
    query = VersionTrainer.select().join(Trainer).join(Person).switch(VersionTrainer)
    return query.where(ALL if viewer.sees_all or viewer.has(Role.OVERSEER) else NOTHING)


def _nominations(viewer: Viewer) -> ModelSelect[Nomination]:
    query = Nomination.select().where(within_programme(viewer, Nomination))
    query = query.join(Official).join(Person)
    return query.switch(Official).join(Agency).switch(Nomination)


def trainers(viewer: Viewer) -> ModelSelect[Trainer]:
    """Trainers whose records they may see, or who teach what a machine may know; with Person."""
    query = Trainer.select().join(Person).switch(Trainer)
    if viewer.sees_all:
        return query
    conditions = []
    if viewer.has(Role.TRAINER):
        conditions.append(Trainer.person == viewer.person)
    if viewer.has(Role.FOCAL_POINT) and viewer.member:
        conditions.append(Person.member == viewer.member)
    if viewer.has(Role.MACHINE_CLIENT):
        teaching = Assignment.select(Assignment.trainer).join(Run).join(Course)
        teaching = teaching.where(Assignment.state != AssignmentState.RELEASED, ~Course.restricted)
        conditions.append(Trainer.id.in_(teaching))
    return query.where(any_of(*conditions))


def assignments(viewer: Viewer) -> ModelSelect[Assignment]:
    """Duties of the trainers whom they may see; with Trainer."""
    seen = trainers(viewer).select(Trainer.id)
    return Assignment.select().join(Trainer).switch(Assignment).where(Trainer.id.in_(seen))


def unavailabilities(viewer: Viewer) -> ModelSelect[Unavailability]:
    """Days on which the people whose records they may see cannot come."""
    seen = people(viewer).select(Person.id)
    return Unavailability.select().where(Unavailability.person.in_(seen))


def completions(viewer: Viewer) -> ModelSelect[Completion]:
    """How courses ended for officials whose records they may see; with Official and Person."""
    query = Completion.select().join(Official).join(Person).switch(Completion)
    return query.where(records(viewer))


def drop_outs(viewer: Viewer) -> ModelSelect[DropOut]:
    """Drop-outs of those whose records or seats they may see; with Nomination to Agency."""
    query = DropOut.select().join(Nomination).join(Official).join(Person)
    query = query.switch(Official).join(Agency).switch(DropOut)
    seen = seats(viewer).select(Nomination.id)
    known = records(viewer) | Nomination.id.in_(seen)
    return query.where(known, within_programme(viewer, Nomination))


def proposals(viewer: Viewer) -> ModelSelect[Proposal]:
    """Seats that are proposed, to coordinators; with Nomination to Agency."""
    query = Proposal.select().join(Nomination).join(Official).join(Person)
    query = query.switch(Official).join(Agency).switch(Proposal)
    seen = ALL if viewer.sees_all else NOTHING
    return query.where(seen, within_programme(viewer, Nomination))


def attendances(viewer: Viewer) -> ModelSelect[Attendance]:
    """Days attended or missed in the seats that they may know of; with Nomination."""
    seen = seats(viewer).select(Nomination.id)
    query = Attendance.select().join(Nomination).switch(Attendance)
    return query.where(Attendance.nomination.in_(seen))


def lesson_completions(viewer: Viewer) -> ModelSelect[LessonCompletion]:
    """Lessons completed in the seats that they may know of; with Nomination."""
    seen = seats(viewer).select(Nomination.id)
    query = LessonCompletion.select().join(Nomination).switch(LessonCompletion)
    return query.where(LessonCompletion.nomination.in_(seen))


def courses(viewer: Viewer) -> ModelSelect[Course]:
    """Courses that they may know of."""
    return Course.select().where(known_courses(viewer))


def runs(viewer: Viewer) -> ModelSelect[Run]:
    """Whatever runs they may know of; with Course."""
    query = Run.select().join(Course).switch(Run)
    query = query.where(known_courses(viewer), within_programme(viewer, Run))
    return query if viewer.sees_all else query.where(Run.id.in_(published_runs()))


def version_trainers(viewer: Viewer) -> ModelSelect[VersionTrainer]:
    """Who teaches in published versions, of those whom they may see."""
    seen = trainers(viewer).select(Trainer.id)
    return VersionTrainer.select().where(VersionTrainer.trainer.in_(seen))


def former_duties(viewer: Viewer, versions: Collection[str]) -> ModelSelect[VersionTrainer]:
    """Who taught what a machine may know in earlier versions than some; with Trainer.

    They are for naming by id to who was told of them.
    """
    query = VersionTrainer.select().join(Trainer).switch(VersionTrainer).join(Run).join(Course)
    seen = ALL if viewer.sees_all else ~Course.restricted
    allowed = viewer.sees_all or viewer.has(Role.MACHINE_CLIENT)
    earlier = VersionTrainer.version.not_in(sorted(versions))
    return query.where(seen if allowed else NOTHING, earlier)


def version_seats(viewer: Viewer) -> ModelSelect[VersionSeat]:
    """Who was seated in published versions, of those whose records they may see."""
    query = VersionSeat.select().join(Official).join(Person).switch(VersionSeat)
    return query.where(records(viewer))


def scenarios(viewer: Viewer) -> ModelSelect[Scenario]:
    """Scenarios: only for those who run the programme."""
    seen = ALL if viewer.sees_all else NOTHING
    return Scenario.select().where(seen, within_programme(viewer, Scenario))


def trail(viewer: Viewer) -> ModelSelect[Audit]:
    """Lines of the audit trail, with what they touched; a focal point reads of its own people."""
    query = Audit.select().join(Touched).switch(Audit)
    if viewer.sees_all:
        return query
    focal_point = viewer.has(Role.FOCAL_POINT) and viewer.member
    return query.where(Touched.member == viewer.member if focal_point else NOTHING)


def changes(viewer: Viewer) -> ModelSelect[Change]:
    """Give what rows became: only to those who run the programme."""
    return Change.select().where(ALL if viewer.sees_all else NOTHING)


def messages(viewer: Viewer) -> ModelSelect[Message]:
    """Messages to the viewer, or to all for those who run the programme; with Person."""
    theirs = ALL if viewer.sees_all else Message.person == viewer.person
    query = Message.select().join(Person).switch(Message)
    return query.where(theirs, within_member(viewer))


def message(viewer: Viewer, id: int) -> Message:
    """Find a message. Raises NotFound."""
    return _found(messages(viewer).where(Message.id == id), "message", str(id))


def official(viewer: Viewer, id: str) -> Official:
    """Find an official. Raises NotFound."""
    return _found(officials(viewer).where(Official.id == id), "official", id)


def nomination(viewer: Viewer, id: str) -> Nomination:
    """Find a nomination. Raises NotFound."""
    return _found(nominations(viewer).where(Nomination.id == id), "nomination", id)


def seat(viewer: Viewer, nomination: str) -> Nomination:
    """Find a nomination that has a seat. Raises NotFound."""
    return _found(seats(viewer).where(Nomination.id == nomination), "nomination", nomination)


def trainer(viewer: Viewer, id: str) -> Trainer:
    """Find a trainer. Raises NotFound."""
    return _found(trainers(viewer).where(Trainer.id == id), "trainer", id)


def person(viewer: Viewer, id: str) -> Person:
    """Find a person. Raises NotFound."""
    return _found(people(viewer).where(Person.id == id), "person", id)


def drop_out(viewer: Viewer, id: str) -> DropOut:
    """Find a reported drop-out. Raises NotFound."""
    return _found(drop_outs(viewer).where(DropOut.id == id), "drop-out", id)


def proposal(viewer: Viewer, id: str) -> Proposal:
    """Find a proposed seat. Raises NotFound."""
    return _found(proposals(viewer).where(Proposal.id == id), "proposal", id)


def course(viewer: Viewer, id: str) -> Course:
    """Find a course. Raises NotFound."""
    return _found(courses(viewer).where(Course.id == id), "course", id)


def run(viewer: Viewer, id: str) -> Run:
    """Find a run. Raises NotFound."""
    return _found(runs(viewer).where(Run.id == id), "run", id)


def scenario(viewer: Viewer, id: str) -> Scenario:
    """Find a scenario. Raises NotFound."""
    return _found(scenarios(viewer).where(Scenario.id == id), "scenario", id)


def _found(query: ModelSelect[R], kind: str, id: str) -> R:
    row = query.get_or_none()
    if row is None:
        raise NotFound(kind, id)
    return row
