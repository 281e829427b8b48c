"""A table of texts with a header."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from catalogue.errors import Refused
from catalogue.faults import Fault, Where
from catalogue.texts import tidy

MOST_BYTES = 100_000_000
"""Largest file, and largest content of a compressed one."""

MOST_ROWS = 200_000
"""Most filled rows of a table."""

MOST_ROWS_OF_A_PROGRAMME = 5_000_000
"""Most filled rows of a table that comes with all of its programme."""

MOST_COLUMNS = 200
"""Most columns with a text."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row by column; `number` as a spreadsheet shows it, the header being 1; 0 for a form."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its file's name, its columns (lower case, `_` for spaces), its filled rows."""

    file: str
    header: tuple[str, ...]
    lines: tuple[Line, ...]


def sheet_of(file: str, rows: Iterable[Sequence[str]], most_rows: int = MOST_ROWS) -> Sheet:
    """Make a sheet of rows of texts, the first being the header. Raises Refused.

    Rows without any text are left out, before the header too, and so are columns without a name and
    without any text.
    """
    numbered = enumerate((_cells(file, row) for row in rows), start=1)
    top, first = next(((number, row) for number, row in numbered if any(row)), (1, []))
    header = [_name(text) for text in first]
    while header and not header[-1]:
        header.pop()
    faults = [
        Fault(Where(file, top, name), "TWICE", name)
        for name, count in Counter(header).items()
        if count > 1
    ]
    lines: list[Line] = []
    for number, row in numbered:
        if len(lines) == most_rows and any(row):
            raise too_large(file, most_rows)
        if any(row[len(header) :]):
            faults.append(Fault(Where(file, number), "TOO_MANY_CELLS"))
        if len(header) > 1 and [_name(text) for text in row[: len(header)]] == header:
            faults.append(Fault(Where(file, number), "HEADER_AGAIN"))
        if any(row):
            cells = dict(zip_longest(header, row[: len(header)], fillvalue=""))
            lines.append(Line(number, cells))
    if faults and len(header) == 1:  # a title stands where the columns should be named
        faults = [Fault(Where(file, top), "NO_HEADER")]
    if faults:
        raise Refused(faults)
    return Sheet(file, tuple(header), tuple(lines))


def too_large(file: str, most_rows: int = MOST_ROWS) -> Refused:
    """Make the error of a table that is larger than any that somebody fills in."""
    most = (f"{most_rows} rows", f"{MOST_COLUMNS} columns", f"{MOST_BYTES // 1_000_000} MB")
    return Refused([Fault(Where(file), "TOO_LARGE", allowed=most)])


def header_faults(
    sheet: Sheet, required: Collection[str], optional: Collection[str]
) -> list[Fault]:
    """Find columns that are missing, and those that nobody knows."""
    known = [*required, *optional]
    if not any(name in sheet.header for name in known):
        return [Fault(Where(sheet.file, 1), "OTHER_HEADER", allowed=tuple(known))]
    missing = [
        Fault(Where(sheet.file, 1, name), "MISSING_COLUMN")
        for name in required
        if name not in sheet.header
    ]
    strange = [
        Fault(Where(sheet.file, 1), "UNKNOWN_COLUMN", name, tuple(known))
        for name in sheet.header
        if name not in known
    ]
    return missing + strange


def _cells(file: str, row: Sequence[str]) -> list[str]:
    if any(row[MOST_COLUMNS:]):
        raise too_large(file)
    return [_cell(text) for text in row[:MOST_COLUMNS]]


def _cell(text: str) -> str:
    return tidy(text.replace("\u00a0", " "))


def _name(text: str) -> str:
    return "_".join(text.lower().replace("e-mail", "email").replace("-", " ").split())
