"""Writing a version: what belongs to it first, its own row last, which seals it."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from typing import Any

from catalogue import sight
from catalogue.courses import Course
from catalogue.editions import newest_edition
from catalogue.errors import Refused
from catalogue.faults import Fault, Where, unknown
from catalogue.fields import now
from catalogue.members import Agency
from catalogue.nominations import Nomination
from catalogue.people import Trainer
from catalogue.places import Venue
from catalogue.plan import Plan
from catalogue.programmes import Programme
from catalogue.published import newest_version
from catalogue.rows import add_rows, parts
from catalogue.runs import Run
from catalogue.scenarios import Scenario
from catalogue.versions import (
    Version,
    VersionOrigin,
    VersionRun,
    VersionSeat,
    VersionTrainer,
    version_id,
)
from catalogue.viewer import Viewer

_RUNS_AT_ONCE = 500


def seal_version(
    viewer: Viewer,
    programme: Programme,
    plan: Plan,
    *,
    note: str,
    made_by: Scenario | None = None,
) -> Version:
    """Write the next version of a programme's plan; its ids must be there.

    `made_by` is the scenario whose plan it is: what that was made from is kept with the version.
    """
    newest = newest_version(programme.id)
    number = newest.number + 1 if newest else 1
    id = version_id(programme.id, number)
    _write_runs(viewer, id, plan)
    _keep_editions(viewer, programme, plan)
    _write_seats(viewer, id, plan)
    if made_by:
        _write_origin(id, made_by, plan, newest)
    return Version.create(
        id=id,
        programme=programme,
        number=number,
        note=note,
        published_at=now(),
        published_by=viewer.person,
        planning_date=programme.planning_date,
        scenario=made_by.id if made_by else "",
        problem_digest=made_by.problem_digest if made_by else "",
        score=made_by and made_by.score,
        bound=made_by and made_by.bound,
        floor=made_by and made_by.floor,
    )


def _write_origin(version: str, made_by: Scenario, plan: Plan, before: Version | None) -> None:
    VersionOrigin.create(
        version=version,
        problem=made_by.problem,
        objective=made_by.objective,
        limits=made_by.limits,
        outcome=made_by.outcome,
        seed=made_by.seed,
        unheld=made_by.unheld,
        unseated=[*made_by.unseated, *_not_looked_at(made_by, plan, before)],
        people_forgotten=made_by.people_forgotten,
    )


def _not_looked_at(made_by: Scenario, plan: Plan, before: Version | None) -> list[dict[str, Any]]:
    """Give the reasons, of the version before, of those whom a repair left waiting unasked."""
    origin = VersionOrigin.get_or_none(VersionOrigin.version == before) if before else None
    asked = {row["id"] for row in made_by.unseated} | {id for held in plan for id in held.seats}
    return [row for row in origin.unseated if row["id"] not in asked] if origin else []


def refuse_unknown(viewer: Viewer, programme: str, plan: Plan) -> None:
    """Go on only with ids that are there, and seats that are there once. Raises Refused."""
    known = {
        "run": {run.id for run in sight.runs(viewer).where(Run.programme == programme)},
        "venue": {venue.id for venue in Venue.select(Venue.id)},
        "trainer": {trainer.id for trainer in sight.trainers(viewer).select(Trainer.id)},
    }
    named = [("run", held.run) for held in plan]
    named += [("venue", held.venue) for held in plan]
    named += [("trainer", pair.trainer) for held in plan for pair in held.trainers]
    faults = [
        unknown(Where(column=kind), id, known[kind]) for kind, id in named if id not in known[kind]
    ]
    for kind, ids in (
        ("run", [held.run for held in plan]),
        ("seat", [seat for held in plan for seat in held.seats]),
    ):
        twice = sorted(id for id, count in Counter(ids).items() if count > 1)
        faults += [Fault(Where(column=kind), "TWICE", id) for id in twice]
    if faults:
        raise Refused(faults)


def _write_runs(viewer: Viewer, version: str, plan: Plan) -> None:
    courses = {run.id: run.course for run in sight.runs(viewer).select(Run, Course)}
    runs, trainers = [], []
    for held in plan:
        course = courses[held.run]
        runs.append(
            {
                "version": version,
                "run": held.run,
                "course": course.id,
                "start": held.start,
                "end": held.start + timedelta(days=course.days - 1),
                "venue": held.venue,
                "language": held.language,
            }
        )
        trainers += [
            {"version": version, "run": held.run, **pair._asdict()} for pair in held.trainers
        ]
    add_rows(VersionRun, runs)
    add_rows(VersionTrainer, trainers)


def _keep_editions(viewer: Viewer, programme: Programme, plan: Plan) -> None:
    """Give runs that were not held before their course's newest edition; others keep theirs."""
    held = {run.run for run in plan}
    newest: dict[str, int] = {}
    changed: dict[int | None, list[str]] = defaultdict(list)
    runs = sight.runs(viewer).select(Run, Course).where(Run.programme == programme)
    for run in list(runs):
        edition = run.edition
        if run.id not in held:
            edition = None
        elif edition is None:
            if run.course_id not in newest:
                newest[run.course_id] = newest_edition(run.course)
            edition = newest[run.course_id]
        if edition != run.edition:
            changed[edition].append(run.id)
    for edition, ids in changed.items():
        for some in parts(ids, _RUNS_AT_ONCE):
            Run.update(edition=edition).where(Run.id.in_(some)).execute()


def _write_seats(viewer: Viewer, version: str, plan: Plan) -> None:
    columns = Nomination.id, Nomination.official, Agency.member
    rows: Any = sight.nominations(viewer).select(*columns)
    whose = {id: {"official": official, "member": member} for id, official, member in rows.tuples()}
    seats = [
        {
            "version": version,
            "run": held.run,
            "nomination": seat,
            **whose[seat],
        }
        for held in plan
        for seat in held.seats
    ]
    add_rows(VersionSeat, seats)
