"""Excel workbooks."""

from __future__ import annotations

import io
from datetime import date, datetime, time
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.errors import Refused
from catalogue.sheets.csv_file import read_csv
from catalogue.sheets.xlsx_file import read_xlsx


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


def test_a_workbook_reads_like_the_same_csv() -> None:
    rows = [["code", "name"], ["1", "Ng"], ["2", "Rossi, Ada"]]
    sheet = read_csv("a", b'code,name\n1,Ng\n2,"Rossi, Ada"\n')
    assert read_xlsx("a", workbook(*rows)) == sheet


@pytest.mark.parametrize(
    "data", [b"", b"not a workbook", b"PK\x03\x04broken", workbook(["a"])[:-100]]
)
def test_a_broken_workbook_is_refused(data: bytes) -> None:
    with pytest.raises(Refused, match=r"a\.xlsx: cannot be read: .*; save it as XLSX, CSV UTF-8"):
        read_xlsx("a.xlsx", data)


@given(st.binary(max_size=100))
def test_whatever_comes_is_refused_or_read(data: bytes) -> None:
    with pytest.raises(Refused):
        read_xlsx("a.xlsx", data)
