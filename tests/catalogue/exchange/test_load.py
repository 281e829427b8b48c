"""Loading a programme's folder: whole, again, changed, and broken in every way."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from catalogue.actions.accept import accept
from catalogue.actions.nominate import nominate
from catalogue.actions.pin_run import pin_run
from catalogue.actions.set_planning_date import set_planning_date
from catalogue.actions.withdraw import withdraw
from catalogue.attendance import Attendance, Completion
from catalogue.courses import Block, Course, CourseLanguage
from catalogue.db import reading
from catalogue.errors import Forbidden
from catalogue.exchange.load import Loaded, load
from catalogue.exchange.putting import Put
from catalogue.life import State
from catalogue.members import Member
from catalogue.nominations import Nomination
from catalogue.people import Official, Person, Trainer
from catalogue.plan import BlockTrainer, PlannedRun
from catalogue.programmes import Programme
from catalogue.published import plan_of
from catalogue.queries.desired import desired
from catalogue.queries.planning import planning_input
from catalogue.queries.scenarios import scenarios
from catalogue.runs import Assignment, Pins, Run
from catalogue.signed_in import viewer_of
from catalogue.versions import Version
from catalogue.viewer import Role
from tests.catalogue.builders import (
    COORDINATOR,
    SYSTEM,
    as_official,
    audited,
    focal_point,
    state_of,
    stored,
    told,
)
from tests.catalogue.exchange.editing import DATA, a_folder, edit, faults


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return a_folder(tmp_path)


def counts(loaded: Loaded) -> dict[str, Put]:
    return {name: put for name, put in loaded.tables.items() if put.differs}


def test_a_folder_is_loaded(database: str) -> None:
    loaded = load(SYSTEM, DATA)
    assert (loaded.programme, loaded.version) == ("small", "small-v1")
    assert loaded.tables["Nomination"] == Put(7, 0, 0, 0)
    assert audited() == [("scenario.drafted", "small-s1"), ("programme.loaded", "small")]
    assert told() == ["plan.published", "programme.loaded"]


def test_what_a_folder_says_is_stored(database: str) -> None:
    load(SYSTEM, DATA)
    programme = stored(Programme, "small")
    assert (programme.planning_date, programme.min_notice_days) == (date(2015, 5, 6), 14)
    assert (programme.unseated, programme.moved_official) == (10, 8)
    course = stored(Course, "INDUCTION")
    assert (course.start_weekdays, course.audience) == ((1,), ("immigration", "police"))
    assert (course.lessons, course.attendance_percent) == (("Law", "Asking questions"), 80)
    assert stored(Person, "IDN-0001").languages == ("id", "en")
    assert stored(Trainer, "T-2").person_id == "IOM-0001"
    assert stored(Run, "INDUCTION-1").pinned_start == date(2015, 3, 23)
    assert viewer_of("IDN-officer").agency == "IDN-IMM"
    assert viewer_of("IOM-0001").roles == {Role.OFFICIAL, Role.TRAINER}

    @reading
    def blocks() -> list[tuple[str, int, int]]:
        rows = Block.select().where(Block.course == "INDUCTION").order_by(Block.first_day)
        return [(b.code, b.first_day, b.last_day) for b in rows]

    assert blocks() == [("procedures", 0, 2), ("law", 3, 4)]


def test_nominations_come_in_any_state(database: str) -> None:
    load(SYSTEM, DATA)
    first, second = (
        stored(Nomination, "MYS-0001.INDUCTION"),
        stored(Nomination, "MYS-0001.INDUCTION.2"),
    )
    assert (first.state, first.run_id, first.note) == (
        State.ABSENT,
        "INDUCTION-1",
        "missed the flight",
    )
    assert (second.state, second.run_id, second.priority) == (State.OFFERED, "INDUCTION-2", 4)
    assert second.answer_by == date(2015, 7, 27)
    assert second.endorsed_at == datetime(2015, 4, 20, tzinfo=UTC)
    assert stored(Nomination, "IDN-0001.BRIEF").pinned_run_id == "BRIEF-1"
    assert stored(Nomination, "IDN-0002.BRIEF").endorsed_at is None

    @reading
    def results() -> list[tuple[str, str, bool, date, str | None]]:
        rows = Completion.select().order_by(Completion.completed_on)
        return [
            (c.official_id, c.course_id, c.completed, c.completed_on, c.certificate) for c in rows
        ]

    assert results() == [
        ("MYS-0001", "BRIEF", True, date(2014, 5, 2), None),
        ("IDN-0001", "INDUCTION", True, date(2015, 3, 27), "SMALL-2015-000001"),
    ]
    assert reading(Attendance.select().where(Attendance.present).count)() == 4


def test_materials_belong_to_the_lessons_of_a_course(database: str, folder: Path) -> None:
    with (folder / "course_materials.csv").open("w") as file:
        file.write("course,lesson,material\nINDUCTION,Law,abc1\nINDUCTION,Law,abc2\n")
    assert counts(load(SYSTEM, folder))["CourseMaterial"] == Put(2, 0, 0, 0)
    (run,) = [run for run in desired(SYSTEM, "small") if run.run == "INDUCTION-2"]
    assert run.materials == {"Law": ("abc1", "abc2")}

    edit(folder, "course_materials.csv", "INDUCTION,Law,abc2", "INDUCTION,Lore,abc2")
    (fault,) = faults(folder)
    assert fault.startswith('course_materials.csv row 3, lesson: there is no "Lore" here')


def test_the_plan_of_a_folder_is_the_first_version(database: str) -> None:
    load(SYSTEM, DATA)
    plan = reading(lambda: plan_of(SYSTEM, Version.get_by_id("small-v1")))()
    trainers = (BlockTrainer("law", "T-2"), BlockTrainer("procedures", "T-1"))
    assert [(run.run, run.start, set(run.trainers), run.seats) for run in plan] == [
        (
            "INDUCTION-1",
            date(2015, 3, 23),
            set(trainers),
            ("IDN-0001.INDUCTION", "MYS-0001.INDUCTION"),
        ),
        (
            "INDUCTION-2",
            date(2015, 9, 7),
            set(trainers),
            ("MYS-0001.INDUCTION.2", "IDN-0002.INDUCTION"),
        ),
    ]
    assert isinstance(plan[0], PlannedRun)
    assert reading(Assignment.select().count)() == 4
    (scenario,) = scenarios(COORDINATOR, "small")
    assert (scenario.work_in_progress, scenario.based_on) == (True, "small-v1")


def test_loading_again_changes_nothing(database: str) -> None:
    load(SYSTEM, DATA)
    before = planning_input(SYSTEM, "small")
    again = load(SYSTEM, DATA)
    assert (counts(again), again.version) == ({}, None)
    assert planning_input(SYSTEM, "small") == before
    assert len(audited()) == 2


def test_what_people_know_is_brought_up_to_date(database: str, folder: Path) -> None:
    load(SYSTEM, folder)
    edit(folder, "members.csv", "Malaysia", "Malaysia (again)")
    edit(folder, "course_languages.csv", "INDUCTION,id,2015-06-01\n", "INDUCTION,ms,\n")
    edit(folder, "officials.csv", "MYS-0001;", "MYS-0002;MYS-IMM;kuala-lumpur;Tan;;;en;\nMYS-0001;")
    edit(folder, "holidays.csv", "IDN,2015-08-17,,Independence Day\n", "")
    assert counts(load(SYSTEM, folder)) == {
        "Member": Put(0, 1, 0, 2),
        "CourseLanguage": Put(1, 0, 1, 3),
        "Person": Put(1, 0, 0, 9),
        "Official": Put(1, 0, 0, 4),
        "Holiday": Put(0, 0, 1, 1),
    }
    assert stored(Member, "MYS").name == "Malaysia (again)"
    languages = reading(
        lambda: {
            o.language for o in CourseLanguage.select().where(CourseLanguage.course == "INDUCTION")
        }
    )
    assert languages() == {"en", "ms"}


def test_what_has_been_decided_since_stays(database: str, folder: Path) -> None:
    load(SYSTEM, folder)
    set_planning_date(COORDINATOR, "small", date(2015, 6, 1))
    accept(as_official("MYS-0001"), "MYS-0001.INDUCTION.2")
    pin_run(COORDINATOR, "INDUCTION-1", Pins())
    edit(folder, "nominations.csv", "IDN-0001,BRIEF,endorsed,1", "IDN-0001,BRIEF,submitted,")
    with (folder / "attendance.csv").open("a") as file:
        file.write("IDN-0002,INDUCTION,2015-09-07,yes\n")
    load(SYSTEM, folder)
    assert reading(Attendance.select().count)() == 5
    assert stored(Programme, "small").planning_date == date(2015, 6, 1)
    assert state_of("MYS-0001.INDUCTION.2") == State.ACCEPTED
    assert state_of("IDN-0001.BRIEF") == State.ENDORSED
    assert stored(Run, "INDUCTION-1").pinned_start is None


def test_a_folder_may_name_what_is_in_the_database(database: str, folder: Path) -> None:
    load(SYSTEM, folder)
    for name in ("members.csv", "agencies.csv", "cities.csv", "courses.csv", "runs.csv"):
        (folder / name).unlink()
    assert counts(load(SYSTEM, folder)) == {}


def test_only_the_programme_must_be_there(database: str, tmp_path: Path) -> None:
    (tmp_path / "programme.toml").write_text((DATA / "programme.toml").read_text())
    assert counts(load(SYSTEM, tmp_path)) == {"Programme": Put(1, 0, 0, 0)}


def test_only_those_who_run_programmes_load_them(database: str) -> None:
    with pytest.raises(Forbidden):
        load(focal_point(), DATA)


def test_once_something_is_published_seats_come_from_plans(database: str, folder: Path) -> None:
    load(SYSTEM, folder)
    edit(
        folder,
        "nominations.csv",
        "IOM-0001,BRIEF,draft",
        "IOM-0001,INDUCTION,accepted,1,,INDUCTION-2,,,,\nIOM-0001,BRIEF,draft",
    )
    (fault,) = faults(folder)
    assert fault.startswith(
        'nominations.csv row 8, state: "accepted" is not possible here; use one of: closed'
    )


def test_an_open_nomination_is_not_loaded_twice(database: str, folder: Path) -> None:
    load(SYSTEM, folder)
    withdraw(viewer_of("IDN-focal"), "IDN-0002.BRIEF")
    nominate(viewer_of("IDN-focal"), "small", "IDN-0002", "BRIEF")
    edit(folder, "nominations.csv", "IDN-0002,BRIEF,submitted", "IDN-0002,BRIEF,rejected")
    with (folder / "nominations.csv").open("a") as file:
        file.write("IDN-0002,BRIEF,rejected,1,,,,,,\nIDN-0002,BRIEF,submitted,,,,,,,\n")
    assert faults(folder) == [
        'nominations.csv row 10, official: "IDN-0002" is there twice; keep one'
    ]


def test_an_official_may_be_a_trainer_by_their_code(database: str) -> None:
    load(SYSTEM, DATA)
    assert stored(Official, "IOM-0001").person_id == stored(Trainer, "T-2").person_id
