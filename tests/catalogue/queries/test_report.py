"""Reports: by anything, for whoever may count, and equal to the lists."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from catalogue.actions.record_facts import Told, record_facts
from catalogue.errors import Forbidden
from catalogue.exchange.load import load
from catalogue.facts import FactKind
from catalogue.life import State
from catalogue.queries.nominations import NominationFilter, nominations
from catalogue.queries.overview import overview
from catalogue.queries.paging import Paging
from catalogue.queries.report import BY, RESTRICTED, ReportLine, report, report_rows
from catalogue.queries.runs import RunFilter, runs
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

SAMPLE = Path("catalogue/samples/rso-2015-17")
WHOLE = Paging(size=1000)


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


def test_a_focal_point_counts_its_own(database: str) -> None:
    a_world()
    a_nomination("IDN-001")
    a_nomination(an_official(9, "MYS-IMM"))
    lines = report(focal_point(), "rso").lines
    assert [(line.key, line.nominations) for line in lines] == [("IDN", 1)]
    with pytest.raises(Forbidden):
        report(agency_officer(), "rso")


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
        made = report(OVERSEER, "rso", by)
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
