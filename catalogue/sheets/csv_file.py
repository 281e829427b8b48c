"""CSV as spreadsheets write it: UTF-8 with or without a mark, comma, semicolon or tab between.

RFC 4180, and the habits of Excel: a first line `sep=;`, and semicolons where the comma is the
decimal mark.
"""

from __future__ import annotations

import csv
import io

from catalogue.errors import Refused
from catalogue.faults import Fault, Where
from catalogue.sheets.sheet import Sheet, sheet_of

_SEPARATORS = ",;\t"


def read_csv(file: str, data: bytes) -> Sheet:
    """Read a table. Raises Refused."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _unreadable(file, "it is not UTF-8") from None
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep=") and len(first.strip()) == len("sep=") + 1:
        separator, text = first[4], rest
    else:
        separator = max(_SEPARATORS, key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return sheet_of(file, rows)
    except csv.Error as error:
        raise _unreadable(file, f"row {rows.line_num}: {error}") from None


def _unreadable(file: str, why: str) -> Refused:
    return Refused([Fault(Where(file), "UNREADABLE", why, ("CSV UTF-8",))])
