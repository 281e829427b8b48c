"""Excel workbooks: the first sheet, its values as texts.

Of a formula the value counts that the workbook was saved with. One without a value, and one that
ended in an error, is refused, since it would read as an empty cell or as a name like `#REF!`.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter

from catalogue.errors import Refused
from catalogue.faults import Fault, Where
from catalogue.sheets.sheet import MOST_BYTES, Sheet, sheet_of, too_large

_ERRORS = {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"}
_MOST_ROWS_SEEN = 1_048_576  # a worksheet has no more; empty ones count
_MOST_COLUMNS = 200


def read_xlsx(file: str, data: bytes) -> Sheet:
    """Read the first sheet of a workbook. Raises Refused."""
    try:
        _refuse_bombs(file, data)
        faults: list[Fault] = []
        sheet = sheet_of(file, _rows(file, data, faults))
        if faults:
            raise Refused(faults)
        return sheet
    except Refused:
        raise
    except Exception as error:  # the library raises whatever its parsers do on a broken file
        why = "it is no workbook, or a broken one"
        fault = Fault(Where(file), "UNREADABLE", why, ("XLSX", "CSV UTF-8"))
        raise Refused([fault]) from error


def _refuse_bombs(file: str, data: bytes) -> None:
    """Refuse what would unpack to more than a table can be; no more than it states is read."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        if sum(part.file_size for part in parts.infolist()) > MOST_BYTES:
            raise too_large(file)


def _rows(file: str, data: bytes, faults: list[Fault]) -> Iterator[list[str]]:
    formulas = _formulas(data)
    for number, row in enumerate(_values(data, with_formulas=False), start=1):
        if number > _MOST_ROWS_SEEN or any(row[_MOST_COLUMNS:]):
            raise too_large(file)
        texts = [_text(value) for value in row[:_MOST_COLUMNS]]
        for place, text in enumerate(texts, start=1):
            if text in _ERRORS or (not text and (number, place) in formulas):
                where = Where(file, number, f"column {get_column_letter(place)}")
                faults.append(Fault(where, "NO_VALUE", text or formulas[number, place]))
        yield texts


def _formulas(data: bytes) -> dict[tuple[int, int], str]:
    """Find the cells with formulas, by row and column; most workbooks have none, which is quick."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/")]
        if not any(b"<f" in parts.read(name) for name in sheets):
            return {}
    return {
        (row, column): value
        for row, values in enumerate(_values(data, with_formulas=True), start=1)
        for column, value in enumerate(values, start=1)
        if isinstance(value, str) and value.startswith("=")
    }


def _values(data: bytes, *, with_formulas: bool) -> Iterator[Sequence[Any]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what a workbook has besides values
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=not with_formulas)
        try:
            sheet: Any = book.worksheets[0]
            sheet.reset_dimensions()  # a row is as long as its own cells, whatever the file claims
            yield from sheet.iter_rows(values_only=True)
        finally:
            book.close()


def write_xlsx(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Write a table of texts; none of them becomes a formula."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Sheet1")
    for row in (header, *rows):
        sheet.append([_written(sheet, text) for text in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _written(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", text))
    cell.data_type = "s"
    return cell


def _text(value: Any) -> str:
    """Write a cell's value as one writes it in CSV."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
