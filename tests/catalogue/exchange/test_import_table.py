"""One table imported alone: checked only, again, dirty, by whom; and archives, out and in."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from catalogue.actions.call import open_call
from catalogue.actions.nominate import nominate
from catalogue.actions.set_planning_date import set_planning_date
from catalogue.actions.submit import submit
from catalogue.courses import Course, CourseLanguage
from catalogue.db import close_database, open_database, reading
from catalogue.errors import Forbidden, NotFound, Refused
from catalogue.exchange.export import TABLES, archive, export_table, template
from catalogue.exchange.folder import SHEETS, Folder
from catalogue.exchange.import_table import KINDS, Imported, check_table, import_table
from catalogue.exchange.load import load
from catalogue.life import State
from catalogue.migrate import migrate
from catalogue.people import Gender, Official, Person
from catalogue.places import Venue
from catalogue.sheets.csv_file import read_csv
from catalogue.sheets.sheet import Sheet
from catalogue.sheets.xlsx_file import read_xlsx
from catalogue.signed_in import viewer_of
from catalogue.viewer import Viewer
from tests.catalogue.builders import (
    COORDINATOR,
    OVERSEER,
    SYSTEM,
    a_world,
    agency_officer,
    audited,
    focal_point,
    machine,
    state_of,
    stored,
)
from tests.catalogue.exchange.editing import DATA

VENUES = "code,name,city,capacity,facilities\nlab,Language lab,jakarta,12,booths\n"


def sheet(kind: str, text: str) -> Sheet:
    return read_csv(f"{kind}.csv", text.encode())


def test_a_table_is_checked_imported_and_imported_again(database: str) -> None:
    a_world()
    venues = sheet("venues", VENUES)
    assert check_table(COORDINATOR, "venues", venues, "rso") == Imported(1, 0, 0)
    assert reading(Venue.select().where(Venue.id == "lab").count)() == 0
    assert import_table(COORDINATOR, "venues", venues, "rso") == Imported(1, 0, 0)
    assert import_table(COORDINATOR, "venues", venues, "rso") == Imported(0, 0, 1)
    larger = sheet("venues", VENUES.replace(",12,", ",14,"))
    assert import_table(COORDINATOR, "venues", larger, "rso") == Imported(0, 1, 0)
    assert stored(Venue, "lab").capacity == 14
    assert stored(Venue, "hall").capacity == 30  # nothing is removed
    assert audited() == [("table.imported", "venues")] * 2


def test_what_is_written_in_other_letters_is_the_same(database: str) -> None:
    a_world()
    told = {
        "members": "code,name\nidn,Indonesia\n",
        "agencies": "code,member,name,kind\nidn-imm,Idn,Immigration,Immigration\n",
        "venues": "code,name,city,capacity\nHALL,Hall,Jakarta,30\n",
        "trainers": "code,city,family_name\nANA,jakarta,Silva\n",
        "runs": "code,course\nInduction-1,INDUCTION\n",
    }
    for kind, text in told.items():
        assert import_table(COORDINATOR, kind, sheet(kind, text), "rso").added == 0
    twice = "code,name,city,capacity\nLab,Lab,jakarta,12\nlab,Lab,jakarta,12\n"
    with pytest.raises(Refused) as refused:
        import_table(COORDINATOR, "venues", sheet("venues", twice), "rso")
    assert [str(fault) for fault in refused.value.faults] == [
        'venues.csv row 3, code: "lab" is the same code as Lab, which is there already; keep one'
    ]


def test_a_course_comes_with_its_languages(database: str) -> None:
    a_world()
    text = "code;title;days;min_seats;max_seats;languages\nasylum;Asylum;3;1;20;EN, fr\n"
    assert import_table(COORDINATOR, "courses", sheet("courses", text), "rso").added == 3
    languages = CourseLanguage.select().where(CourseLanguage.course == "asylum")
    assert reading(lambda: [row.language for row in languages])() == ["en", "fr"]
    assert stored(Course, "asylum").title == "Asylum"


def test_new_courses_without_a_column_of_languages_are_told_of_the_column(database: str) -> None:
    a_world()
    text = "code,title,days,min_seats,max_seats\nasylum,Asylum,3,1,20\nvictims,Victims,3,1,20\n"
    with pytest.raises(Refused) as refused:
        import_table(COORDINATOR, "courses", sheet("courses", text), "rso")
    assert [str(fault) for fault in refused.value.faults] == [
        "courses.csv row 1, languages: the column is not there; add it to the header"
    ]
    known = sheet("courses", "code,title,days,min_seats,max_seats\ninduction,Begin,5,1,20\n")
    assert import_table(COORDINATOR, "courses", known, "rso").changed == 1  # it has its languages


def test_all_faults_of_all_rows_are_told_and_nothing_is_kept(database: str) -> None:
    a_world()
    text = (
        "code,name,city,capacity\nlab,Lab,jakarta,12\n,Room,jakatra,many\nlab,Again,jakarta,05/06\n"
    )
    with pytest.raises(Refused) as refused:
        import_table(COORDINATOR, "venues", sheet("venues", text), "rso")
    assert [str(fault) for fault in refused.value.faults] == [
        "venues.csv row 3, code: is empty; fill it in",
        'venues.csv row 3, city: there is no "jakatra" here; use one of: jakarta',
        'venues.csv row 3, capacity: "many" is not a number; write a number such as 12',
        'venues.csv row 4, code: "lab" is there twice; keep one',
        'venues.csv row 4, capacity: "05/06" is not a number; write a number such as 12',
    ]
    assert reading(Venue.select().count)() == 2


@pytest.mark.parametrize(
    ("kind", "text", "fault"),
    [
        ("courses", "code,title,days,min_seats,max_seats\nINDUCTION,I,2,4,9\n", 'days: "2" is out'),
        ("runs", "code,course\nINDUCTION-1,BRIEF\n", 'course: "BRIEF" is not possible here'),
        ("agencies", "code,member,name,kind\nIDN-IMM,MYS,I,immigration\n", 'member: "MYS" is not'),
        ("holidays", "country,start,name\nIndonesia,2015-08-17,H\n", 'country: "Indonesia" is not'),
        ("course_languages", "course,language\nBRIEF,English\n", 'language: "English" is not'),
        ("trainers", "code,person\nanother,IOM-0001\n", 'person: "IOM-0001" is there twice'),
    ],
)
def test_a_table_alone_leaves_a_programme_that_can_be_planned(
    database: str, kind: str, text: str, fault: str
) -> None:
    load(SYSTEM, DATA)
    with pytest.raises(Refused, match=fault):
        import_table(COORDINATOR, kind, sheet(kind, text), "small")


OFFICIALS = "code,agency,city,family_name\n900,IDN-IMM,jakarta,Rossi\n"


@pytest.mark.parametrize("viewer", [focal_point(), agency_officer(), COORDINATOR])
def test_officials_come_in_for_the_agencies_that_one_answers_for(
    database: str, viewer: Viewer
) -> None:
    a_world()
    assert import_table(viewer, "officials", sheet("officials", OFFICIALS), "rso").added == 1
    nominations = sheet("nominations", "official,course\nIDN-900,induction\n")
    if viewer is not COORDINATOR:  # nominating is the member's matter
        assert import_table(viewer, "nominations", nominations, "rso") == Imported(1, 0, 0)
        assert import_table(viewer, "nominations", nominations, "rso") == Imported(0, 0, 1)


@pytest.mark.parametrize(
    ("viewer", "kind"),
    [
        (focal_point(), "venues"),
        (OVERSEER, "officials"),
        (COORDINATOR, "users"),
        (focal_point("MYS"), "officials"),
    ],
)
def test_what_is_not_theirs_to_bring_is_refused(database: str, viewer: Viewer, kind: str) -> None:
    a_world()
    texts = {
        "venues": VENUES,
        "officials": OFFICIALS,
        "users": "code,family_name,roles\nx,X,administrator\n",
    }
    with pytest.raises((Forbidden, Refused)):
        import_table(viewer, kind, sheet(kind, texts[kind]), "rso")
    assert reading(Official.select().count)() == 3


def test_a_kind_that_is_not_there_is_not_found(database: str) -> None:
    a_world()
    with pytest.raises(NotFound):
        import_table(COORDINATOR, "plans", sheet("plans", "a\n1\n"), "rso")
    with pytest.raises(NotFound):
        export_table(COORDINATOR, "plans", "rso")


def test_a_template_has_the_columns_that_are_read(database: str) -> None:
    load(SYSTEM, DATA)
    for kind in KINDS:
        for form, read in (("csv", read_csv), ("xlsx", read_xlsx)):
            empty = read(f"{kind}.{form}", template(kind, form))
            if kind not in {"officials", "nominations"}:
                assert import_table(SYSTEM, kind, empty, "small") == Imported(0, 0, 0), kind


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_what_is_exported_is_known_when_it_comes_back(database: str, kind: str) -> None:
    load(SYSTEM, DATA)
    open_call(SYSTEM, "small", "BRIEF", date(2015, 12, 1), 3)
    focal = viewer_of("IDN-focal")
    submit(focal, nominate(focal, "small", "IDN-0001", "EXERCISE", "=1+1 | a\nsecond line"))
    for form, read in (("csv", read_csv), ("xlsx", read_xlsx)):
        back = read(f"{kind}.{form}", export_table(SYSTEM, kind, "small", form))
        for put in (check_table, import_table):
            done = put(SYSTEM, kind, back, "small")
            assert (done.added, done.changed) == (0, 0)


def test_a_table_of_nominations_moves_none_of_them(database: str) -> None:
    load(SYSTEM, DATA)
    header = "official,course,state,rank,run,note\n"
    wrong = (
        "IDN-0002,INDUCTION,completed,2,INDUCTION-2,\n"  # is accepted
        "IDN-0002,BRIEF,submitted,1,,\n"  # has no rank
        "MYS-0001,EXERCISE,endorsed,,,\n"  # is not nominated
        "IDN-0003,BRIEF,submitted,1,,\n"
    )
    with pytest.raises(Refused) as refused:
        import_table(SYSTEM, "nominations", sheet("nominations", header + wrong), "small")
    assert [str(fault).removeprefix("nominations.csv ") for fault in refused.value.faults] == [
        'row 2, state: "completed" is not possible here; use one of: accepted',
        'row 3, rank: "1" does not go with submitted; leave it empty',
        'row 4, state: "endorsed" is not possible here; use one of: submitted',
        'row 5, rank: "1" does not go with submitted; leave it empty',
        'row 5, official: there is no "IDN-0003" here; use one of: IDN-0002, IDN-0001, IOM-0001',
    ]
    more = "idn-0002,induction,accepted,2,INDUCTION-2,\nIDN-0001,EXERCISE,submitted,,,please\n"
    focal = viewer_of("IDN-focal")
    done = import_table(focal, "nominations", sheet("nominations", header + more), "small")
    assert done == Imported(1, 0, 1)
    assert state_of("IDN-0001.EXERCISE") == State.SUBMITTED


def test_an_export_has_what_its_reader_may_see(database: str) -> None:
    a_world()

    def ids(viewer: Viewer, kind: str) -> list[str]:
        data = export_table(viewer, kind, "rso")
        return [line.cells["code"] for line in read_csv(kind, data).lines]

    assert ids(focal_point(), "officials") == ["IDN-001", "IDN-002", "IDN-003"]
    assert ids(focal_point("MYS"), "officials") == []
    assert ids(OVERSEER, "officials") == []
    assert ids(focal_point(), "users") == []
    assert ids(machine(), "runs") == []


@pytest.mark.parametrize("folder", [DATA, Path("catalogue/samples/rso-2015-17")])
def test_an_archive_is_the_same_after_a_round_trip(
    empty_url: str, tmp_path: Path, folder: Path
) -> None:
    programme = "small" if folder is DATA else "rso-2015-17"
    open_database(f"sqlite:///{tmp_path / 'first.db'}")
    migrate()
    load(SYSTEM, folder)
    file = tmp_path / "programme.zip"
    file.write_bytes(archive(SYSTEM, programme))
    close_database()
    open_database(empty_url)
    migrate()
    load(SYSTEM, file)
    assert archive(SYSTEM, programme) == file.read_bytes()
    close_database()


def test_an_archive_has_the_columns_of_its_tables() -> None:
    names = {
        "officials": "agency city code email family_name gender given_name languages max_days "
        "retired_at",
        "plan": "language run start venue",
    }
    for name, columns in names.items():
        assert sorted(TABLES[name].header) == columns.split()


def test_every_table_of_a_folder_can_be_written() -> None:
    assert set(TABLES) == SHEETS


def test_a_broken_archive_is_told(tmp_path: Path) -> None:
    file = tmp_path / "a.zip"
    file.write_bytes(b"PK\x05\x06" + bytes(18) + b"PK\x03\x04")
    folder = Folder.whole(file)
    assert [str(fault) for fault in folder.faults] == ["programme.toml: is not there; add the file"]


def test_an_archive_without_its_beginning_is_told(tmp_path: Path) -> None:
    file = Path(shutil.make_archive(str(tmp_path / "a"), "zip", DATA))
    file.write_bytes(file.read_bytes()[30:])
    with pytest.raises(Refused) as refused:
        Folder.whole(file)
    assert [fault.code for fault in refused.value.faults] == ["UNREADABLE"]


def test_attendance_in_a_course_that_is_at_fault_is_no_fault_of_ours(
    database: str, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(DATA, tmp_path / "programme"))
    courses = folder / "courses.csv"
    courses.write_text(courses.read_text().replace("\nINDUCTION,", "\nINDUCTION-X,"))
    with pytest.raises(Refused, match="INDUCTION"):
        load(SYSTEM, folder)


def again(kind: str, text: str) -> list[tuple[int, int, int]]:
    """Import a table of the small programme twice; what was added, changed and known."""
    done = [import_table(SYSTEM, kind, sheet(kind, text), "small") for _ in range(2)]
    return [(each.added, each.changed, each.unchanged) for each in done]


def test_an_agenda_replaces_that_of_its_course(database: str) -> None:
    load(SYSTEM, DATA)
    header = "course,day,begins,ends,title,block\n"
    law = "INDUCTION,4,09:00,10:30,Law,law\n"
    assert again("agenda", f"{header}{law}BRIEF,1,14:00,15:00,News,\n") == [(2, 0, 0), (0, 0, 2)]
    assert again("agenda", f"{header}INDUCTION,4,11:00,12:00,Law,law\n") == [(1, 0, 0), (0, 0, 1)]
    with pytest.raises(Refused) as refused:
        import_table(SYSTEM, "agenda", sheet("agenda", header + law.replace("4", "6")), "small")
    assert str(refused.value) == 'agenda.csv row 2, day: "6" is out of range; use 1 to 5'


def test_calls_are_opened_and_changed(database: str) -> None:
    load(SYSTEM, DATA)
    header = "course,number,deadline,max_per_member,note\n"
    assert again("calls", f"{header}BRIEF,,2015-06-01,3,\n") == [(1, 0, 0), (0, 0, 1)]
    assert again("calls", f"{header}BRIEF,1,2015-06-08,3,\n") == [(0, 1, 0), (0, 0, 1)]
    assert again("calls", f"{header}BRIEF,2,2015-07-01,,\n") == [(1, 0, 0), (0, 0, 1)]
    late = sheet("calls", f"{header}BRIEF,3,2016-07-01,,\nBRIEF,9,2015-07-01,,\n")
    with pytest.raises(Refused) as refused:
        import_table(COORDINATOR, "calls", late, "small")
    assert [str(fault.where) for fault in refused.value.faults] == [
        "calls.csv row 2, deadline",
        "calls.csv row 3, number",
    ]


def test_attendance_moves_who_was_there(database: str) -> None:
    load(SYSTEM, DATA)
    text = "official,course,day,present\nIDN-0002,INDUCTION,2015-09-07,yes\n"
    with pytest.raises(Refused, match=r"attendance.csv row 2, day: .* is still to come; note the"):
        import_table(SYSTEM, "attendance", sheet("attendance", text), "small")
    set_planning_date(SYSTEM, "small", date(2015, 9, 7), knowingly=True)
    with pytest.raises(Forbidden):
        import_table(COORDINATOR, "attendance", sheet("attendance", text), "small")
    assert again("attendance", text) == [(1, 0, 0), (0, 0, 1)]
    assert state_of("IDN-0002.INDUCTION") == State.ATTENDED
    set_planning_date(SYSTEM, "small", date(2015, 10, 1), knowingly=True)
    assert again("attendance", text.replace("09-07", "09-08")) == [(1, 0, 0), (0, 0, 1)]
    assert state_of("IDN-0002.INDUCTION") == State.NOT_COMPLETED


def test_expenses_are_known_by_their_code(database: str) -> None:
    load(SYSTEM, DATA)
    text = "code,funder,amount_usd,paid_on,run\nP-1,AUS-FUND,{},2015-04-01,INDUCTION-1\n"
    assert again("expenses", text.format(100)) == [(1, 0, 0), (0, 0, 1)]
    assert again("expenses", text.format(-20)) == [(0, 1, 0), (0, 0, 1)]


def test_a_gender_is_told_or_left_as_it_was(database: str) -> None:
    load(SYSTEM, DATA)
    columns, row = "code,agency,city,family_name", "IDN-0001,IDN-IMM,jakarta,Wijaya"
    table = f"{columns},gender\n{row},female\n"
    import_table(SYSTEM, "officials", sheet("officials", table), "small")
    assert stored(Person, "IDN-0001").gender == Gender.FEMALE
    import_table(SYSTEM, "officials", sheet("officials", f"{columns}\n{row}\n"), "small")
    assert stored(Person, "IDN-0001").gender == Gender.FEMALE
    wrong = sheet("officials", table.replace("female", "f"))
    with pytest.raises(Refused, match="use one of: female, male, other"):
        import_table(SYSTEM, "officials", wrong, "small")
