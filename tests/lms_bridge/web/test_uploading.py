"""Sheets that are checked before they are taken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.errors import Refused
from catalogue.sheets.sheet import Line, Sheet
from lms_bridge.web.uploading import as_csv, read_sheet

CELL = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.sampled_from('",;\n'),
    max_size=8,
).filter(lambda text: text == text.strip() and "\xa0" not in text)


@given(st.dictionaries(st.integers(2, 30), st.tuples(CELL, CELL).filter(any), max_size=6))
def test_sheet_comes_through_the_form_with_its_rows_in_their_places(
    rows: dict[int, tuple[str, str]],
) -> None:
    lines = tuple(
        Line(number, {"code": code, "agency": agency})
        for number, (code, agency) in sorted(rows.items())
    )
    sheet = Sheet("ours.xlsx", ("code", "agency"), lines)  # it was a workbook, and is none now
    assert read_sheet("ours.xlsx", as_csv(sheet).encode()) == sheet


def test_empty_and_unreadable_files_are_refused_with_a_remedy() -> None:
    for data, words in (
        (b"", "ours.csv: is empty; fill it in"),
        (b"\xff\xfe\x00", "ours.csv: cannot be read: row 1: it is not UTF-8; save it as CSV UTF-8"),
    ):
        with pytest.raises(Refused) as refused:
            read_sheet("ours.csv", data)
        assert str(refused.value) == words
    with pytest.raises(Refused, match="save it as XLSX, CSV UTF-8"):
        read_sheet("ours.xlsx", b"PK\x03\x04 broken")
