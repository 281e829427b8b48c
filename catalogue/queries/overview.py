"""A programme at a glance: its dates, its plan, and its figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import fn

from catalogue import sight
from catalogue.db import reading
from catalogue.life import State
from catalogue.members import Member, MemberKind
from catalogue.nominations import Nomination
from catalogue.people import Official
from catalogue.programmes import Programme
from catalogue.published import newest_version, programme_of
from catalogue.queries.report import hosting
from catalogue.queries.waiting_list import seats_of_members
from catalogue.runs import Run
from catalogue.scenarios import Scenario
from catalogue.versions import Version, VersionRun
from catalogue.viewer import Role, Viewer


@dataclass(frozen=True, slots=True)
class ProgrammeLine:
    """A programme in a list; `planning_date` is its today, the days are those of `Programme`."""

    id: str
    name: str
    start: date
    end: date
    planning_date: date
    answer_by_days: int
    reminder_days: int
    cooling_off_days: int


@dataclass(frozen=True, slots=True)
class MemberLine:
    """What a member has against what it should have: seats, and runs that it hosts.

    The seats are all of the member's, whoever asks: some of them say nothing beside its target. The
    runs are those that the viewer may know of.
    """

    member: str
    name: str
    seats: int
    seat_target: int
    hosted: int
    host_target: int


@dataclass(frozen=True, slots=True)
class Overview:
    """A programme's figures, as far as the viewer may count.

    `runs` and `held` are those that they may know of; an overseer's `held` are all, as in a report.
    `work_in_progress` is the id of a scenario, known to those who run the programme.
    """

    programme: ProgrammeLine
    version: str | None
    version_number: int
    work_in_progress: str | None
    runs: int
    held: int
    officials: int
    seats: int
    nominations: dict[State, int]
    members: tuple[MemberLine, ...]


@reading
def programmes(viewer: Viewer) -> tuple[ProgrammeLine, ...]:
    """List the programmes that they may know of, the latest first. Raises Forbidden.

    For whom runs none, those with a published plan come before those that are only being prepared.
    """
    viewer.allow(*Role)
    rows = Programme.select().order_by(Programme.start.desc(), Programme.id)
    lines = [_line(row) for row in rows if viewer.may_know(row.id)]
    if not viewer.has(Role.ADMINISTRATOR, Role.COORDINATOR):
        lines.sort(key=lambda line: newest_version(line.id) is None)
    return tuple(lines)


@reading
def overview(viewer: Viewer, programme: str) -> Overview:
    """Give a programme at a glance. Raises Forbidden, NotFound."""
    viewer.allow(*Role)
    row = programme_of(programme)
    version = newest_version(programme)
    runs = sight.runs(viewer).where(Run.programme == programme)
    held = VersionRun.select(VersionRun.run).where(VersionRun.version == version)
    in_progress = sight.scenarios(viewer).where(
        Scenario.programme == programme, Scenario.work_in_progress
    )
    found = in_progress.get_or_none()
    counted = sight.counted(viewer).where(Nomination.programme == programme)
    states: Any = counted.select(Nomination.state, fn.COUNT(Nomination.id))
    seated = counted.where(Nomination.run.is_null(is_null=False))
    return Overview(
        programme=_line(row),
        version=version.id if version else None,
        version_number=version.number if version else 0,
        work_in_progress=found.id if found else None,
        runs=runs.count(),
        held=held.count() if viewer.has(Role.OVERSEER) else runs.where(Run.id.in_(held)).count(),
        officials=sight.officials(viewer).select(Official.id).count(),
        seats=seated.count(),
        nominations=dict(states.group_by(Nomination.state).order_by(Nomination.state).tuples()),
        members=_members(viewer, programme, version),
    )


def _members(viewer: Viewer, programme: str, version: Version | None) -> tuple[MemberLine, ...]:
    """Count for all members, or for the viewer's own."""
    members = Member.select().where(Member.kind == MemberKind.MEMBER).order_by(Member.name)
    if not (viewer.sees_all or viewer.has(Role.OVERSEER)):
        members = members.where(Member.id == viewer.member)
    seats = seats_of_members(Viewer.system(), programme)  # a figure: nobody is hidden
    hosted = hosting(viewer, version)
    return tuple(
        MemberLine(
            member=member.id,
            name=member.name,
            seats=seats[member.id],
            seat_target=member.seat_target,
            hosted=hosted[member.id],
            host_target=member.host_target,
        )
        for member in members
    )


def _line(row: Programme) -> ProgrammeLine:
    return ProgrammeLine(
        id=row.id,
        name=row.name,
        start=row.start,
        end=row.end,
        planning_date=row.planning_date,
        answer_by_days=row.answer_by_days,
        reminder_days=row.reminder_days,
        cooling_off_days=row.cooling_off_days,
    )
