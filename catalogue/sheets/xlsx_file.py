"""Excel workbooks: the first sheet, its values as texts.

Of a formula the value counts that the workbook was saved with. One without a value, and one that
ended in an error, is refused, since it would read as an empty cell or as a name like `#REF!`.

A few bytes of a workbook can stand for gigabytes of cells: what is not small is read by a process
of its own (`python -m catalogue.sheets.xlsx_file`), which may take so much memory and time.
"""

from __future__ import annotations

import io
import json
import re
import resource
import signal
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter
from openpyxl.utils.escape import unescape

from catalogue.errors import Refused
from catalogue.faults import Fault, Where
from catalogue.sheets.sheet import MOST_BYTES, MOST_COLUMNS, Sheet, sheet_of, too_large

_LIKE_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ERRORS = {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"}
_MOST_ROWS_SEEN = 1_048_576  # a worksheet has no more; empty ones count
_SMALL_BYTES = 500_000
_MOST_MEMORY_BYTES = 512 * 2**20
_MOST_SECONDS = 120
_SAID_TOO_MUCH = 3

_Told = tuple[list[str], list[tuple[int, str]]]


class _TooMuch(Exception):
    """A workbook is larger than any that somebody fills in."""


def read_xlsx(file: str, data: bytes) -> Sheet:
    """Read the first sheet of a workbook. Raises Refused."""
    try:
        size = _unpacked_bytes(data)
        if size > MOST_BYTES:
            raise too_large(file)
        faults: list[Fault] = []
        told = _told(data) if size <= _SMALL_BYTES else _told_apart(data)
        sheet = sheet_of(file, _texts(file, told, faults))
        if faults:
            raise Refused(faults)
        return sheet
    except Refused:
        raise
    except _TooMuch:
        raise too_large(file) from None
    except Exception as error:  # the library raises whatever its parsers do on a broken file
        why = "it is no workbook, or a broken one"
        fault = Fault(Where(file), "UNREADABLE", why, ("XLSX", "CSV UTF-8"))
        raise Refused([fault]) from error


def _unpacked_bytes(data: bytes) -> int:
    """Give how much a workbook unpacks to; no more than it states is read of it."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return sum(part.file_size for part in parts.infolist())


def _texts(file: str, told: Iterable[_Told], faults: list[Fault]) -> Iterator[list[str]]:
    for number, (texts, without) in enumerate(told, start=1):
        for place, text in without:
            where = Where(file, number, f"column {get_column_letter(place)}")
            faults.append(Fault(where, "NO_VALUE", text))
        yield texts


def _told(data: bytes) -> Iterator[_Told]:
    """Give each row's texts, and its cells without a value, as place and text. Raises _TooMuch."""
    formulas = _formulas(data)
    for number, row in enumerate(_values(data, with_formulas=False), start=1):
        if number > _MOST_ROWS_SEEN or any(row[MOST_COLUMNS:]):
            raise _TooMuch
        texts = [_text(value) for value in row[:MOST_COLUMNS]]
        yield (
            texts,
            [
                (place, text or formulas[number, place])
                for place, text in enumerate(texts, start=1)
                if text in _ERRORS or (not text and (number, place) in formulas)
            ],
        )


def _told_apart(data: bytes) -> Iterator[_Told]:
    """Do the same in a process that may not take too much. Raises _TooMuch, ValueError."""
    words = [sys.executable, "-m", "catalogue.sheets.xlsx_file"]
    done = subprocess.run(words, input=data, capture_output=True, check=False)  # noqa: S603 - ours
    if done.returncode in {_SAID_TOO_MUCH, -signal.SIGXCPU}:
        raise _TooMuch
    if done.returncode:
        raise ValueError(done.stderr.decode(errors="replace"))
    yield from map(json.loads, done.stdout.splitlines())


def _tell() -> int:
    most = _held_bytes() + _MOST_MEMORY_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (_MOST_SECONDS, _MOST_SECONDS + 1))
    try:
        for told in _told(sys.stdin.buffer.read()):
            print(json.dumps(told))
    except (_TooMuch, MemoryError):
        return _SAID_TOO_MUCH
    return 0


def _held_bytes() -> int:
    """Give the addresses that this process holds: libraries reserve more for more cores."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return pages * resource.getpagesize()


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
            shown = (each for each in book.worksheets if each.sheet_state == "visible")
            sheet: Any = next(shown, book.worksheets[0])
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
    plain = _LIKE_ESCAPED.sub("_x005F_", ILLEGAL_CHARACTERS_RE.sub("", text))
    cell = WriteOnlyCell(sheet, value=plain)
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
    return _unescaped(value) if isinstance(value, str) else str(value)


def _unescaped(text: str) -> str:
    """Read characters as Excel writes those that XML has none for (ECMA-376, ST_Xstring).

    Half a character, which no text has, becomes a question mark.
    """
    return unescape(text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


if __name__ == "__main__":
    sys.exit(_tell())
