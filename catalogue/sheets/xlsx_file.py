"""Excel workbooks: the first sheet, its values as texts."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import openpyxl

from catalogue.errors import Refused
from catalogue.faults import Fault, Where
from catalogue.sheets.sheet import Sheet, sheet_of


def read_xlsx(file: str, data: bytes) -> Sheet:
    """Read the first sheet of a workbook. Raises Refused."""
    try:
        return sheet_of(file, _rows(data))
    except Refused:
        raise
    except Exception as error:  # the library raises whatever its parsers do on a broken file
        fault = Fault(Where(file), "UNREADABLE", type(error).__name__, ("XLSX", "CSV UTF-8"))
        raise Refused([fault]) from error


def _rows(data: bytes) -> Iterator[list[str]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what a workbook has besides values
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        try:
            for row in book.worksheets[0].iter_rows(values_only=True):
                yield [_text(value) for value in row]
        finally:
            book.close()


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
