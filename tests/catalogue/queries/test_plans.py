"""What is read about plans: overview, board, seats, waiting list, left out."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from catalogue.actions.accept import accept
from catalogue.actions.draft_scenario import draft_scenario
from catalogue.actions.finish_scenario import Result, finish_scenario
from catalogue.actions.start_scenario import start_scenario
from catalogue.actions.withdraw import withdraw
from catalogue.courses import Course
from catalogue.db import changing
from catalogue.errors import Forbidden, NotFound
from catalogue.life import State
from catalogue.plan import LeftOut, Reason
from catalogue.queries.board import Bar, board
from catalogue.queries.left_out import left_out
from catalogue.queries.overview import MemberLine, ProgrammeLine, overview, programmes
from catalogue.queries.seats import SeatLine, seats
from catalogue.queries.waiting_list import waiting_list
from tests.catalogue.builders import (
    COORDINATOR,
    OVERSEER,
    SYSTEM,
    TODAY,
    a_nomination,
    a_programme,
    a_published_plan,
    a_run,
    a_solved_scenario,
    a_world,
    agency_officer,
    an_official,
    as_trainer,
    focal_point,
    machine,
    planned,
)

ONE, TWO, THREE = (f"IDN-00{n}.induction" for n in (1, 2, 3))
FOREIGN = "MYS-001.induction"


@pytest.fixture
def world(database: str) -> None:
    a_world()
    an_official(1, "MYS-IMM")
    for official in ("IDN-001", "IDN-002", "IDN-003", "MYS-001"):
        a_nomination(official)


@pytest.mark.usefixtures("world")
def test_a_programme_at_a_glance() -> None:
    a_run("induction-2")
    a_published_plan(planned(seats=[ONE, FOREIGN]))
    accept(focal_point("MYS"), FOREIGN)
    dates = date(2015, 1, 1), date(2017, 12, 31), TODAY
    line = ProgrammeLine("rso", "RSO work plan", *dates, 42, 7, 0)
    assert programmes(OVERSEER) == (line,)
    found = overview(COORDINATOR, "rso")
    assert (found.programme, found.version, found.version_number) == (line, "rso-v1", 1)
    assert (found.runs, found.held, found.officials, found.seats) == (2, 1, 4, 2)
    assert found.nominations == {State.ACCEPTED: 1, State.OFFERED: 1, State.WAITLISTED: 2}
    assert found.members == (
        MemberLine("IDN", "Member IDN", seats=1, seat_target=2, hosted=1, host_target=0),
        MemberLine("MYS", "Member MYS", seats=1, seat_target=2, hosted=0, host_target=0),
    )
    assert found.work_in_progress == "rso-s1"


@pytest.mark.usefixtures("world")
def test_a_programme_that_is_only_being_prepared_hides_none_that_is_published() -> None:
    a_published_plan(planned(seats=[ONE]))
    a_programme("next", start=date(2030, 1, 1), end=date(2030, 12, 31))
    found = {v: [each.id for each in programmes(v)] for v in (OVERSEER, COORDINATOR)}
    assert found == {OVERSEER: ["rso", "next"], COORDINATOR: ["next", "rso"]}


@pytest.mark.usefixtures("world")
def test_a_glance_is_as_wide_as_the_viewer_may_look() -> None:
    a_run("induction-2")
    a_published_plan(planned(seats=[ONE, FOREIGN]))
    overseer, own = overview(OVERSEER, "rso"), overview(focal_point("MYS"), "rso")
    assert (overseer.seats, overseer.officials, len(overseer.members)) == (2, 0, 2)
    assert (own.seats, own.officials, [m.member for m in own.members]) == (1, 1, ["MYS"])
    assert own.nominations == {State.OFFERED: 1}
    assert (own.runs, own.held, own.work_in_progress) == (1, 1, None)
    with pytest.raises(NotFound):
        overview(COORDINATOR, "other")


@pytest.mark.usefixtures("world")
def test_overseers_count_the_runs_of_restricted_courses_as_in_a_report() -> None:
    a_published_plan(planned(seats=[ONE, FOREIGN]))
    changing(Course.update(restricted=True).execute)()
    assert overview(OVERSEER, "rso").held == overview(COORDINATOR, "rso").held == 1


@pytest.mark.usefixtures("world")
def test_an_empty_programme_has_figures_too() -> None:
    found = overview(COORDINATOR, "rso")
    assert (found.version, found.version_number, found.held, found.seats) == (None, 0, 0, 0)


@pytest.mark.usefixtures("world")
def test_the_board_has_a_bar_for_each_held_run() -> None:
    a_published_plan(planned(seats=[ONE, FOREIGN]))
    withdraw(focal_point("MYS"), FOREIGN)
    found = board(COORDINATOR, "rso")
    assert (found.version, found.scenario, found.today) == ("rso-v1", None, TODAY)
    assert [(row.venue, len(row.bars)) for row in found.rows] == [("hall", 1), ("academy", 0)]
    expected = Bar(
        run="induction-1",
        course="induction",
        course_title="Course induction",
        venue="hall",
        start=date(2015, 9, 7),
        end=date(2015, 9, 11),
        language="en",
        required=False,
        restricted=False,
        pinned=False,
        seats=1,
        max_seats=20,
        trainers=("ana",),
    )
    assert found.rows[0].bars == (expected,)
    (foreign,) = board(focal_point("MYS"), "rso").rows[0].bars
    assert (foreign.seats, foreign.trainers) == (1, ())


@pytest.mark.usefixtures("world")
def test_the_board_of_a_scenario_is_for_those_who_run_the_programme() -> None:
    a_solved_scenario(planned(venue="academy", seats=[ONE, TWO, THREE]))
    found = board(COORDINATOR, "rso", "rso-s1")
    assert (found.version, found.scenario) == (None, "rso-s1")
    assert [(row.venue, [bar.seats for bar in row.bars]) for row in found.rows] == [
        ("hall", []),
        ("academy", [3]),
    ]
    with pytest.raises(NotFound):
        board(focal_point(), "rso", "rso-s1")


@pytest.mark.usefixtures("world")
def test_the_board_before_anything_is_published_is_empty() -> None:
    assert [row.bars for row in board(COORDINATOR, "rso").rows] == [(), ()]


@pytest.mark.usefixtures("world")
def test_the_seats_of_a_run() -> None:
    a_published_plan(planned(seats=[ONE, FOREIGN]))
    line = SeatLine(
        nomination=FOREIGN,
        official="MYS-001",
        given_name="Mys",
        family_name="Family001",
        member="MYS",
        member_name="Member MYS",
        agency="MYS-IMM",
        agency_name="Agency MYS-IMM",
        state=State.OFFERED,
    )
    assert seats(focal_point("MYS"), "induction-1") == (line,)
    for viewer in (COORDINATOR, as_trainer("ana"), machine()):
        assert [s.nomination for s in seats(viewer, "induction-1")] == [ONE, FOREIGN]
    assert seats(OVERSEER, "induction-1") == ()


@pytest.mark.usefixtures("world")
def test_the_waiting_list_is_in_the_stated_order(database: str) -> None:
    def waits(number: int, agency: str = "IDN-IMM", day: int = 1, **values: int) -> str:
        return a_nomination(
            an_official(number, agency),
            state=State.WAITLISTED,
            endorsed_at=datetime(2015, 4, day, tzinfo=UTC),
            **values,
        )

    a_nomination(an_official(20), state=State.ACCEPTED)
    a_nomination(an_official(21), state=State.ACCEPTED)
    by_time = [waits(13, day=9), waits(14, day=8)]
    shortfall = waits(12, "MYS-IMM", day=10)
    rank = waits(11, rank=2)
    unranked = a_nomination(an_official(15), state=State.WAITLISTED, rank=None)
    priority = waits(10, priority=5, rank=9, day=30)
    found = waiting_list(COORDINATOR, "rso", "induction")
    expected = [priority, shortfall, *by_time[::-1], rank, unranked]
    assert [line.nomination for line in found] == expected
    assert [line.shortfall for line in found] == [0, 2, 0, 0, 0, 0]
    own = waiting_list(focal_point("MYS"), "rso", "induction")
    assert [line.nomination for line in own] == [shortfall]
    police = waits(16, "IDN-POL")
    (line,) = waiting_list(agency_officer("IDN-POL"), "rso", "induction")
    assert (line.nomination, line.shortfall) == (police, 0)  # of their member, not their agency


@pytest.mark.usefixtures("world")
def test_what_a_scenario_leaves_out_and_why() -> None:
    scenario = draft_scenario(COORDINATOR, "rso", "One")
    start_scenario(
        SYSTEM,
        scenario,
        problem="{}",
        problem_digest="d",
        objective="TOTAL",
        limits={},
        revision=0,
    )
    full, no_venue = (Reason("FULL", cut_off_priority=4),), (Reason("NO_VENUE"),)
    result = Result(
        "FEASIBLE",
        (),
        None,
        None,
        None,
        0,
        unheld=(LeftOut("induction-1", no_venue), LeftOut("gone", no_venue)),
        unseated=(LeftOut(ONE, full), LeftOut("gone", full)),
    )
    finish_scenario(SYSTEM, scenario, result)
    found = left_out(COORDINATOR, scenario)
    assert [(line.run, line.course_title, line.reasons) for line in found.unheld] == [
        ("induction-1", "Course induction", no_venue)
    ]
    assert [(line.nomination, line.member, line.reasons) for line in found.unseated] == [
        (ONE, "IDN", full)
    ]
    with pytest.raises(Forbidden):
        left_out(focal_point(), scenario)
