"""What a learning management system should hold: the published runs and who belongs to them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from catalogue import sight
from catalogue.attendance import DropOut, DropOutState
from catalogue.courses import Course, CourseMaterial
from catalogue.db import reading
from catalogue.editions import lessons_of
from catalogue.life import State
from catalogue.members import Agency
from catalogue.nominations import Nomination
from catalogue.people import Person, Trainer
from catalogue.places import City, Venue
from catalogue.plan import plan_of_rows
from catalogue.published import programme_of, standing_plan
from catalogue.runs import Run
from catalogue.viewer import Role, Viewer


@dataclass(frozen=True, slots=True)
class DesiredPerson:
    """Somebody who belongs to a run; `member` is empty for whom no member sends.

    `agency` is where an official works. `nomination` and `state` are None for a trainer.
    """

    person: str
    given_name: str
    family_name: str
    email: str
    languages: tuple[str, ...]
    member: str = ""
    agency: str = ""
    nomination: str | None = None
    state: State | None = None

    @classmethod
    def of_trainer(cls, person: Person) -> DesiredPerson:
        """Make one of a trainer."""
        return cls(
            person=person.id,
            given_name=person.given_name,
            family_name=person.family_name,
            email=person.email,
            languages=person.languages,
            member=person.member_id or "",
        )


@dataclass(frozen=True, slots=True)
class DesiredRun:
    """A published run, on the days `start` to `end` in the venue's time zone.

    `programme` is the name of the one that it belongs to. `materials` are ids in the LMS, by the
    lesson that they belong to.
    """

    run: str
    programme: str
    course: str
    title: str
    start: date
    end: date
    venue: str
    venue_name: str
    city: str
    time_zone: str
    language: str
    lessons: tuple[str, ...]
    materials: dict[str, tuple[str, ...]]
    restricted: bool
    trainers: tuple[DesiredPerson, ...]
    officials: tuple[DesiredPerson, ...]


@reading
def erased_people(viewer: Viewer) -> frozenset[str]:
    """Give the ids of who was erased, whose names an LMS may know still. Raises Forbidden."""
    viewer.allow_coordinators()
    return frozenset(sight.erased_people())


@reading
def desired(
    viewer: Viewer, programme: str, scenario: str | None = None, *, with_officials: bool = True
) -> tuple[DesiredRun, ...]:
    """List the published runs as they stand today, with everybody who belongs to them.

    Officials are left out where they are not asked for.

    With a scenario: as they would be if its plan were published. Who has a confirmed drop-out
    belongs no more, nor does anybody who was absent or is erased. For those who run the programme
    and for machine clients; the latter get nothing restricted. Raises Forbidden, NotFound.
    """
    viewer.allow(Role.ADMINISTRATOR, Role.COORDINATOR, Role.MACHINE_CLIENT)
    known = programme_of(programme)
    rows = list(sight.runs(viewer).select(Run, Course))
    runs = {run.id: run.course for run in rows}
    lessons = lessons_of(rows)
    venues = {venue.id: venue for venue in Venue.select(Venue, City).join(City)}
    trainers = {
        row.id: DesiredPerson.of_trainer(row.person)
        for row in sight.trainers(viewer).select(Trainer, Person)
    }
    if scenario is None:
        plan, run_of = standing_plan(viewer, programme), None
    else:
        plan = plan_of_rows(sight.scenario(viewer, scenario).schedule or [])
        run_of = {seat: held.run for held in plan for seat in held.seats}
    officials = _officials(viewer, programme, run_of) if with_officials else defaultdict(list)
    materials = _materials()
    return tuple(
        DesiredRun(
            run=held.run,
            programme=known.name,
            course=runs[held.run].id,
            title=runs[held.run].title,
            start=held.start,
            end=held.start + timedelta(days=runs[held.run].days - 1),
            venue=held.venue,
            venue_name=venues[held.venue].name,
            city=venues[held.venue].city.name,
            time_zone=venues[held.venue].city.time_zone,
            language=held.language,
            lessons=lessons[held.run],
            materials=materials.get(runs[held.run].id, {}),
            restricted=runs[held.run].restricted,
            trainers=tuple(
                trainers[id] for id in dict.fromkeys(pair.trainer for pair in held.trainers)
            ),
            officials=tuple(officials[held.run]),
        )
        for held in plan
        if held.run in runs
    )


def _materials() -> dict[str, dict[str, tuple[str, ...]]]:
    """Give the materials of each course, by lesson."""
    found: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for row in CourseMaterial.select().order_by(CourseMaterial.material):
        lessons = found[row.course_id]
        lessons[row.lesson] = (*lessons.get(row.lesson, ()), row.material)
    return found


def _officials(
    viewer: Viewer, programme: str, run_of: dict[str, str] | None
) -> dict[str, list[DesiredPerson]]:
    """Give who belongs to each run: by the seats of today, or of a plan."""
    gone = {
        row.nomination_id
        for row in sight.drop_outs(viewer).where(DropOut.state == DropOutState.CONFIRMED)
    }
    known = sight.seats(viewer) if run_of is None else sight.nominations(viewer)
    query = (
        known.select(
            *(Nomination.id, Nomination.run, Nomination.state),
            *(Person.id, Person.given_name, Person.family_name, Person.email, Person.languages),
            *(Agency.member, Agency.id),
        )
        .where(
            Nomination.programme == programme,
            Nomination.state != State.ABSENT,
            Person.erased_at.is_null(),
        )
        .order_by(Nomination.id)
    )
    found: dict[str, list[DesiredPerson]] = defaultdict(list)
    for row in query.tuples().iterator():
        nomination, seated_in, state, person, given_name, family_name, *more = row
        email, languages, member, agency = more
        run = seated_in if run_of is None else run_of.get(nomination)
        if run and nomination not in gone:
            who = (person, given_name, family_name, email, languages, member, agency)
            found[run].append(DesiredPerson(*who, nomination, state))
    return found
