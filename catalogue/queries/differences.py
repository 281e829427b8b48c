"""The difference between two plans in users' words: by run, and by person who must be told."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from catalogue import sight
from catalogue.courses import Course
from catalogue.db import reading
from catalogue.difference import (
    Change,
    DateMoved,
    LanguageChanged,
    RunAdded,
    RunCancelled,
    SeatGained,
    SeatLost,
    SeatMoved,
    TrainersSwapped,
    VenueMoved,
    changes,
)
from catalogue.errors import NotFound
from catalogue.life import MOVABLE, SEATED, State
from catalogue.nominations import Nomination
from catalogue.people import Official, Person, Trainer
from catalogue.plan import Plan, plan_of_rows
from catalogue.published import plan_of, programme_of, standing_plan, version_of
from catalogue.rows import narrowed
from catalogue.runs import Run
from catalogue.scenarios import Scenario
from catalogue.versions import Version
from catalogue.viewer import Role, Viewer

STANDING = "standing"
"""The name of the published plan with today's seats."""


@dataclass(frozen=True, slots=True)
class ChangedRun:
    """A run with what changed about it and about its seats, as far as the viewer may see."""

    run: str
    course: str
    course_title: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody who must be told, and of what: their own seat or work, or where and when it is.

    `state` is where their nomination stands now; None for a trainer. Who has withdrawn since need
    not be told that their seat is gone.
    """

    person: str
    given_name: str
    family_name: str
    member: str | None
    nomination: str | None
    state: State | None
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What is different, by run and by person."""

    runs: tuple[ChangedRun, ...]
    people: tuple[Told, ...]

    @property
    def readers(self) -> int:
        """Count who must be told; one with seats in several runs is one."""
        return len({each.person for each in self.people})


@reading
def between_versions(viewer: Viewer, before: str | None, now: str) -> Difference:
    """Compare two versions; None stands for nothing published. Raises Forbidden, NotFound."""
    viewer.allow(*set(Role) - {Role.MACHINE_CLIENT})
    old = plan_of(viewer, version_of(before)) if before else ()
    return _difference(viewer, old, plan_of(viewer, version_of(now)))


@reading
def to_scenario(viewer: Viewer, scenario: str) -> Difference:
    """Compare the plan as it stands today with a scenario's. Raises Forbidden, NotFound."""
    viewer.allow_coordinators()
    row = sight.scenario(viewer, scenario)
    new = plan_of_rows(row.schedule or [])
    return _difference(viewer, standing_plan(viewer, row.programme_id), new)


@reading
def between(viewer: Viewer, programme: str, before: str, now: str) -> Difference:
    """Compare any two plans of a programme, each by its name.

    That is the id of a version or, for those who run the programme, of a scenario; or STANDING, the
    published plan with today's seats. Raises Forbidden, NotFound.
    """
    viewer.allow(*set(Role) - {Role.MACHINE_CLIENT})
    programme_of(programme)
    old, new = (_plan_named(viewer, programme, name) for name in (before, now))
    return _difference(viewer, old, new)


def _plan_named(viewer: Viewer, programme: str, name: str) -> Plan:
    if name == STANDING:
        return standing_plan(viewer, programme)
    version = Version.get_or_none(Version.id == name, Version.programme == programme)
    if version:
        return plan_of(viewer, version)
    scenario = sight.scenarios(viewer).where(Scenario.id == name, Scenario.programme == programme)
    found = scenario.get_or_none()
    if found is None:
        raise NotFound("plan", name)
    return plan_of_rows(found.schedule or [])


def _difference(viewer: Viewer, before: Plan, now: Plan) -> Difference:
    found = _without_facts(viewer, changes(before, now))
    by_run: dict[str, list[Change]] = defaultdict(list)
    for change in found:
        by_run[change.run].append(change)
        if isinstance(change, SeatMoved):
            by_run[change.before].append(change)
    courses = {run.id: run.course for run in sight.runs(viewer).select(Run, Course)}
    runs = [
        ChangedRun(run, courses[run].id, courses[run].title, tuple(of_run))
        for run, of_run in sorted(by_run.items())
        if run in courses
    ]
    people = _officials_told(viewer, found, now) + _trainers_told(viewer, found, before, now)
    return Difference(tuple(runs), tuple(people))


def _without_facts(viewer: Viewer, found: tuple[Change, ...]) -> tuple[Change, ...]:
    """Leave out seats that only seem lost: who was there, or absent, had theirs and keeps it.

    A plan names an official once for a course; a newer nomination stands in it for an earlier one.
    """
    lost = {change.nomination for change in found if isinstance(change, SeatLost)}
    settled = sight.nominations(viewer).where(Nomination.state.in_(sorted(SEATED - MOVABLE)))
    facts = {(row.id, row.run_id) for row in narrowed(settled, Nomination.id, lost)}
    return tuple(
        change
        for change in found
        if not (isinstance(change, SeatLost) and (change.nomination, change.run) in facts)
    )


_WHERE_AND_WHEN = (DateMoved, VenueMoved, LanguageChanged)


def _officials_told(viewer: Viewer, found: tuple[Change, ...], now: Plan) -> list[Told]:
    news: dict[str, list[Change]] = defaultdict(list)
    seats = {held.run: held.seats for held in now}
    for change in found:
        if isinstance(change, SeatGained | SeatLost | SeatMoved):
            news[change.nomination].append(change)
    for change in found:
        if isinstance(change, _WHERE_AND_WHEN):
            for seat in seats[change.run]:
                if not any(isinstance(c, SeatGained | SeatMoved) for c in news[seat]):
                    news[seat].append(change)
    query = sight.nominations(viewer).select(Nomination, Official, Person)
    rows = query.order_by(Person.family_name, Nomination.id)
    return [
        Told(
            person=row.official.person_id,
            given_name=row.official.person.given_name,
            family_name=row.official.person.family_name,
            member=row.official.person.member_id,
            nomination=row.id,
            state=row.state,
            changes=tuple(news[row.id]),
        )
        for row in rows
        if news.get(row.id)
    ]


def _trainers_told(
    viewer: Viewer, found: tuple[Change, ...], before: Plan, now: Plan
) -> list[Told]:
    news: dict[str, list[Change]] = defaultdict(list)
    taught = {held.run: {pair.trainer for pair in held.trainers} for held in before}
    stay = {
        held.run: {pair.trainer for pair in held.trainers} & taught.get(held.run, set())
        for held in now
    }
    for change in found:
        match change:
            case RunAdded(now=held) | RunCancelled(before=held):
                concerned = {pair.trainer for pair in held.trainers}
            case TrainersSwapped(lost=lost, gained=gained):
                concerned = {*lost, *gained}
            case DateMoved() | VenueMoved() | LanguageChanged():
                concerned = stay[change.run]
            case _:
                continue
        for trainer in sorted(concerned):
            news[trainer].append(change)
    query = sight.trainers(viewer).select(Trainer, Person)
    rows = query.order_by(Person.family_name, Trainer.id)
    return [
        Told(
            person=row.person_id,
            given_name=row.person.given_name,
            family_name=row.person.family_name,
            member=row.person.member_id,
            nomination=None,
            state=None,
            changes=tuple(news[row.id]),
        )
        for row in rows
        if row.id in news
    ]
