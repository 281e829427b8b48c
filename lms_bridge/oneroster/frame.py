"""What is published, as the standard has it, but for officials: `docs/oneroster.md` has the table.

It is kept until something of it changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from catalogue.db import reading
from catalogue.queries.as_published import AsPublished, as_published
from catalogue.queries.belonging import (
    FormerRun,
    former_duties,
    former_runs,
    newest_versions,
)
from catalogue.queries.desired import DesiredRun, desired
from catalogue.queries.last_changes import (
    LONG_AGO,
    last_changes,
    mark_of_published,
    mark_of_runs,
)
from catalogue.queries.organisations import Organisations, organisations
from catalogue.queries.overview import ProgrammeLine, programmes
from catalogue.viewer import Viewer
from lms_bridge.oneroster.addresses import reference
from lms_bridge.oneroster.filtering import written
from lms_bridge.oneroster.model import Record

HOUSE: Final = "house"
"""The organisation over all others: who runs the programmes."""

_NEVER: Final = written(LONG_AGO)


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """Everything of the roster but officials: records by their ids.

    `days` are the first and last of each run, `teaching` the enrolments of trainers, `materials`
    the resources of each course, `versions` which versions all this is of, `taught_by` the runs of
    each trainer, by person, `published` since when runs and trainers are as they are, `placed` when
    what somebody teaches was last changed, or ended. What was published once and is no more is
    `tobedeleted`.
    """

    url: str
    sessions: Mapping[str, Record]
    orgs: Mapping[str, Record]
    courses: Mapping[str, Record]
    classes: Mapping[str, Record]
    days: Mapping[str, tuple[str, str]]
    teaching: Mapping[str, Record]
    resources: Mapping[str, Record]
    materials: Mapping[str, tuple[str, ...]]
    versions: tuple[str, ...]
    taught_by: Mapping[str, tuple[str, ...]]
    published: AsPublished
    placed: Mapping[str, datetime]

    @property
    def former_teaching(self) -> Iterator[Record]:
        """Enrolments of trainers that are no more."""
        return (each for each in self.teaching.values() if each["status"] != "active")

    def changed_runs(self, since: str) -> frozenset[str]:
        """Give the runs that were changed at a moment or later; none where it is empty."""
        if not since:
            return frozenset()
        return frozenset(
            id for id, each in self.classes.items() if each["dateLastModified"] >= since
        )

    def duty(self, run: str, person: str, status: str = "active") -> dict[str, Any]:
        """Write that somebody teaches in a run."""
        since = self.classes[run]["dateLastModified"]
        if (run, person) in self.published.duties:
            since = max(since, written(self.published.duties[run, person]))
        made = self.enrolled(run, person, "teacher")
        return base(f"trainer-{run}-{person}", since, status) | made

    def enrolled(self, run: str, person: str, role: str) -> dict[str, Any]:
        """Write who belongs to a class, and as what."""
        start, end = self.days[run]
        return {
            "user": self.ref("user", person),
            "class": self.ref("class", run),
            "school": self.classes[run]["school"],
            "role": role,
            "beginDate": start,
            "endDate": end,
        }

    def ref(self, kind: str, id: str) -> dict[str, str]:
        """Refer to a record."""
        return reference(self.url, kind, id)


@reading
def frame(viewer: Viewer, url: str) -> Frame:
    """Give the frame as it is now, as far as a viewer may see; `url` is that of the bridge."""
    return _framed(mark_of_runs(viewer), replace(viewer, request_id=""), url)


@reading
def mark(viewer: Viewer, url: str) -> tuple[object, ...]:
    """Give what all that a viewer sees of the roster depends on."""
    return mark_of_published(viewer), replace(viewer, request_id=""), url


@lru_cache(maxsize=8)
def _framed(_: str, viewer: Viewer, url: str) -> Frame:
    known = programmes(viewer)
    newest = newest_versions(viewer)
    runs = [
        (each.id, run) for each in known for run in desired(viewer, each.id, with_officials=False)
    ]
    versions = tuple(sorted(each.version for each in newest.values()))
    former = former_runs(viewer, versions)
    published = as_published(viewer)
    make = _Making(url, published, _moments(viewer, [run for _, run in runs], former))
    taught: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for _, run in runs:
        for trainer in run.trainers:
            taught[trainer.person] = (*taught[trainer.person], run.run)
    framed = Frame(
        url=url,
        sessions=_by_id(session for each in known for session in make.sessions(each)),
        orgs=_by_id(make.orgs(organisations(viewer))),
        courses=_by_id(make.courses([run for _, run in runs], former)),
        classes=_by_id(make.classes(runs, former)),
        days={
            run.run: (run.start.isoformat(), run.end.isoformat())
            for run in _all_of([run for _, run in runs], former)
        },
        teaching={},
        resources=_by_id(each for _, run in runs for each in make.resources(run)),
        materials={run.course: tuple(map(resource_of, materials_of(run))) for _, run in runs},
        versions=versions,
        taught_by=dict(taught),
        published=published,
        placed=_placed(published),
    )
    former_teaching = former_duties(viewer, versions)
    return replace(framed, teaching=_by_id(_teaching(framed, runs, former_teaching)))


def _placed(published: AsPublished) -> Mapping[str, datetime]:
    found: dict[str, datetime] = {}
    for (_, person), moment in published.duties.items():
        found[person] = max(found.get(person, moment), moment)
    return found


def _by_id(records: Iterator[Record]) -> Mapping[str, Record]:
    return {record["sourcedId"]: record for record in records}


Moment = Callable[..., str]
"""From things, each a pair of table and key, to when one of them was last changed, as written."""


def _moments(viewer: Viewer, runs: list[DesiredRun], former: list[FormerRun]) -> Moment:
    known = organisations(viewer)
    all_runs = _all_of(runs, former)
    wanted: dict[str, set[str]] = {
        "programme": {each.id for each in programmes(viewer)},
        "run": {run.run for run in all_runs},
        "course": {run.course for run in all_runs},
        "venue": {each.id for each in known.venues},
        "member": {each.id for each in known.members},
        "agency": {each.id for each in known.agencies},
    }
    found = {table: last_changes(viewer, table, ids) for table, ids in wanted.items()}

    def moment(*things: tuple[str, str]) -> str:
        there = [found[table][id] for table, id in things if id in found[table]]
        return written(max(there)) if there else _NEVER

    return moment


def _all_of(runs: list[DesiredRun], former: list[FormerRun]) -> list[DesiredRun | FormerRun]:
    return [*former, *runs]


@dataclass(frozen=True, slots=True)
class _Making:
    """Makes records; `url` is that of the bridge, `moment` when things were last changed."""

    url: str
    published: AsPublished
    moment: Moment

    def sessions(self, programme: ProgrammeLine) -> Iterator[Record]:
        """Make a school year, its one term, and the one grading period of that."""
        outer = ""
        for kind, id in (
            ("schoolYear", programme.id),
            ("term", term_of(programme.id)),
            ("gradingPeriod", f"{programme.id}-grading"),
        ):
            yield {
                **base(id, self.moment(("programme", programme.id))),
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
            **base(HOUSE, _NEVER),
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
                    **base(f"{table}-{row.id}", self.moment((table, row.id))),
                    "name": row.name,
                    "type": kind,
                    "identifier": row.id,
                    "parent": self._ref("org", f"member-{row.member}" if row.member else HOUSE),
                }

    def courses(self, runs: list[DesiredRun], former: list[FormerRun]) -> Iterator[Record]:
        """Make the courses of runs."""
        for gone in former:
            yield self._course(gone.course, gone.title, "tobedeleted")
        for run in runs:
            resources = [self._ref("resource", resource_of(each)) for each in materials_of(run)]
            more = {"resources": resources} if resources else {}
            yield self._course(run.course, run.title, "active") | more

    def _course(self, id: str, title: str, status: str) -> dict[str, Any]:
        since = written(self.published.courses.get(id, LONG_AGO))
        return {
            **base(id, max(self.moment(("course", id)), since), status),
            "title": title,
            "courseCode": id,
            "org": self._ref("org", HOUSE),
        }

    def resources(self, run: DesiredRun) -> Iterator[Record]:
        """Make the resources of a run's course: its materials in an LMS."""
        for material in materials_of(run):
            yield {
                **base(resource_of(material), self.moment(("course", run.course))),
                "title": material,
                "roles": ["student", "teacher"],
                "importance": "primary",
                "vendorResourceId": material,
            }

    def classes(
        self, runs: list[tuple[str, DesiredRun]], former: list[FormerRun]
    ) -> Iterator[Record]:
        """Make a class of each run."""
        for gone in former:
            yield self._class(gone.programme, gone, "tobedeleted")
        for programme, run in runs:
            more = {"timeZone": run.time_zone, "language": run.language}
            made = self._class(programme, run, "active")
            made["metadata"] |= more
            yield made | {"location": f"{run.venue_name}, {run.city}"}

    def _class(self, programme: str, run: DesiredRun | FormerRun, status: str) -> dict[str, Any]:
        return {
            **base(run.run, self._moment_of(run), status),
            "metadata": {"startDate": run.start.isoformat(), "endDate": run.end.isoformat()},
            "title": run.title,
            "classCode": run.run,
            "classType": "scheduled",
            "course": self._ref("course", run.course),
            "school": self._ref("org", f"venue-{run.venue}"),
            "terms": [self._ref("academicSession", term_of(programme))],
        }

    def _moment_of(self, run: DesiredRun | FormerRun) -> str:
        changed = self.moment(("run", run.run), ("course", run.course), ("venue", run.venue))
        return max(changed, written(self.published.runs.get(run.run, LONG_AGO)))

    def _ref(self, kind: str, id: str) -> dict[str, str]:
        return reference(self.url, kind, id)


def base(id: str, since: str, status: str = "active") -> dict[str, Any]:
    """Begin a record; `since` is when it was last changed."""
    return {"sourcedId": id, "status": status, "dateLastModified": since}


def _teaching(
    framed: Frame, runs: list[tuple[str, DesiredRun]], former: Collection[tuple[str, str]]
) -> Iterator[Record]:
    """Make an enrolment of everybody who teaches in a run, or did in an earlier version."""
    there = set()
    for _, run in runs:
        for index, trainer in enumerate(run.trainers):
            there.add((run.run, trainer.person))
            yield framed.duty(run.run, trainer.person) | {"primary": "false" if index else "true"}
    for id, person in sorted(set(former) - there):
        if id in framed.classes:
            yield framed.duty(id, person, "tobedeleted") | {"primary": "false"}


def term_of(programme: str) -> str:
    """Give the id of a programme's term."""
    return f"{programme}-term"


def materials_of(run: DesiredRun) -> tuple[str, ...]:
    """Give the ids in an LMS of what belongs to a run's lessons, each once."""
    return tuple(dict.fromkeys(each for lesson in run.materials.values() for each in lesson))


def resource_of(material: str) -> str:
    """Give the id of a material's resource."""
    return f"material-{material}"
