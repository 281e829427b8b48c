"""Reports: by anything, for whoever may count, and equal to the lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from catalogue.actions.record_expense import record_expense
from catalogue.actions.record_facts import Told, record_facts
from catalogue.errors import Forbidden
from catalogue.exchange.load import load
from catalogue.exchange.put_course import put_course
from catalogue.exchange.write_courses import course_cells
from catalogue.facts import FactKind
from catalogue.life import State
from catalogue.queries.courses import courses
from catalogue.queries.funders import funders
from catalogue.queries.load import load_over_time
from catalogue.queries.nominations import NominationFilter, NominationLine, nominations
from catalogue.queries.officials import OfficialLine, officials
from catalogue.queries.origins import origins
from catalogue.queries.overview import overview
from catalogue.queries.paging import Paging
from catalogue.queries.report import BY, RESTRICTED, ReportLine, report, report_rows
from catalogue.queries.runs import RunFilter, runs
from catalogue.queries.trainers import trainers
from catalogue.queries.venues import venues
from tests.catalogue.builders import (
    COORDINATOR,
    OVERSEER,
    SYSTEM,
    a_course,
    a_nomination,
    a_published_plan,
    a_run,
    a_world,
    agency_officer,
    an_official,
    focal_point,
    planned,
)
from tests.catalogue.exchange.editing import DATA

SAMPLE = Path("catalogue/samples/rso-2015-17")
WHOLE = Paging(size=1000)
BEEN = {State.ATTENDED, State.COMPLETED, State.NOT_COMPLETED}
GONE = {State.DECLINED, State.LAPSED, State.WITHDRAWN}


def test_every_grouping_adds_up_to_the_lists(database: str) -> None:
    load(SYSTEM, SAMPLE)
    programme = "rso-2015-17"
    whole = overview(COORDINATOR, programme)
    held = runs(COORDINATOR, programme, RunFilter(held=True), WHOLE).items
    totals = [report(COORDINATOR, programme, by).total for by in BY]
    for total in totals:
        assert total.nominations == sum(whole.nominations.values())
        assert total.seats == whole.seats == sum(run.seats for run in held)
        assert total.completed == whole.nominations[State.COMPLETED]
        assert total.stays_usd == totals[0].stays_usd
        assert total.runs in {None, len(held)}
        assert total.running_usd in {None, totals[list(BY).index("run")].running_usd}
    by_course = {line.key: line for line in report(COORDINATOR, programme, "course").lines}
    for run in held:
        seats = [r.seats for r in held if r.course == run.course]
        assert by_course[run.course].seats == sum(seats)
        assert by_course[run.course].runs == len(seats)
    by_member = {line.key: line for line in report(COORDINATOR, programme).lines}
    for member in whole.members:
        line = by_member[member.member]
        assert (line.seats, line.seat_target) == (member.seats, member.seat_target)
        assert (line.runs, line.host_target) == (member.hosted, member.host_target)
        listed = nominations(
            COORDINATOR, NominationFilter(programme=programme, member=member.member), WHOLE
        )
        assert line.nominations == listed.total
    assert_every_figure_is_that_of_the_rows_in_the_lists(programme)


def test_what_a_run_costs(database: str) -> None:
    a_world(0)
    an_official(1)
    an_official(2, "MYS-IMM", city="kuala-lumpur")
    for official in ("IDN-001", "MYS-002"):
        a_nomination(official)
    a_published_plan(planned(seats=["IDN-001.induction", "MYS-002.induction"]))
    by_member = {line.key: line for line in report(COORDINATOR, "rso").lines}
    assert by_member["IDN"].stays_usd == 0  # at home
    assert by_member["MYS"].stays_usd == 2 * 200 + 5 * 50
    (line,) = report(COORDINATOR, "rso", "course").lines
    assert (line.stays_usd, line.running_usd, line.runs) == (650, 0, 1)
    assert report(COORDINATOR, "rso").gini == 0.0  # each has one of two


def test_what_was_paid_stands_beside_what_it_was_to_cost(database: str) -> None:
    a_world()
    a_course("exercise", restricted=True)
    a_run("exercise-1", "exercise")
    a_published_plan(planned(), planned("exercise-1", venue="academy", trainers=[]))
    day = date(2015, 9, 7)
    for usd, run in ((700, "induction-1"), (-50, "induction-1"), (30, "exercise-1"), (9, None)):
        record_expense(COORDINATOR, "rso", "AUS", usd, day, run)
    wanted: dict[str, dict[str, int | None]] = {
        "funder": {"": 0, RESTRICTED: 0, "AUS": 689},
        "run": {"": 9, RESTRICTED: 30, "induction-1": 650},
        "course": {"": 9, RESTRICTED: 30, "induction": 650},
        "period": {"": 9, RESTRICTED: 30, "2015-Q3": 650},
        "host": {"": 9, RESTRICTED: 30, "IDN": 650, "MYS": 0},
        "member": {RESTRICTED: None, "IDN": None, "MYS": None},
    }
    for by, lines in wanted.items():
        made = report(OVERSEER, "rso", by)
        assert {line.key: line.paid_usd for line in made.lines} == lines
        assert made.total.paid_usd == (None if by == "member" else 689)


def test_seats_for_one_of_two_are_unequal(database: str) -> None:
    a_world()
    for official in ("IDN-001", "IDN-002"):
        a_nomination(official)
    a_published_plan(planned(seats=["IDN-001.induction", "IDN-002.induction"]))
    assert report(OVERSEER, "rso").gini == 0.5


def test_an_overseer_counts_what_they_may_not_know(database: str) -> None:
    a_world()
    a_course("exercise", restricted=True)
    a_run("exercise-1", "exercise")
    a_nomination("IDN-001", "exercise")
    a_published_plan(planned(), planned("exercise-1", venue="academy", trainers=[]))
    keys = [line.key for line in report(OVERSEER, "rso", "course").lines]
    assert keys == [RESTRICTED, "induction"]
    assert report(OVERSEER, "rso").total == report(COORDINATOR, "rso").total


def test_an_overseer_is_not_told_when_and_where_a_restricted_activity_is_held(
    database: str,
) -> None:
    a_world()
    a_course("exercise", restricted=True)
    a_run("exercise-1", "exercise")
    a_published_plan(
        planned(), planned("exercise-1", date(2016, 2, 1), venue="academy", trainers=[])
    )
    told = [
        {line.key: line.runs for line in report(viewer, "rso", by).lines}
        for viewer in (OVERSEER, COORDINATOR)
        for by in ("period", "host", "member")
    ]
    assert told == [
        {RESTRICTED: 1, "2015-Q3": 1},
        {RESTRICTED: 1, "IDN": 1, "MYS": 0},
        {RESTRICTED: 1, "IDN": 1, "MYS": 0},
        {"2015-Q3": 1, "2016-Q1": 1},
        {"IDN": 1, "MYS": 1},
        {"IDN": 1, "MYS": 1},
    ]
    hosted = {line.member: line.hosted for line in overview(OVERSEER, "rso").members}
    assert hosted == {"IDN": 1, "MYS": 0}
    assert [(line.city, line.runs) for line in origins(OVERSEER, "rso")] == [("jakarta", 1)]
    for by in BY:
        assert report(OVERSEER, "rso", by).total == report(COORDINATOR, "rso", by).total


def test_an_overseer_is_told_no_mean_that_is_somebodys_grade(database: str) -> None:
    a_world(9)
    for run in ("induction-2", "induction-3", "induction-4"):
        a_run(run)
    seats = [a_nomination(f"IDN-00{n}") for n in range(1, 10)]
    of_runs = seats[:1], seats[1:2], seats[2:5], seats[5:]
    a_published_plan(
        *(
            planned(f"induction-{n}", date(2015, 9, 7 * n), seats=of_run, trainers=[])
            for n, of_run in enumerate(of_runs, 1)
        )
    )
    at = datetime(2015, 9, 30, tzinfo=UTC)
    for seat in seats:
        for item in ("Pre-test", "Post-test"):
            told = Told(FactKind.GRADE, seat.split(".", maxsplit=1)[0], seat, item, "1/2", at)
            record_facts(SYSTEM, "moodle", [told])
    made = report(OVERSEER, "rso", "run")
    means = [(line.tested, line.pre_percent) for line in (*made.lines, made.total)]
    # with the third, what is kept back are five people: no two of them come out of the total
    assert means == [(1, None), (1, None), (3, None), (4, 50.0), (9, 50.0)]
    assert [line.pre_percent for line in report(COORDINATOR, "rso", "run").lines] == [50.0] * 4


def test_an_agency_officer_reads_all_seats_of_its_member_beside_the_target(database: str) -> None:
    a_world()
    a_nomination("IDN-001")
    a_nomination(an_official(9, "IDN-POL"))
    a_published_plan(planned(seats=["IDN-001.induction", "IDN-009.induction"]))
    for viewer in (agency_officer(), agency_officer("IDN-POL"), focal_point()):
        (line,) = overview(viewer, "rso").members
        assert (line.member, line.seats, line.seat_target) == ("IDN", 2, 2)


def test_a_focal_point_counts_its_own(database: str) -> None:
    a_world()
    a_nomination("IDN-001")
    a_nomination(an_official(9, "MYS-IMM"))
    lines = report(focal_point(), "rso").lines
    assert [(line.key, line.nominations) for line in lines] == [("IDN", 1)]
    with pytest.raises(Forbidden):
        report(agency_officer(), "rso")


def test_what_funders_have_is_not_for_focal_points(database: str) -> None:
    a_world()
    a_nomination(an_official(9))
    budgets = [line.budget_usd for line in report(OVERSEER, "rso", "funder").lines]
    assert 100_000 in budgets
    found = report(focal_point(), "rso", "funder")
    assert [line.key for line in found.lines] == [""]
    assert [line.budget_usd for line in (*found.lines, found.total)] == [None, None]


def test_a_report_as_a_table(database: str) -> None:
    a_world()
    header, rows = report_rows(report(COORDINATOR, "rso"))
    assert header[:3] == ("key", "name", "nominations")
    assert [row[0] for row in rows] == ["IDN", "MYS", "total"]
    assert rows[-1][header.index("seat_target")] == "4"
    assert report(COORDINATOR, "rso", "gender").lines == ()
    assert report(COORDINATOR, "rso", "gender").total == ReportLine("", "")


def test_tests_and_feedback_are_counted_by_run_and_host(database: str) -> None:
    a_world()
    seats = [a_nomination(f"IDN-00{n}") for n in (1, 2, 3)]
    a_run("induction-2")
    a_published_plan(
        planned(seats=seats[:2]),
        planned("induction-2", date(2015, 9, 14), "academy", seats=seats[2:], trainers=[]),
    )
    for hours, who, item, grade in (
        (0, 0, "Pre-test", "10/20"),
        (1, 0, "Post-test: the law", "15/20"),
        (2, 0, "Post-test: the law", "19/20"),  # tried again
        (0, 1, "pretest", "8/10"),
        (0, 1, "Feedback", "4/5"),
        (0, 2, "PRE TEST", "1/3"),
        (1, 2, "Post test", "2/3"),
        (1, 2, "Exam", "0/3"),
        (1, 2, "Feedback of the week", "5/5"),
    ):
        at = datetime(2015, 9, 20, hours, tzinfo=UTC)
        official = f"IDN-00{who + 1}"
        told = Told(FactKind.GRADE, official, f"{official}.induction", item, grade, at)
        assert record_facts(SYSTEM, "moodle", [told]) == 1
    for by, keys in (("run", ["induction-1", "induction-2"]), ("host", ["IDN", "MYS"])):
        made = report(COORDINATOR, "rso", by)
        assert [line.key for line in made.lines] == keys
        judged = [
            (
                line.tested,
                line.pre_percent,
                line.post_percent,
                line.feedbacks,
                line.feedback_percent,
            )
            for line in (*made.lines, made.total)
        ]
        assert judged == [
            (1, 50.0, 95.0, 1, 80.0),
            (1, 33.3, 66.7, 1, 100.0),
            (2, 41.7, 80.8, 2, 90.0),
        ]


def test_the_means_are_those_of_the_facts_to_the_last_digit(database: str) -> None:
    a_world(9)
    seats = [a_nomination(f"IDN-00{n}") for n in range(1, 10)]
    a_run("induction-2")
    a_published_plan(
        planned(seats=seats[:5]),
        planned("induction-2", date(2015, 9, 14), "academy", seats=seats[5:], trainers=[]),
    )
    chance = Random(20150907)
    at = datetime(2015, 9, 20, tzinfo=UTC)
    told: dict[str, dict[str, Fraction]] = {}
    for seat in seats:
        official = seat.split(".", maxsplit=1)[0]
        for item in ("Pre-test", "Post-test", "Feedback"):
            most = chance.choice((3, 7, 9, 13))
            points = chance.randint(0, most)
            told.setdefault(seat, {})[item] = Fraction(points, most)
            fact = Told(FactKind.GRADE, official, seat, item, f"{points}/{most}", at)
            record_facts(SYSTEM, "moodle", [fact])
    made = report(OVERSEER, "rso", "run")
    groups = (seats[:5], seats[5:], seats)
    for line, group in zip((*made.lines, made.total), groups, strict=True):
        exact = [
            Decimal(100 * sum((told[seat][item] for seat in group), Fraction()).numerator)
            / sum((told[seat][item] for seat in group), Fraction()).denominator
            / len(group)
            for item in ("Pre-test", "Post-test", "Feedback")
        ]
        assert (line.tested, line.feedbacks) == (len(group), len(group))
        assert [
            Decimal(str(figure))
            for figure in (line.pre_percent, line.post_percent, line.feedback_percent)
        ] == [figure.quantize(Decimal("0.1")) for figure in exact]


def assert_every_figure_is_that_of_the_rows_in_the_lists(programme: str) -> None:
    rows, paging = [], WHOLE
    while True:
        found = nominations(COORDINATOR, NominationFilter(programme=programme), paging)
        rows += found.items
        if not found.next_token:
            break
        paging = Paging(found.next_token, size=WHOLE.size)
    held = {run.id: run for run in runs(COORDINATOR, programme, RunFilter(held=True), WHOLE).items}
    host = {venue.id: venue.member or "" for venue in venues(COORDINATOR, paging=WHOLE).items}
    payer = {course.id: course.funder or "" for course in courses(COORDINATOR, paging=WHOLE).items}
    gender = {line.id: line.gender or "" for line in everybody()}

    def quarter(day: date | None) -> str:
        return f"{day.year}-Q{(day.month + 2) // 3}" if day else ""

    key: dict[str, Callable[[NominationLine], str]] = {
        "member": lambda row: row.member,
        "agency": lambda row: row.agency,
        "gender": lambda row: gender[row.official],
        "course": lambda row: row.course,
        "funder": lambda row: payer[row.course],
        "run": lambda row: row.run or "",
        "period": lambda row: quarter(held[row.run].start) if row.run else "",
        "host": lambda row: host[held[row.run].venue or ""] if row.run else "",
    }
    counted: dict[str, Callable[[NominationLine], bool]] = {
        "nominations": lambda _: True,
        "waiting": lambda row: row.state == State.WAITLISTED,
        "seats": lambda row: row.run is not None,
        "attended": lambda row: row.state in BEEN,
        "completed": lambda row: row.state == State.COMPLETED,
        "absent": lambda row: row.state == State.ABSENT,
        "declined": lambda row: row.state in GONE,
    }
    assert key.keys() == BY.keys()
    for by, of in key.items():
        lines = {line.key: line for line in report(COORDINATOR, programme, by).lines}
        for name, counts in counted.items():
            wanted = Counter(of(row) for row in rows if counts(row))
            assert {k: getattr(line, name) for k, line in lines.items()} == {
                k: wanted[k] for k in lines
            }, (by, name)
            assert wanted.keys() <= lines.keys()
    paid = {line.id: line for line in funders(COORDINATOR, programme)}
    for line in report(COORDINATOR, programme, "funder").lines:
        assert line.stays_usd + (line.running_usd or 0) == paid[line.key].commitment_usd
        assert (line.budget_usd, line.paid_usd) == (
            paid[line.key].budget_usd,
            paid[line.key].actual_usd,
        )


def test_a_course_that_has_changed_since_changes_no_figure_of_what_is_published(
    database: str,
) -> None:
    load(SYSTEM, DATA)
    programme = "small"
    before = [report(COORDINATOR, programme, by) for by in BY]
    work = trainers(COORDINATOR, paging=WHOLE).items
    paid = funders(COORDINATOR, programme)
    cells = course_cells(COORDINATOR, "INDUCTION")
    block = {"code": "other", "first_day": "1", "last_day": "1"}
    shorter = cells["courses"][0] | {"days": "1"}
    put_course(COORDINATOR, shorter, cells["course_languages"], [block])
    assert [report(COORDINATOR, programme, by) for by in BY] == before
    assert trainers(COORDINATOR, paging=WHOLE).items == work
    assert funders(COORDINATOR, programme) == paid
    assert any(load_over_time(COORDINATOR, programme, line.id) for line in work)


def everybody() -> list[OfficialLine]:
    found, paging = [], WHOLE
    while True:
        page = officials(COORDINATOR, paging=paging)
        found += page.items
        if not page.next_token:
            return found
        paging = Paging(page.next_token, size=WHOLE.size)
