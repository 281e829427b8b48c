"""Loading a programme's folder: whole, again, changed, and broken in every way."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from catalogue.actions.accept import accept
from catalogue.actions.nominate import nominate
from catalogue.actions.pin_run import Pins, pin_run
from catalogue.actions.set_planning_date import set_planning_date
from catalogue.actions.withdraw import withdraw
from catalogue.attendance import Attendance, Completion
from catalogue.courses import Block, Course, CourseLanguage
from catalogue.db import reading
from catalogue.errors import Forbidden, Refused
from catalogue.exchange.load import Loaded, load
from catalogue.exchange.putting import Put
from catalogue.life import State
from catalogue.members import Member
from catalogue.nominations import Nomination
from catalogue.people import Official, Person, Trainer
from catalogue.plan import BlockTrainer, PlannedRun
from catalogue.programmes import Programme
from catalogue.published import plan_of
from catalogue.queries.planning import planning_input
from catalogue.queries.scenarios import scenarios
from catalogue.runs import Assignment, Run
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

DATA = Path(__file__).parents[1] / "data" / "programme"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the small programme that may be edited."""
    return Path(shutil.copytree(DATA, tmp_path / "programme"))


def edit(folder: Path, file: str, before: str, after: str) -> None:
    path = folder / file
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after, 1))


def faults(folder: Path) -> list[str]:
    with pytest.raises(Refused) as refused:
        load(SYSTEM, folder)
    return [str(fault) for fault in refused.value.faults]


def counts(loaded: Loaded) -> dict[str, Put]:
    return {name: put for name, put in loaded.tables.items() if put.differs}


@reading
def count() -> int:
    return Member.select().count()


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
    def results() -> list[tuple[str, str, bool, date]]:
        rows = Completion.select().order_by(Completion.completed_on)
        return [(c.official_id, c.course_id, c.completed, c.completed_on) for c in rows]

    assert results() == [
        ("MYS-0001", "BRIEF", True, date(2014, 5, 2)),
        ("IDN-0001", "INDUCTION", True, date(2015, 3, 27)),
    ]
    assert reading(Attendance.select().where(Attendance.present).count)() == 4


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
    load(SYSTEM, folder)
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


AND_WHAT_FOLLOWS = "..."
BROKEN = [
    (
        "members.csv",
        "IDN,",
        "IDN,Twice,,,\nIDN,",
        ['members.csv row 3, code: "IDN" is there twice; keep one'],
    ),
    (
        "members.csv",
        "organisation",
        "club",
        ['members.csv row 4, kind: "club" is not possible here; use one of: member, organisation'],
    ),
    (
        "members.csv",
        "code,name",
        "code,title",
        [
            "members.csv row 1, name: the column is not there; add it to the header",
            'members.csv row 1: the column "title" is unknown; remove it, or use one of: code, name, kind, seat_target, host_target',
        ],
    ),
    (
        "cities.csv",
        "-6.2146",
        "96.2",
        ['cities.csv row 2, latitude: "96.2" is out of range; use -90 to 90'],
    ),
    (
        "travel.csv",
        "kuala-lumpur,semarang",
        "jakarta,semarang",
        ['travel.csv row 4, destination: "semarang" is there twice; keep one'],
    ),
    (
        "travel.csv",
        "semarang,jakarta",
        "jakarta,jakarta",
        ['travel.csv row 2, destination: "jakarta" is there twice; keep one'],
    ),
    (
        "venues.csv",
        "semarang,IDN",
        "semarag,IDN",
        ['venues.csv row 2, city: there is no "semarag" here; use one of: semarang'],
    ),
    (
        "closures.csv",
        "2015-08-14",
        "2015-08-02",
        ['closures.csv row 2, end: "2015-08-02" lies before the start; use 2015-08-03 or later'],
    ),
    (
        "users.csv",
        "coordinator,\n",
        "boss,\n",
        [
            'users.csv row 2, roles: there is no "boss" here; use one of: administrator, agency_officer, coordinator, focal_point, machine_client, overseer'
        ],
    ),
    (
        "users.csv",
        "agency_officer,IDN-IMM",
        "agency_officer,",
        ["users.csv row 4, agency: is empty; fill it in"],
    ),
    (
        "officials.csv",
        "MYS-0001;MYS-IMM",
        "0001;MYS-IMM",
        [
            'officials.csv row 4, code: "0001" does not begin with MYS-; begin it so',
            AND_WHAT_FOLLOWS,
        ],
    ),
    (
        "officials.csv",
        "IDN-0002;",
        "IDN-focal;",
        ['officials.csv row 3, code: "IDN-focal" is there twice; keep one', AND_WHAT_FOLLOWS],
    ),
    (
        "trainers.csv",
        "T-2,IOM-0001",
        "T-2,IOM-0002",
        [
            'trainers.csv row 3, person: there is no "IOM-0002" here; use one of: IOM-0001, IDN-0002, MYS-0001'
        ],
    ),
    (
        "skills.csv",
        "T-2,",
        "T-1,border-procedures,1,\nT-2,",
        ['skills.csv row 3, skill: "border-procedures" is there twice; keep one'],
    ),
    (
        "courses.csv",
        "INDUCTION,Induction for border officials,5,1,20",
        "INDUCTION,Induction,5,9,8",
        ['courses.csv row 2, max_seats: "8" is out of range; use 9 to 1000000000'],
    ),
    (
        "courses.csv",
        "immigration police",
        "immigration polise",
        ['courses.csv row 2, audience: there is no "polise" here; use one of: police'],
    ),
    (
        "courses.csv",
        ",INDUCTION,,,,,\n",
        ",BRIEF,,,,,\n",
        [
            'courses.csv row 3, prerequisites: there is no "BRIEF" here; use one of: EXERCISE, INDUCTION'
        ],
    ),
    (
        "courses.csv",
        "yes,IDN MYS",
        "no,IDN MYS",
        [
            'courses.csv row 4, participants: "IDN MYS" does not go with restricted no; leave it empty'
        ],
    ),
    (
        "course_languages.csv",
        "BRIEF,en,\n",
        "",
        ['courses.csv row 3, code: "BRIEF" has no language; add one to course_languages.csv'],
    ),
    (
        "blocks.csv",
        "law,4,5",
        "law,0,6",
        [
            'blocks.csv row 3, first_day: "0" is out of range; use 1 to 5',
            'blocks.csv row 3, last_day: "6" is out of range; use 0 to 5',
        ],
    ),
    (
        "runs.csv",
        "BRIEF-1,BRIEF,no,2015-09-01,",
        "BRIEF-1,BRIEF,no,2015-09-01,2015-08-01",
        ['runs.csv row 4, latest: "2015-08-01" lies before the start; use 2015-09-01 or later'],
    ),
    (
        "run_trainers.csv",
        "procedures",
        "law-1",
        ['run_trainers.csv row 2, block: there is no "law-1" here; use one of: law'],
    ),
    (
        "links.csv",
        "only_if,BRIEF-1,INDUCTION-2,,",
        "only_if,BRIEF-1,BRIEF-1,3,4",
        [
            'links.csv row 3, min_gap_days: "3" does not go with only_if; leave it empty',
            'links.csv row 3, max_gap_days: "4" does not go with only_if; leave it empty',
            'links.csv row 3, second: there is no "BRIEF-1" here; use one of: EXERCISE-1, INDUCTION-1, INDUCTION-2',
        ],
    ),
    (
        "plan.csv",
        "INDUCTION-2,2015-09-07",
        "INDUCTION-1,2015-09-07",
        [
            'plan.csv row 3, run: "INDUCTION-1" is there twice; keep one',
            'nominations.csv row 4, run: there is no "INDUCTION-2" here; use one of: INDUCTION-1',
            'nominations.csv row 5, run: there is no "INDUCTION-2" here; use one of: INDUCTION-1',
            AND_WHAT_FOLLOWS,
        ],
    ),
    (
        "nominations.csv",
        "accepted,2,4,INDUCTION-2",
        "accepted,2,4,",
        ["nominations.csv row 5, run: is empty; fill it in"],
    ),
    (
        "nominations.csv",
        "submitted,,,",
        "submitted,,,BRIEF-1",
        ['nominations.csv row 7, run: "BRIEF-1" does not go with submitted; leave it empty'],
    ),
    (
        "nominations.csv",
        "MYS-0001,INDUCTION,absent,1,,INDUCTION-1",
        "MYS-0001,INDUCTION,waitlisted,1,,",
        ['nominations.csv row 4, official: "MYS-0001" is there twice; keep one'],
    ),
    (
        "nominations.csv",
        "accepted,2,4",
        "accepted,2,6",
        ['nominations.csv row 5, priority: "6" is out of range; use 1 to 5'],
    ),
    (
        "attendance.csv",
        "2015-03-27",
        "2015-03-28",
        ['attendance.csv row 6, day: "2015-03-28" is out of range; use 2015-03-23 to 2015-03-27'],
    ),
    (
        "attendance.csv",
        "2015-03-27",
        "2015-03-26",
        ['attendance.csv row 6, day: "2015-03-26" is there twice; keep one'],
    ),
    (
        "programme.toml",
        "end = 2015-12-31",
        "end = 2014-12-31",
        ['programme.toml, end: "2014-12-31" lies before the start; use 2015-01-01 or later'],
    ),
    (
        "programme.toml",
        "unseated = 10",
        "unseatd = 10",
        [
            'programme.toml: the column "unseatd" is unknown; remove it, or use one of: required_unheld, unseated, member_shortfall, host_shortfall, cost_per_thousand_usd, run_cancelled, moved_date, moved_date_per_week, moved_venue, moved_language, swapped_trainer, moved_official'
        ],
    ),
    (
        "programme.toml",
        "[weights]",
        "[wheights]",
        [
            'programme.toml: the column "wheights" is unknown; remove it, or use one of: day_rules, weights'
        ],
    ),
]


def test_a_broken_folder_is_refused_with_file_row_column_and_remedy(
    database: str, tmp_path: Path
) -> None:
    for number, (file, before, after, expected) in enumerate(BROKEN):
        folder = Path(shutil.copytree(DATA, tmp_path / str(number)))
        edit(folder, file, before, after)
        found = faults(folder)
        if expected[-1] == AND_WHAT_FOLLOWS:
            found[len(expected) - 1 :] = [AND_WHAT_FOLLOWS]
        assert found == expected
    assert count() == 0


def test_all_faults_of_all_files_are_told(database: str, folder: Path) -> None:
    edit(folder, "cities.csv", "-6.2146", "south")
    edit(folder, "runs.csv", "INDUCTION-2,INDUCTION", "INDUCTION-2,INDUCT")
    (folder / "funders.csv").write_bytes("code,name\nX,Zoë\n".encode("latin-1"))
    (folder / "notes.csv").write_text("x\n")
    assert faults(folder) == ["notes.csv: is none of the files of a programme; rename or remove it"]
    (folder / "notes.csv").unlink()
    assert faults(folder) == ["funders.csv: cannot be read: it is not UTF-8; save it as CSV UTF-8"]
    shutil.copy(DATA / "funders.csv", folder)
    assert faults(folder)[:2] == [
        'cities.csv row 2, latitude: "south" is not a number; write a number such as 106.8272',
        'runs.csv row 3, course: there is no "INDUCT" here; use one of: INDUCTION',
    ]


def test_a_file_that_is_no_toml_is_refused(database: str, folder: Path) -> None:
    (folder / "programme.toml").write_text("code = \n")
    (fault,) = faults(folder)
    assert fault.startswith("programme.toml: cannot be read: Invalid value")
    assert fault.endswith("; save it as TOML in UTF-8")


def test_a_folder_that_is_not_there_has_no_programme(database: str, tmp_path: Path) -> None:
    assert faults(tmp_path / "missing") == ["programme.toml: is not there; add the file"]


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
