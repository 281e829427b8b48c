"""CSV as spreadsheets write it."""

from __future__ import annotations

import contextlib
import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.errors import Refused
from catalogue.sheets.csv_file import read_csv, write_csv
from catalogue.sheets.sheet import Line, Sheet
from catalogue.texts import tidy

EXPECTED = Sheet(
    "a.csv",
    ("code", "family_name"),
    (
        Line(2, {"code": "1", "family_name": "Rossi, Ada"}),
        Line(3, {"code": "2", "family_name": "Ng"}),
    ),
)


@pytest.mark.parametrize(
    "text",
    [
        'code,family_name\n1,"Rossi, Ada"\n2,Ng\n',
        "code;family_name\r\n1;Rossi, Ada\r\n2;Ng",
        "sep=;\r\ncode;family_name\r\n1;Rossi, Ada\r\n2;Ng\r\n",
        "code\tfamily_name\n1\tRossi, Ada\n2\tNg\n",
        "\ufeffcode;family_name\n1;Rossi, Ada\n2;Ng\n",
        '\ufeffsep=,\nCode,Family Name\n1,"Rossi, Ada"\n2,Ng\n',
        "CODE ; Family-name ;;\n 1 ;\u00a0Rossi, Ada ;;\n2;Ng;;\n",
    ],
)
def test_the_habits_of_spreadsheets(text: str) -> None:
    assert read_csv("a.csv", text.encode()) == EXPECTED


def test_empty_rows_are_left_out_and_counted() -> None:
    sheet = read_csv("a.csv", b"code\n\n  \n1\n\n2\n")
    assert [line.number for line in sheet.lines] == [4, 6]


def test_rows_without_text_before_the_header_are_left_out() -> None:
    sheet = read_csv("a.csv", b"\n;;\ncode;name\n1;Ng\n")
    assert (sheet.header, sheet.lines) == (
        ("code", "name"),
        (Line(4, {"code": "1", "name": "Ng"}),),
    )


def test_unicode_text_of_excel_is_read() -> None:
    assert read_csv("a.txt", "code\tname\r\n1\tZoë\r\n".encode("utf-16")).lines[0].cells == {
        "code": "1",
        "name": "Zoë",
    }


def test_a_table_without_end_is_refused() -> None:
    with pytest.raises(
        Refused, match=r"a\.csv: is too large; split it into tables of at most 200000 rows"
    ):
        read_csv("a.csv", b"code\n" + b"1\n" * 1_000_000)
    for wide in (b",".join(b"c%d" % n for n in range(201)), b"code\n" + b"," * 200 + b"1"):
        with pytest.raises(Refused, match="200 columns"):
            read_csv("a.csv", wide)
    assert read_csv("a.csv", b"code\n1" + b"," * 1_000_000).lines == (Line(2, {"code": "1"}),)


def test_no_text_becomes_a_formula() -> None:
    data = write_csv(["code"], [["=1+1"], ["-6.2"], ["@a"], ["'=1"], ["-5 days"]])
    assert data.decode("utf-8-sig").split() == [
        "code",
        "'=1+1",
        "-6.2",
        "'@a",
        "''=1",
        "'-5",
        "days",
    ]


def test_no_text_becomes_a_formula_where_semicolons_part_the_cells() -> None:
    names = ["a;=1+1", 'a";+1', "a\n@b", "a;-5;b", "en;fr"]
    lines = write_csv(["name"], [[name] for name in names]).decode("utf-8-sig")
    cells = [cell.strip('"') for cell in re.split("[;\r\n]+", lines)]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []
    read = read_csv("a.csv", lines.encode()).lines
    assert [line.cells["name"] for line in read] == names


def test_a_cell_may_have_line_breaks_and_quotes() -> None:
    sheet = read_csv("a.csv", b'code,note\r\n1,"one\r\ntwo ""three"""\r\n2,x\r\n')
    assert sheet.lines[0].cells["note"] == 'one\r\ntwo "three"'
    assert sheet.lines[1].number == 3


def test_an_empty_file_is_an_empty_sheet() -> None:
    assert read_csv("a.csv", b"") == Sheet("a.csv", (), ())


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (
            "code\nZoë\n".encode("latin-1"),
            "a.csv: cannot be read: row 2: it is not UTF-8; save it as CSV UTF-8",
        ),
        (
            "code\n1\n".encode("utf-16")[:-1],
            "a.csv: cannot be read: row 2: it is not UTF-8; save it as CSV UTF-8",
        ),
        *[
            (
                "code\nŁukasz\n".encode(encoding),
                "a.csv: cannot be read: row 1: it is not UTF-8; save it as CSV UTF-8",
            )
            for encoding in ("utf-16-le", "utf-16-be", "utf-32")
        ],
        (
            b'code\n"1\n',
            "a.csv: cannot be read: row 2: a quotation mark is not closed; save it as CSV UTF-8",
        ),
        (b"code,name,code\n", 'a.csv row 1, code: "code" is there twice; keep one'),
        (
            b"code,Family name\n1,2\ncode,family_name\n3,4\n",
            "a.csv row 3: has the names of the columns again; remove the row",
        ),
        (
            b"code,name\n1,2,3\n",
            "a.csv row 2: has more cells than the header has columns; quote texts with separators",
        ),
        (
            b"\nOur officials\n\ncode,name\n1,2\n",
            (
                "a.csv row 2: does not name the columns; begin with the row of their names, "
                "without a title above it"
            ),
        ),
    ],
)
def test_what_cannot_be_read_is_refused(data: bytes, fault: str) -> None:
    with pytest.raises(Refused) as refused:
        read_csv("a.csv", data)
    assert [str(each) for each in refused.value.faults] == [fault]


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20).map(tidy)


@given(
    rows=st.lists(st.lists(texts, min_size=3, max_size=3), max_size=5),
    separator=st.sampled_from(",;\t"),
    mark=st.sampled_from(["", "\ufeff"]),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_what_is_written_is_read(
    rows: list[list[str]], separator: str, mark: str, end: str
) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerow(["a", "b", "c"])
    writer.writerows(rows)
    sheet = read_csv("a.csv", (mark + out.getvalue()).encode())
    tidied = [[tidy(text.replace("\u00a0", " ")) for text in row] for row in rows]
    expected = [(n, row) for n, row in enumerate(tidied, start=2) if any(row)]
    assert [(line.number, list(line.cells.values())) for line in sheet.lines] == expected


@given(st.lists(st.lists(texts, min_size=2, max_size=2), max_size=5))
def test_what_we_write_we_read(rows: list[list[str]]) -> None:
    tidied = [[tidy(text.replace("\u00a0", " ")) for text in row] for row in rows]
    sheet = read_csv("a.csv", write_csv(["a", "b"], tidied))
    assert [list(line.cells.values()) for line in sheet.lines] == [
        row for row in tidied if any(row)
    ]


@given(st.binary(max_size=200))
def test_whatever_comes_is_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(Refused):
        read_csv("a.csv", data)
