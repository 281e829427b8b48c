"""CSV as spreadsheets write it: UTF-8 with or without a mark, comma, semicolon or tab between.

RFC 4180, and the habits of Excel: a first line `sep=;`, semicolons where the comma is the decimal
mark, and UTF-16 where one saves as "Unicode text". Another encoding is refused rather than guessed:
a name that is read in the wrong one looks right to everybody but its bearer.

Written, a text that a spreadsheet would take for a formula gets an apostrophe before it, which
reading takes away again; also behind a semicolon, at which a spreadsheet parts the cells of a comma
file where the comma is the decimal mark.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from catalogue.errors import Refused
from catalogue.faults import Fault, Where
from catalogue.sheets.sheet import MOST_BYTES, MOST_ROWS, Sheet, sheet_of, too_large

_SEPARATORS = ",;\t"
_HEADER_CHARACTERS = 100_000
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_WHY = {"unexpected end of data": "a quotation mark is not closed"}
_NUMBER = re.compile(r"[+-]?[0-9][0-9.,]*")
_BEGINS = r"[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]"  # also in full width, as OWASP lists them
_CELL = r"(^|[;\n])"
_FORMULA = re.compile(f"{_CELL}(?='*{_BEGINS})")
_QUOTED_FORMULA = re.compile(f"{_CELL}'(?='*{_BEGINS})")


def read_csv(file: str, data: bytes, most_rows: int = MOST_ROWS) -> Sheet:
    """Read a table. Raises Refused."""
    if len(data) > MOST_BYTES:
        raise too_large(file)
    try:
        text = data.decode("utf-16" if data.startswith(_UTF_16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise _unreadable(file, f"row {row}: it is not UTF-8") from None
    first, _, rest = text.partition("\n")
    if "\0" in first:  # UTF-16 without a mark, or UTF-32: other names than ASCII would be spoiled
        raise _unreadable(file, "row 1: it is not UTF-8")
    if first.lower().startswith("sep=") and len(first.strip()) == len("sep=") + 1:
        separator, text = first[4], rest
    else:
        lines = text[:_HEADER_CHARACTERS].splitlines()
        header = next((line for line in lines if line.strip(f"{_SEPARATORS} ")), "")
        separator = max(_SEPARATORS, key=header.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return sheet_of(file, _unquoted(rows), most_rows)
    except csv.Error as error:
        raise _unreadable(file, f"row {rows.line_num}: {_WHY.get(str(error), error)}") from None


def write_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Write a table, with a mark at the beginning by which Excel knows UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_quoted(text) for text in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _quoted(text: str) -> str:
    if text[:1].isalnum() and ";" not in text and "\n" not in text:
        return text  # as nearly all
    return text if _NUMBER.fullmatch(text) else _FORMULA.sub(r"\1'", text)


def _unquoted(rows: Iterable[Sequence[str]]) -> Iterator[list[str]]:
    for row in rows:
        yield [_QUOTED_FORMULA.sub(r"\1", text) if "'" in text else text for text in row]


def _unreadable(file: str, why: str) -> Refused:
    return Refused([Fault(Where(file), "UNREADABLE", why, ("CSV UTF-8",))])
