"""What is read about what happened in runs, about users, and for forms."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from catalogue.actions.decide_completions import decide_completions
from catalogue.actions.decide_drop_out import decide_drop_out
from catalogue.actions.make_token import make_token
from catalogue.actions.record_attendance import record_attendance
from catalogue.actions.record_lesson import record_lesson
from catalogue.actions.report_drop_out import report_drop_out
from catalogue.actions.set_planning_date import set_planning_date
from catalogue.actions.turn_day import turn_day
from catalogue.attendance import DropOutState
from catalogue.errors import Forbidden, NotFound
from catalogue.life import State
from catalogue.queries.choices import AgencyChoice, CityChoice, agencies, cities
from catalogue.queries.courses import BlockLine, CourseLine, LanguageLine, courses
from catalogue.queries.learning import LearnerLine, drop_outs, learners
from catalogue.queries.unnoted import UnnotedRun, unnoted_runs
from catalogue.queries.users import UserLine, tokens, users
from catalogue.viewer import Role
from tests.catalogue.builders import (
    COORDINATOR,
    OVERSEER,
    SYSTEM,
    a_course,
    a_nomination,
    a_published_plan,
    a_world,
    agency_officer,
    as_trainer,
    focal_point,
    planned,
)

ONE = "IDN-001.induction"
MONDAY = date(2015, 9, 7)


@pytest.fixture
def world(database: str) -> None:
    a_world()
    a_nomination("IDN-001")
    a_published_plan(planned(seats=[ONE]))


@pytest.mark.usefixtures("world")
def test_learners_of_a_run() -> None:
    for offset, there in enumerate((True, False, True)):
        day = MONDAY + timedelta(days=offset)
        record_attendance(SYSTEM, "induction-1", day, {ONE: there}, "kolibri")
    record_lesson(SYSTEM, ONE, "Law", datetime(2015, 9, 7, tzinfo=UTC), "kolibri")
    line = LearnerLine(
        nomination=ONE,
        given_name="Idn",
        family_name="Family001",
        member="IDN",
        state=State.OFFERED,
        present=(MONDAY, MONDAY + timedelta(days=2)),
        missed=(MONDAY + timedelta(days=1),),
        lessons=("Law",),
    )
    for viewer in (COORDINATOR, focal_point(), as_trainer("ana")):
        assert learners(viewer, "induction-1") == (line,)
    assert learners(focal_point("MYS"), "induction-1") == ()
    with pytest.raises(NotFound):
        learners(COORDINATOR, "other")


@pytest.mark.usefixtures("world")
def test_a_run_that_is_over_is_to_be_noted_until_it_is_known_who_was_there() -> None:
    a_nomination("IDN-002", state=State.ACCEPTED)
    set_planning_date(COORDINATOR, "rso", MONDAY + timedelta(days=4), knowingly=True)
    assert unnoted_runs(COORDINATOR, "rso") == ()
    set_planning_date(COORDINATOR, "rso", MONDAY + timedelta(days=5), knowingly=True)
    dates = {"start": MONDAY, "end": MONDAY + timedelta(days=4)}
    names = {"run": "induction-1", "course": "induction", "course_title": "Course induction"}
    line = UnnotedRun(**names, **dates, accepted=1, attended=0, trainers=("Ana",))
    for viewer in (COORDINATOR, as_trainer("ana")):
        assert unnoted_runs(viewer, "rso") == (line,)
    assert unnoted_runs(focal_point("MYS"), "rso") == ()

    record_attendance(as_trainer("ana"), "induction-1", MONDAY, {"IDN-002.induction": True}, "x")
    assert unnoted_runs(COORDINATOR, "rso") == (replace(line, accepted=0, attended=1),)
    turn_day(SYSTEM, "rso")
    for day in range(1, 5):
        there = {"IDN-002.induction": True}
        record_attendance(SYSTEM, "induction-1", MONDAY + timedelta(days=day), there, "kolibri")
    decide_completions(SYSTEM, "induction-1", "kolibri")
    assert unnoted_runs(COORDINATOR, "rso") == ()


@pytest.mark.usefixtures("world")
def test_drop_outs_by_what_became_of_them() -> None:
    report = report_drop_out(SYSTEM, ONE, "kolibri", "gone")
    (line,) = drop_outs(focal_point(), "rso")
    assert (line.id, line.nomination, line.run) == (report, ONE, "induction-1")
    assert (line.state, line.source, line.note) == (DropOutState.REPORTED, "kolibri", "gone")
    decide_drop_out(focal_point(), report, confirmed=True)
    assert drop_outs(focal_point(), "rso") == ()
    (line,) = drop_outs(focal_point(), "rso", DropOutState.CONFIRMED)
    assert (line.run, line.state) == (None, DropOutState.CONFIRMED)
    assert len(drop_outs(COORDINATOR, "rso", None)) == 1
    assert drop_outs(focal_point("MYS"), "rso", None) == ()


@pytest.mark.usefixtures("world")
def test_users_and_their_tokens() -> None:
    found = {line.person: line for line in users(COORDINATOR)}
    assert found["IDN-fp"] == UserLine(
        "IDN-fp", "", "Idn-Fp", "", member="IDN", roles=(Role.FOCAL_POINT,)
    )
    assert "ana" not in found
    with pytest.raises(Forbidden):
        users(focal_point())
    id, _ = make_token(focal_point(), "IDN-fp", "script")
    for viewer, seen in ((COORDINATOR, [id]), (focal_point(), [id]), (focal_point("MYS"), [])):
        assert [line.id for line in tokens(viewer)] == seen


@pytest.mark.usefixtures("world")
def test_a_form_offers_what_may_be_chosen() -> None:
    immigration = AgencyChoice("IDN-IMM", "Agency IDN-IMM", "immigration", "IDN", "Member IDN")
    assert agencies(agency_officer()) == (immigration,)
    assert [choice.id for choice in agencies(focal_point())] == ["IDN-IMM", "IDN-POL"]
    assert [choice.id for choice in agencies(COORDINATOR)] == ["IDN-IMM", "IDN-POL", "MYS-IMM"]
    assert agencies(OVERSEER) == ()
    assert cities(focal_point()) == (
        CityChoice("jakarta", "Jakarta", "IDN"),
        CityChoice("kuala-lumpur", "Kuala-Lumpur", "MYS"),
    )


@pytest.mark.usefixtures("world")
def test_courses_in_a_list() -> None:
    a_course("exercise", restricted=True)
    line = CourseLine(
        id="induction",
        title="Course induction",
        days=5,
        audience=(),
        min_seats=1,
        max_seats=20,
        max_seats_per_member=None,
        funder=None,
        attendance_percent=80,
        lessons=(),
        restricted=False,
        start_weekdays=(),
        facilities=(),
        min_members=0,
        languages=(LanguageLine("en", None),),
        blocks=(BlockLine("all", "", 1, 5, "", 0, 1),),
    )
    assert courses(focal_point()).items == (line,)
    assert [found.id for found in courses(COORDINATOR).items] == ["exercise", "induction"]
    assert [found.id for found in courses(COORDINATOR, "INDU").items] == ["induction"]
