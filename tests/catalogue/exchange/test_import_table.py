"""One table imported alone: checked only, again, dirty, by whom; and archives, out and in."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalogue.courses import Course, CourseLanguage
from catalogue.db import close_database, open_database, reading
from catalogue.errors import Forbidden, NotFound, Refused
from catalogue.exchange.export import TABLES, archive, export_table, template
from catalogue.exchange.folder import SHEETS, Folder
from catalogue.exchange.import_table import KINDS, Imported, check_table, import_table
from catalogue.exchange.load import load
from catalogue.migrate import migrate
from catalogue.people import Official
from catalogue.places import Venue
from catalogue.sheets.csv_file import read_csv
from catalogue.sheets.sheet import Sheet
from catalogue.sheets.xlsx_file import read_xlsx
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


def test_a_course_comes_with_its_languages(database: str) -> None:
    a_world()
    text = "code;title;days;min_seats;max_seats;languages\nasylum;Asylum;3;1;20;en fr\n"
    assert import_table(COORDINATOR, "courses", sheet("courses", text), "rso").added == 3
    languages = CourseLanguage.select().where(CourseLanguage.course == "asylum")
    assert reading(lambda: [row.language for row in languages])() == ["en", "fr"]
    assert stored(Course, "asylum").title == "Asylum"


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


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"nominations", "officials"}))
def test_what_is_exported_is_known_when_it_comes_back(database: str, kind: str) -> None:
    load(SYSTEM, DATA)
    for form, read in (("csv", read_csv), ("xlsx", read_xlsx)):
        back = read(f"{kind}.{form}", export_table(SYSTEM, kind, "small", form))
        done = import_table(SYSTEM, kind, back, "small")
        assert (done.added, done.changed) == (0, 0)


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
        "officials": "agency city code email family_name given_name languages max_days",
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
