"""The roster: what is published, as the standard has it. `docs/oneroster.md` has the table.

Who sits in a run or teaches there is in it, and nobody else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

from catalogue.db import reading
from catalogue.life import State
from catalogue.queries.desired import DesiredPerson, DesiredRun, desired
from catalogue.queries.last_changes import Moments, last_changes, mark_of_published
from catalogue.queries.organisations import Organisations, organisations
from catalogue.queries.overview import ProgrammeLine, programmes
from catalogue.viewer import Viewer
from lms_bridge.oneroster.addresses import reference
from lms_bridge.oneroster.filtering import written
from lms_bridge.oneroster.model import Record

HOUSE: Final = "house"
"""The organisation over all others: who runs the programmes."""

_TABLES = ("programme", "member", "agency", "venue", "course", "run", "person", "nomination")


@dataclass(frozen=True, slots=True)
class Roster:
    """All records by their ids.

    `states` is how it stands with each seat, by the id of its enrolment, `materials` which
    resources each course has.
    """

    sessions: Mapping[str, Record]
    orgs: Mapping[str, Record]
    courses: Mapping[str, Record]
    classes: Mapping[str, Record]
    enrollments: Mapping[str, Record]
    users: Mapping[str, Record]
    resources: Mapping[str, Record]
    states: Mapping[str, State]
    materials: Mapping[str, tuple[str, ...]]


@reading
def roster(viewer: Viewer, url: str) -> Roster:
    """Give the roster as it is now, as far as a viewer may see; `url` is that of the bridge.

    It is kept until something of it changes.
    """
    return _made(mark_of_published(viewer), replace(viewer, request_id=""), url)


@lru_cache(maxsize=8)
def _made(_: str, viewer: Viewer, url: str) -> Roster:
    make = _Making(url, last_changes(viewer, *_TABLES))
    known = programmes(viewer)
    runs = [(programme, run) for programme in known for run in desired(viewer, programme.id)]
    return Roster(
        sessions=_by_id(session for each in known for session in make.sessions(each)),
        orgs=_by_id(make.orgs(organisations(viewer))),
        courses=_by_id(make.course(run) for _, run in runs),
        classes=_by_id(make.class_(programme, run) for programme, run in runs),
        enrollments=_by_id(each for _, run in runs for each in make.enrollments(run)),
        users=_by_id(make.users([run for _, run in runs])),
        resources=_by_id(each for _, run in runs for each in make.resources(run)),
        states={
            seat_of(person): person.state
            for _, run in runs
            for person in run.officials
            if person.state
        },
        materials={run.course: tuple(map(resource_of, materials_of(run))) for _, run in runs},
    )


def _by_id(records: Iterator[Record]) -> Mapping[str, Record]:
    return {record["sourcedId"]: record for record in records}


@dataclass(frozen=True, slots=True)
class _Making:
    """Makes records; `url` is that of the bridge, `moments` when things were last changed."""

    url: str
    moments: Moments

    def sessions(self, programme: ProgrammeLine) -> Iterator[Record]:
        """Make a school year, its one term, and the one grading period of that."""
        outer = ""
        for kind, id in (
            ("schoolYear", programme.id),
            ("term", term_of(programme.id)),
            ("gradingPeriod", f"{programme.id}-grading"),
        ):
            yield {
                **self._base(id, ("programme", programme.id)),
                "title": programme.name,
                "startDate": programme.start.isoformat(),
                "endDate": programme.end.isoformat(),
                "type": kind,
                **({"parent": self._ref("academicSession", outer)} if outer else {}),
                "schoolYear": str(programme.end.year),
            }
            outer = id

    def orgs(self, known: Organisations) -> Iterator[Record]:
        """Make the house, the members in it, their agencies, and the venues as schools."""
        yield {
            **self._base(HOUSE),
            "name": "Lokakarya",
            "type": "district",
            "identifier": HOUSE,
        }
        for table, kind, rows in (
            ("member", "national", known.members),
            ("agency", "department", known.agencies),
            ("venue", "school", known.venues),
        ):
            for row in rows:
                yield {
                    **self._base(f"{table}-{row.id}", (table, row.id)),
                    "name": row.name,
                    "type": kind,
                    "identifier": row.id,
                    "parent": self._ref("org", f"member-{row.member}" if row.member else HOUSE),
                }

    def course(self, run: DesiredRun) -> Record:
        """Make the course of a run."""
        resources = [self._ref("resource", resource_of(each)) for each in materials_of(run)]
        return {
            **self._base(run.course, ("course", run.course)),
            "title": run.title,
            "courseCode": run.course,
            "org": self._ref("org", HOUSE),
            **({"resources": resources} if resources else {}),
        }

    def resources(self, run: DesiredRun) -> Iterator[Record]:
        """Make the resources of a run's course: its materials in an LMS."""
        for material in materials_of(run):
            yield {
                **self._base(resource_of(material), ("course", run.course)),
                "title": material,
                "roles": ["student", "teacher"],
                "importance": "primary",
                "vendorResourceId": material,
            }

    def class_(self, programme: ProgrammeLine, run: DesiredRun) -> Record:
        """Make a class of a run."""
        made_of = (("run", run.run), ("course", run.course), ("venue", run.venue))
        return {
            **self._base(run.run, *made_of),
            "metadata": {
                "startDate": run.start.isoformat(),
                "endDate": run.end.isoformat(),
                "timeZone": run.time_zone,
                "language": run.language,
            },
            "title": run.title,
            "classCode": run.run,
            "classType": "scheduled",
            "location": f"{run.venue_name}, {run.city}",
            "course": self._ref("course", run.course),
            "school": self._ref("org", school_of(run)),
            "terms": [self._ref("academicSession", term_of(programme.id))],
        }

    def enrollments(self, run: DesiredRun) -> Iterator[Record]:
        """Make an enrolment of everybody who teaches in a run or sits there."""
        for index, person in enumerate(run.trainers):
            yield {
                **self._enrollment(f"trainer-{run.run}-{person.person}", run, person, "teacher"),
                "primary": "false" if index else "true",
            }
        for person in run.officials:
            enrollment = self._enrollment(seat_of(person), run, person, "student")
            yield {**enrollment, "primary": "false"}

    def _enrollment(
        self, id: str, run: DesiredRun, person: DesiredPerson, role: str
    ) -> dict[str, Any]:
        made_of = (("run", run.run), ("nomination", person.nomination or ""))
        return {
            **self._base(id, *made_of),
            "user": self._ref("user", person.person),
            "class": self._ref("class", run.run),
            "school": self._ref("org", school_of(run)),
            "role": role,
            "beginDate": run.start.isoformat(),
            "endDate": run.end.isoformat(),
        }

    def users(self, runs: list[DesiredRun]) -> Iterator[Record]:
        """Make a user of everybody, with a role for teaching, for learning, or both."""
        people: dict[str, dict[str, DesiredPerson]] = {}
        for run in runs:
            for role, there in (("student", run.officials), ("teacher", run.trainers)):
                for person in there:
                    people.setdefault(person.person, {})[role] = person
        for id, by_role in people.items():
            role, person = next(iter(by_role.items()))
            seats = [("nomination", p.nomination) for p in by_role.values() if p.nomination]
            yield {
                **self._base(id, ("person", id), *seats),
                "username": person.email or id,
                "enabledUser": "true",
                "givenName": person.given_name,
                "familyName": person.family_name,
                "roles": [
                    {
                        "roleType": "primary" if name == role else "secondary",
                        "role": name,
                        "org": self._ref("org", _org_of(each)),
                    }
                    for name, each in by_role.items()
                ],
                "primaryOrg": self._ref("org", _org_of(person)),
                "identifier": id,
                **({"email": person.email} if person.email else {}),
            }

    def _base(self, id: str, *made_of: tuple[str, str]) -> dict[str, Any]:
        return {
            "sourcedId": id,
            "status": "active",
            "dateLastModified": written(self.moments(*made_of)),
        }

    def _ref(self, kind: str, id: str) -> dict[str, str]:
        return reference(self.url, kind, id)


def term_of(programme: str) -> str:
    """Give the id of a programme's term."""
    return f"{programme}-term"


def school_of(run: DesiredRun) -> str:
    """Give the id of the organisation where a run is held."""
    return f"venue-{run.venue}"


def seat_of(person: DesiredPerson) -> str:
    """Give the id of an official's enrolment."""
    return f"seat-{person.nomination}"


def materials_of(run: DesiredRun) -> tuple[str, ...]:
    """Give the ids in an LMS of what belongs to a run's lessons, each once."""
    return tuple(dict.fromkeys(each for lesson in run.materials.values() for each in lesson))


def resource_of(material: str) -> str:
    """Give the id of a material's resource."""
    return f"material-{material}"


def _org_of(person: DesiredPerson) -> str:
    if person.agency:
        return f"agency-{person.agency}"
    return f"member-{person.member}" if person.member else HOUSE
