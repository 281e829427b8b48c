"""A programme's folder that is broken in every way is refused, and nothing is changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.catalogue.exchange.editing import DATA, a_folder, count_members, edit, faults


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return a_folder(tmp_path)


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
        ['courses.csv row 3, code: "BRIEF" has no language; add one to its languages'],
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
            'links.csv row 3, second: "BRIEF-1" is there twice; keep one',
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
        folder = a_folder(tmp_path / str(number))
        edit(folder, file, before, after)
        found = faults(folder)
        if expected[-1] == AND_WHAT_FOLLOWS:
            found[len(expected) - 1 :] = [AND_WHAT_FOLLOWS]
        assert found == expected
    assert count_members() == 0


def test_all_faults_of_all_files_are_told(database: str, folder: Path) -> None:
    edit(folder, "cities.csv", "-6.2146", "south")
    edit(folder, "runs.csv", "INDUCTION-2,INDUCTION", "INDUCTION-2,INDUCT")
    (folder / "funders.csv").write_bytes("code,name\nX,Zoë\n".encode("latin-1"))
    (folder / "notes.csv").write_text("x\n")
    assert faults(folder) == ["notes.csv: is none of the files of a programme; rename or remove it"]
    (folder / "notes.csv").unlink()
    assert faults(folder) == [
        "funders.csv: cannot be read: row 2: it is not UTF-8; save it as CSV UTF-8"
    ]
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
