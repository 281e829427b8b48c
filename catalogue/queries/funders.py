"""Funders: what they gave, what the published plan commits, and what was really spent."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from catalogue import sight
from catalogue.courses import Course
from catalogue.db import reading
from catalogue.expenses import Expense
from catalogue.members import Funder
from catalogue.published import newest_version, programme_of
from catalogue.queries.costs import prices
from catalogue.rows import read_as
from catalogue.versions import VersionRun
from catalogue.viewer import Role, Viewer


@dataclass(frozen=True, slots=True)
class FundedRun:
    """A run that is held with a funder's money, what it will cost, and what it has cost."""

    run: str
    course: str
    start: date
    commitment_usd: int
    actual_usd: int


@dataclass(frozen=True, slots=True)
class FunderLine:
    """A funder with its budget (None: no limit); all in whole US dollars.

    The commitment is what the runs of its courses cost in the published plan with today's seats.
    `actual_usd` is what was paid, for runs or not. `runs` are those that the viewer may know of.
    """

    id: str
    name: str
    budget_usd: int | None
    commitment_usd: int
    actual_usd: int
    runs: tuple[FundedRun, ...]


@dataclass(frozen=True, slots=True)
class ExpenseLine:
    """What a funder paid, for a run if for one."""

    id: str
    funder: str
    run: str | None
    amount_usd: int
    paid_on: date
    note: str


@reading
def funders(viewer: Viewer, programme: str) -> tuple[FunderLine, ...]:
    """List funders, for those who run the programme and those who oversee it.

    Raises Forbidden, NotFound.
    """
    viewer.allow(Role.ADMINISTRATOR, Role.COORDINATOR, Role.OVERSEER)
    programme_of(programme)
    version = newest_version(programme)
    held = list(
        VersionRun.select(VersionRun, Course)
        .join(Course, on=VersionRun.course == Course.id)
        .where(VersionRun.version == version)
        .order_by(VersionRun.start, VersionRun.run)
    )
    known = {course.id for course in sight.courses(viewer).select(Course.id)}
    # figures of all: no person is named in what comes of it
    cost = prices(Viewer.system(viewer.request_id), version)
    paid = Expense.select().where(Expense.programme == programme)
    of_run: Counter[str | None] = Counter()
    of_funder: Counter[str] = Counter()
    for expense in paid:
        of_funder[expense.funder_id] += expense.amount_usd
        of_run[expense.run_id] += expense.amount_usd
    lines = []
    for funder in Funder.select().order_by(Funder.name, Funder.id):
        runs = tuple(
            FundedRun(
                run=row.run_id,
                course=row.course_id,
                start=row.start,
                commitment_usd=cost.runs[row.run_id] + cost.stays[row.run_id],
                actual_usd=of_run[row.run_id],
            )
            for row in held
            if row.course.funder_id == funder.id
        )
        line = FunderLine(
            id=funder.id,
            name=funder.name,
            budget_usd=funder.budget_usd,
            commitment_usd=sum(run.commitment_usd for run in runs),
            actual_usd=of_funder[funder.id],
            runs=tuple(run for run in runs if run.course in known),
        )
        lines.append(line)
    return tuple(lines)


@reading
def funder_names(viewer: Viewer) -> dict[str, str]:
    """Give what funders are called, by their ids. Raises Forbidden."""
    viewer.allow(Role.ADMINISTRATOR, Role.COORDINATOR, Role.OVERSEER)
    return {funder.id: funder.name for funder in Funder.select().order_by(Funder.name, Funder.id)}


@reading
def expenses(viewer: Viewer, programme: str) -> tuple[ExpenseLine, ...]:
    """List what was paid, the latest first. Raises Forbidden, NotFound."""
    viewer.allow_coordinators()
    programme_of(programme)
    query = Expense.select(
        Expense.id,
        Expense.funder.alias("funder"),
        Expense.run.alias("run"),
        Expense.amount_usd,
        Expense.paid_on,
        Expense.note,
    ).where(Expense.programme == programme)
    return tuple(read_as(ExpenseLine, query.order_by(Expense.paid_on.desc(), Expense.id)))
