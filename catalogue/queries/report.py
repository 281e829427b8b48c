"""A programme's figures for those who oversee it, by whatever they ask.

Every figure is counted from the rows that the lists show, so that each line, and the total of any
grouping, is what the list says.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from itertools import combinations
from typing import Any

from peewee import JOIN

from catalogue import sight
from catalogue.courses import Course
from catalogue.db import reading
from catalogue.expenses import Expense
from catalogue.life import State
from catalogue.members import Agency, Funder, Member, MemberKind
from catalogue.nominations import Nomination
from catalogue.people import Official, Person
from catalogue.places import Venue
from catalogue.published import newest_version, programme_of
from catalogue.queries.costs import prices
from catalogue.queries.evaluation import Evaluation, evaluations
from catalogue.runs import Run
from catalogue.versions import Version, VersionRun
from catalogue.viewer import Role, Viewer

RESTRICTED = "(restricted)"
"""Stands for all activities that the viewer may not know of."""

LEAST_JUDGED = 3
"""Of fewer people no mean is told to who may not see them: it would be somebody's grade."""

_BEEN = frozenset({State.ATTENDED, State.COMPLETED, State.NOT_COMPLETED})
_ENDED = _BEEN | {State.ABSENT}


@dataclass(frozen=True, slots=True)
class ReportLine:
    """Figures of one group; `key` is empty for what belongs to none.

    `seats` are held today, or were; of them `attended` came, `completed` passed, `absent` stayed
    away. `seat_target`, `host_target`, `budget_usd` are None where there is none. `stays_usd` are
    ways and per diems of those who sit, `running_usd` halls and trainers, `paid_usd` what funders
    really paid for its runs, or at all: None in groups of people.
    `tested` did a test before and after; `pre_percent` and `post_percent` are their means in
    percent of the most, `feedback_percent` that of the `feedbacks`: None where there is none, or
    where it would tell an overseer what so few people did that it is theirs.
    """

    key: str
    name: str
    nominations: int = 0
    waiting: int = 0
    seats: int = 0
    attended: int = 0
    completed: int = 0
    absent: int = 0
    declined: int = 0
    seat_target: int | None = None
    runs: int | None = None
    host_target: int | None = None
    stays_usd: int = 0
    running_usd: int | None = None
    budget_usd: int | None = None
    paid_usd: int | None = None
    tested: int = 0
    pre_percent: float | None = None
    post_percent: float | None = None
    feedbacks: int = 0
    feedback_percent: float | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """Figures by one grouping, and in all. `gini` is that of seats against targets.

    0: every member has the same share of its target; 1: one has all. None without targets.
    """

    programme: str
    planning_date: str
    version: str | None
    by: str
    lines: tuple[ReportLine, ...]
    total: ReportLine
    gini: float | None


_Key = Callable[[Nomination], str]

BY: dict[str, _Key | None] = {
    "member": lambda row: row.official.agency.member_id,
    "agency": lambda row: row.official.agency_id,
    "gender": lambda row: row.official.person.gender or "",
    "course": None,
    "run": None,
    "funder": None,
    "period": None,
    "host": None,
}
"""What a report may be by. Without a key of its own: by the run."""


def hosting(viewer: Viewer, version: Version | None) -> Counter[str]:
    """Count the runs of a version that members host; those that the viewer may not know of as one.

    Raises nothing: it is for figures, and to be called while reading.
    """
    held = VersionRun.select(VersionRun, Venue).join(Venue).where(VersionRun.version == version)
    known = {course.id for course in sight.courses(viewer).select(Course.id)}
    return Counter(
        row.venue.member_id or "" if row.course_id in known else RESTRICTED for row in held
    )


@reading
def report(viewer: Viewer, programme: str, by: str = "member") -> Report:
    """Count a programme by one of `BY`, as far as the viewer may count.

    Raises Forbidden, NotFound.
    """
    viewer.allow(Role.ADMINISTRATOR, Role.COORDINATOR, Role.OVERSEER, Role.FOCAL_POINT)
    row, version = programme_of(programme), newest_version(programme)
    rows = list(
        sight.counted(viewer)
        .select(Nomination, Official, Person, Agency)
        .where(Nomination.programme == programme)
    )
    held = {
        run.run_id: run
        for run in VersionRun.select(VersionRun, Venue)
        .join(Venue)
        .where(VersionRun.version == version)
    }
    known = {course.id: course for course in sight.courses(viewer)}
    of_run, of_course = _by_run(by, held, known)
    of_person = BY[by]
    cost, judged = prices(viewer, version), evaluations()
    figures: dict[str, Counter[str]] = defaultdict(Counter)
    opinions: dict[str, list[Evaluation]] = defaultdict(list)
    for nomination in rows:
        if of_person:
            key = of_person(nomination)
        else:
            run = nomination.run_id
            key = of_run(run) if run in held else of_course(nomination.course_id)
        _count(figures[key], nomination)
        if nomination.id in judged:
            opinions[key].append(judged[nomination.id])
        figures[key]["stays_usd"] += cost.seats.get(nomination.id, 0)
    counts_runs = of_person is None and (viewer.sees_all or viewer.has(Role.OVERSEER))
    for run, price in cost.runs.items() if counts_runs else ():
        figures[of_run(run)]["runs"] += 1
        figures[of_run(run)]["running_usd"] += price
    paid = Expense.select(Expense, Run).join(Run, JOIN.LEFT_OUTER)
    for each in paid.where(Expense.programme == programme) if counts_runs else ():
        if by == "funder":
            key = each.funder_id
        elif each.run_id in held:
            key = of_run(each.run_id)
        else:
            key = of_course(each.run.course_id) if each.run else ""
        figures[key]["paid_usd"] += each.amount_usd
    names = _names(by, known)
    owed = _owed(viewer, by, hosting(viewer, version))
    least = LEAST_JUDGED if viewer.has(Role.OVERSEER) and not viewer.sees_all else 1
    judgements = _judgements(opinions, least)
    lines = tuple(
        ReportLine(
            key=key,
            name=names.get(key, key),
            **_values(judgements.get(key, {}), figures.get(key, Counter()), owed.get(key, {})),
        )
        for key in sorted({*figures, *owed}, key=lambda key: (names.get(key, key), key))
    )
    if counts_runs:
        lines = tuple(_with_runs(line) for line in lines)
    return Report(
        programme=programme,
        planning_date=row.planning_date.isoformat(),
        version=version.id if version else None,
        by=by,
        lines=lines,
        total=_total(lines, _judged([each for some in opinions.values() for each in some], least)),
        gini=_gini(lines) if by == "member" else None,
    )


def _values(*some: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for each in some for name, value in each.items()}


_MEANS_OF = {"tested": ("pre_percent", "post_percent"), "feedbacks": ("feedback_percent",)}
_MEANS = frozenset(name for names in _MEANS_OF.values() for name in names)


def _judgements(
    opinions: Mapping[str, Sequence[Evaluation]], least: int
) -> dict[str, dict[str, Any]]:
    """Judge each group; what is not told of small ones does not come out of the total, either.

    The next greater group is not told then, until those that are not have `least` people together.
    """
    found = {key: _judged(theirs) for key, theirs in opinions.items()}
    for count, means in _MEANS_OF.items():
        kept_back = 0
        for each in sorted(found.values(), key=lambda each: int(each[count])):
            if each[count] and (each[count] < least or 0 < kept_back < least):
                kept_back += each[count]
                each.update(dict.fromkeys(means))
    return found


def _judged(theirs: Sequence[Evaluation], least: int = 1) -> dict[str, Any]:
    """Count tests and feedback, and give their exact means, rounded once, the half to even."""
    both = [(each.pre, each.post) for each in theirs if None not in {each.pre, each.post}]
    felt = [each.feedback for each in theirs if each.feedback is not None]
    return {
        "tested": len(both),
        "pre_percent": _percent([pre for pre, _ in both if pre is not None], least),
        "post_percent": _percent([post for _, post in both if post is not None], least),
        "feedbacks": len(felt),
        "feedback_percent": _percent(felt, least),
    }


def _percent(shares: Sequence[Fraction], least: int) -> float | None:
    if len(shares) < least:
        return None
    return float(round(100 * sum(shares, Fraction()) / len(shares), 1))


def _count(figures: Counter[str], nomination: Nomination) -> None:
    state = nomination.state
    figures["nominations"] += 1
    figures["waiting"] += state == State.WAITLISTED
    figures["seats"] += nomination.run_id is not None
    figures["attended"] += state in _BEEN
    figures["completed"] += state == State.COMPLETED
    figures["absent"] += state == State.ABSENT
    figures["declined"] += state in {State.DECLINED, State.LAPSED, State.WITHDRAWN}


def _by_run(
    by: str, held: dict[str, VersionRun], known: dict[str, Course]
) -> tuple[Callable[[str], str], Callable[[str], str]]:
    """Give to which group a held run belongs, and a nomination for a course without one."""

    def of_course(course: str) -> str:
        if by == "course":
            return course if course in known else RESTRICTED
        if by == "funder":
            return (known[course].funder_id or "") if course in known else RESTRICTED
        return ""

    def of_run(run: str) -> str:
        row = held[run]
        if row.course_id not in known:  # neither what it is, nor when or where
            return RESTRICTED
        if by == "period":
            return f"{row.start.year}-Q{(row.start.month + 2) // 3}"
        if by == "host":
            return row.venue.member_id or ""
        return run if by == "run" else of_course(row.course_id)

    return of_run, of_course


def _names(by: str, known: dict[str, Course]) -> dict[str, str]:
    if by == "course":
        return {id: course.title for id, course in known.items()}
    tables: dict[str, Any] = {"member": Member, "host": Member, "agency": Agency, "funder": Funder}
    return {row.id: row.name for row in tables[by].select()} if by in tables else {}


def _owed(viewer: Viewer, by: str, hosted: Counter[str]) -> dict[str, dict[str, int | None]]:
    """Give what members should have, and what funders would pay, also where nothing is counted."""
    is_for_all = viewer.sees_all or viewer.has(Role.OVERSEER)
    if by == "funder" and is_for_all:  # a focal point is not told what funders have
        return {row.id: {"budget_usd": row.budget_usd} for row in Funder.select()}
    if by not in {"member", "host"}:
        return {}
    members = Member.select().where(Member.kind == MemberKind.MEMBER)
    if not is_for_all:
        members = members.where(Member.id == viewer.member)
    if by == "host":
        return {row.id: {"host_target": row.host_target} for row in members}
    elsewhere: dict[str, dict[str, int | None]] = {}
    if is_for_all and hosted[RESTRICTED]:
        elsewhere[RESTRICTED] = {"runs": hosted[RESTRICTED]}
    return elsewhere | {
        row.id: {
            "seat_target": row.seat_target,
            "host_target": row.host_target,
            "runs": hosted[row.id],
        }
        for row in members
    }


def _with_runs(line: ReportLine) -> ReportLine:
    values = {field.name: getattr(line, field.name) for field in fields(line)}
    counted = ("runs", "running_usd", "paid_usd")
    return ReportLine(**{**values, **{name: values[name] or 0 for name in counted}})


def _total(lines: tuple[ReportLine, ...], judged: dict[str, Any]) -> ReportLine:
    sums: dict[str, Any] = dict(judged)
    for field in fields(ReportLine)[2:]:
        if field.name in _MEANS:
            continue
        there = [value for line in lines if (value := getattr(line, field.name)) is not None]
        sums[field.name] = sum(there) if there or field.default == 0 else None
    return ReportLine("", "", **sums)


def _gini(lines: tuple[ReportLine, ...]) -> float | None:
    """Give the Gini coefficient of seats per seat that was aimed at (Gini, 1912)."""
    shares = [line.seats / line.seat_target for line in lines if line.seat_target]
    if not any(shares):
        return None
    apart = sum(abs(one - other) for one, other in combinations(shares, 2))
    return round(apart / (len(shares) * sum(shares)), 4)


def report_rows(made: Report) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Give a report as a table: its header, its lines, and a line `total`."""
    names = tuple(field.name for field in fields(ReportLine))
    lines = [*made.lines, made.total]
    rows = [
        tuple("" if value is None else str(value) for value in map(line.__getattribute__, names))
        for line in lines
    ]
    rows[-1] = ("total", *rows[-1][1:])
    return names, rows
