"""Excel workbooks."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.errors import Refused
from catalogue.sheets.csv_file import read_csv
from catalogue.sheets.sheet import Line
from catalogue.sheets.xlsx_file import read_xlsx, write_xlsx
from catalogue.texts import tidy


def workbook(*rows: list[Any]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_values_become_texts() -> None:
    data = workbook(
        ["Code", "Family name", "Days", "From", "At", "Ready", "Rate"],
        [
            "IDN-1",
            " Ng ",
            5.0,
            date(2015, 5, 6),
            datetime.combine(date(2015, 5, 6), time()),
            True,
            1.5,
        ],
        [None, None, None, None, None, None, None],
        [2, None, None, None, None, False, None],
    )
    sheet = read_xlsx("a.xlsx", data)
    assert sheet.header == ("code", "family_name", "days", "from", "at", "ready", "rate")
    assert [(line.number, tuple(line.cells.values())) for line in sheet.lines] == [
        (2, ("IDN-1", "Ng", "5", "2015-05-06", "2015-05-06", "yes", "1.5")),
        (4, ("2", "", "", "", "", "no", "")),
    ]


def test_what_excel_writes_for_characters_that_xml_has_not_is_read() -> None:
    sheet = read_xlsx(
        "a.xlsx",
        workbook(
            ["code", "name"], ["1", "Ng_x000D_\nAda"], ["2", "_x005F_x000D_"], ["3", "_xD83D_"]
        ),
    )
    assert [line.cells["name"] for line in sheet.lines] == ["Ng\r\nAda", "_x000D_", "\ufffd"]
    kept = read_xlsx("a.xlsx", write_xlsx(["code"], [["_x000D_"]]))
    assert kept.lines[0].cells == {"code": "_x000D_"}


def test_a_workbook_reads_like_the_same_csv() -> None:
    rows = [["code", "name"], ["1", "Ng"], ["2", "Rossi, Ada"]]
    sheet = read_csv("a", b'code,name\n1,Ng\n2,"Rossi, Ada"\n')
    assert read_xlsx("a", workbook(*rows)) == sheet


def test_the_first_sheet_that_people_see_is_read() -> None:
    book = openpyxl.Workbook()
    book.active.append(["code"])
    book.active.append(["X1"])
    hidden = book.create_sheet("lists", 0)
    hidden.sheet_state = "hidden"
    hidden.append(["choices"])
    out = io.BytesIO()
    book.save(out)
    assert read_xlsx("a.xlsx", out.getvalue()).header == ("code",)


@pytest.mark.parametrize(
    "data", [b"", b"not a workbook", b"PK\x03\x04broken", workbook(["a"])[:-100]]
)
def test_a_broken_workbook_is_refused(data: bytes) -> None:
    with pytest.raises(Refused, match=r"a\.xlsx: cannot be read: .*; save it as XLSX, CSV UTF-8"):
        read_xlsx("a.xlsx", data)


def test_a_formula_without_a_value_and_an_error_are_refused() -> None:
    with pytest.raises(Refused) as refused:
        read_xlsx("a.xlsx", workbook(["code", "days"], ["1", "=2+3"], ["#REF!", 4]))
    remedy = "has no value; write the value itself, and save the workbook again"
    assert [str(fault) for fault in refused.value.faults] == [
        f'a.xlsx row 2, column B: "=2+3" {remedy}',
        f'a.xlsx row 3, column A: "#REF!" {remedy}',
    ]


def test_a_merged_cell_counts_where_it_begins() -> None:
    book = openpyxl.Workbook()
    for row in (["code", "name"], ["1", "Ng"], ["2", None]):
        book.active.append(row)
    book.active.merge_cells("B2:B3")
    out = io.BytesIO()
    book.save(out)
    names = [line.cells["name"] for line in read_xlsx("a.xlsx", out.getvalue()).lines]
    assert names == ["Ng", ""]


def test_what_unpacks_to_more_than_a_table_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", bytes(100_000_001))
    with pytest.raises(Refused, match=r"a\.xlsx: is too large; split it"):
        read_xlsx("a.xlsx", out.getvalue())


def test_a_cell_at_the_end_of_the_world_is_refused() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "code"
    book.active["XFD1048576"] = "far"
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(Refused, match=r"a\.xlsx: is too large; split it"):
        read_xlsx("a.xlsx", out.getvalue())


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20).map(tidy)


@given(st.lists(st.lists(texts, min_size=2, max_size=2), max_size=5))
def test_what_we_write_we_read(rows: list[list[str]]) -> None:
    sheet = read_xlsx("a.xlsx", write_xlsx(["a", "b"], rows))
    written = [list(line.cells.values()) for line in sheet.lines]
    assert len(written) <= len(rows)
    again = write_xlsx(["a", "b"], written)
    assert read_xlsx("a.xlsx", again).lines == tuple(
        Line(number, line.cells) for number, line in enumerate(sheet.lines, start=2)
    )


def test_no_text_becomes_a_formula() -> None:
    rows = [["=1+1", "-5"], ["@a", "001"]]
    sheet = read_xlsx("a.xlsx", write_xlsx(["a", "b"], rows))
    assert [list(line.cells.values()) for line in sheet.lines] == rows


@given(st.binary(max_size=100))
def test_whatever_comes_is_refused_or_read(data: bytes) -> None:
    with pytest.raises(Refused):
        read_xlsx("a.xlsx", data)
