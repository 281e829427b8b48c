"""Everything that planning needs to know."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from catalogue.actions.answer_assignment import answer_assignment
from catalogue.actions.decide_completions import decide_completions
from catalogue.actions.record_attendance import record_attendance
from catalogue.errors import Forbidden
from catalogue.exchange.load import load
from catalogue.life import State
from catalogue.plan import BlockTrainer, PlannedRun
from catalogue.planning_input import (
    BlockInput,
    CourseInput,
    Days,
    Ended,
    LanguageInput,
    LinkInput,
    MemberInput,
    NominationInput,
    OfficialInput,
    RunInput,
    SkillInput,
    TrainerInput,
    VenueInput,
)
from catalogue.programmes import usual_terms
from catalogue.queries.planning import planning_input, terms
from tests.catalogue.builders import COORDINATOR, SYSTEM, as_trainer, focal_point

DATA = Path(__file__).parents[1] / "data" / "programme"


@pytest.fixture
def loaded(database: str) -> None:
    load(SYSTEM, DATA)


@pytest.mark.usefixtures("loaded")
def test_a_programme_as_planning_sees_it() -> None:
    found = planning_input(COORDINATOR, "small")
    assert (found.start, found.end, found.planning_date) == (
        date(2015, 1, 1),
        date(2015, 12, 31),
        date(2015, 5, 6),
    )
    assert found.weights["member_shortfall"] == 5
    assert terms(COORDINATOR, found.programme) == usual_terms() | found.day_rules | found.weights
    assert found.day_rules == {
        "official_rest_days": 7,
        "notice_days": 42,
        "notice_factor": 3,
        "min_notice_days": 14,
    }
    assert found.members[0] == MemberInput("IDN", 3, 1)
    assert found.venues[0] == VenueInput(
        id="JCLEC-A",
        city="semarang",
        member="IDN",
        capacity=30,
        parallel_runs=2,
        facilities=("projector", "interpreting"),
        day_rate_usd=400,
        closed=(
            Days(date(2015, 7, 16), date(2015, 7, 21), "Idul Fitri"),
            Days(date(2015, 8, 17), date(2015, 8, 17), "Independence Day"),
        ),
    )
    assert {course.id: course for course in found.courses}["INDUCTION"] == CourseInput(
        id="INDUCTION",
        days=5,
        start_weekdays=(1,),
        languages=(LanguageInput("en", None), LanguageInput("id", date(2015, 6, 1))),
        facilities=("projector",),
        audience=("immigration", "police"),
        min_seats=1,
        max_seats=20,
        max_seats_per_member=10,
        min_members=1,
        prerequisites=(),
        funder="AUS-FUND",
        blocks=(
            BlockInput("procedures", 0, 2, "border-procedures", 2, 1),
            BlockInput("law", 3, 4, "refugee-law", 1, 1),
        ),
    )
    assert {run.id: run for run in found.runs}["INDUCTION-1"] == RunInput(
        id="INDUCTION-1",
        course="INDUCTION",
        required=True,
        earliest=date(2015, 3, 1),
        latest=date(2015, 4, 30),
        venues=("JCLEC-A",),
        pinned_held=True,
        pinned_start=date(2015, 3, 23),
        pinned_venue="JCLEC-A",
        pinned_language="en",
        pinned_trainers=(BlockTrainer("procedures", "T-1"),),
    )
    assert found.links == (
        LinkInput("before", "INDUCTION-1", "BRIEF-1", 14, None),
        LinkInput("only_if", "BRIEF-1", "INDUCTION-2", 0, None),
    )
    assert (len(found.cities), len(found.travel), len(found.funders)) == (3, 3, 2)


@pytest.mark.usefixtures("loaded")
def test_people_as_planning_sees_them() -> None:
    answer_assignment(as_trainer("T-1"), "T-1", "INDUCTION-2", accepted=False)
    found = planning_input(COORDINATOR, "small")
    assert found.trainers == (
        TrainerInput(
            id="T-1",
            person="T-1",
            city="jakarta",
            member="IDN",
            languages=("id", "en"),
            skills=(SkillInput("border-procedures", 3, None),),
            away=(Days(date(2015, 6, 1), date(2015, 6, 12), "court"),),
            refused=("INDUCTION-2",),
            max_days=40,
            day_fee_usd=0,
        ),
        TrainerInput(
            id="T-2",
            person="IOM-0001",
            city="jakarta",
            member="IOM",
            languages=("en",),
            skills=(SkillInput("refugee-law", 2, date(2016, 6, 30)),),
            away=(),
            refused=(),
            max_days=None,
            day_fee_usd=350,
        ),
    )
    assert [official.id for official in found.officials] == ["IDN-0001", "IDN-0002", "MYS-0001"]
    assert found.officials[2] == OfficialInput(
        id="MYS-0001",
        person="MYS-0001",
        member="MYS",
        city="kuala-lumpur",
        agency_kind="immigration",
        languages=("ms", "en"),
        away=(),
        completed=("BRIEF",),
        ended=(Ended("BRIEF", date(2014, 5, 2)),),
        max_days=None,
    )


@pytest.mark.usefixtures("loaded")
def test_only_the_last_nomination_of_an_official_for_a_course_enters_the_plan() -> None:
    found = planning_input(COORDINATOR, "small")
    assert [(n.id, n.state, n.run) for n in found.nominations] == [
        ("IDN-0001.BRIEF", State.ENDORSED, None),
        ("IDN-0001.INDUCTION", State.COMPLETED, "INDUCTION-1"),
        ("IDN-0002.INDUCTION", State.ACCEPTED, "INDUCTION-2"),
        ("MYS-0001.INDUCTION.2", State.OFFERED, "INDUCTION-2"),
    ]
    assert found.nominations[0] == NominationInput(
        "IDN-0001.BRIEF", "IDN-0001", "BRIEF", State.ENDORSED, 5, 1, "BRIEF-1", None
    )


@pytest.mark.usefixtures("loaded")
def test_what_was_completed_in_a_seat_of_the_plan_is_not_told_twice() -> None:
    found = {official.id: official for official in planning_input(COORDINATOR, "small").officials}
    assert found["IDN-0001"].completed == ()
    present = {"IDN-0002.INDUCTION": True}
    for day in range(7, 12):
        record_attendance(SYSTEM, "INDUCTION-2", date(2015, 9, day), present, "kolibri")
    decide_completions(SYSTEM, "INDUCTION-2", "kolibri")
    found = {official.id: official for official in planning_input(COORDINATOR, "small").officials}
    assert found["IDN-0002"].completed == ()


@pytest.mark.usefixtures("loaded")
def test_the_standing_plan_comes_with_it() -> None:
    found = planning_input(COORDINATOR, "small")
    assert found.version == "small-v1"
    assert found.standing[1] == PlannedRun(
        "INDUCTION-2",
        date(2015, 9, 7),
        "JCLEC-A",
        "en",
        found.standing[1].trainers,
        ("IDN-0002.INDUCTION", "MYS-0001.INDUCTION.2"),
    )


@pytest.mark.usefixtures("loaded")
def test_planning_is_for_those_who_run_the_programme() -> None:
    with pytest.raises(Forbidden):
        planning_input(focal_point(), "small")


@pytest.mark.usefixtures("loaded")
def test_who_was_absent_and_is_nominated_again_counts_once() -> None:
    given = planning_input(SYSTEM, "small")
    again = [n for n in given.nominations if (n.official, n.course) == ("MYS-0001", "INDUCTION")]
    known = {n.id for n in given.nominations}
    assert [n.state for n in again] == [State.OFFERED]
    assert {seat for held in given.standing for seat in held.seats} <= known
