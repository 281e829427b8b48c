"""Sheets that people upload: checked first and shown row by row, then taken whole or not at all.

Checking does what registering does, in a transaction that is undone.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NoReturn

from aiohttp import web

from catalogue.db import changing
from catalogue.errors import Refused
from catalogue.faults import Fault, Where
from catalogue.sheets.reading import read_sheet
from catalogue.sheets.sheet import Line, Sheet
from catalogue.viewer import Viewer
from lms_bridge.auth import posted
from lms_bridge.threads import in_thread

MOST_SHOWN = 200
"""Rows with faults that are shown at once."""


@dataclass(frozen=True, slots=True)
class Became:
    """How many rows of a sheet became what."""

    added: int
    changed: int
    unchanged: int


Put = Callable[[Viewer, Sheet], Became]


@dataclass(frozen=True, slots=True)
class FaultyRow:
    """A row with what is wrong, by column; what concerns the whole row under nothing."""

    number: int
    cells: dict[str, str]
    faults: dict[str, list[Fault]]

    def field(self, column: str) -> str:
        """Name the field of a form in which a cell is mended."""
        return _field(self.number, column)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found. `text` is the sheet again as CSV, for the form that takes it over.

    A form that mends it sends with it what is in the `field` of a cell.
    """

    file: str
    text: str
    header: tuple[str, ...]
    rows: int
    became: Became | None
    faults: int
    general: tuple[Fault, ...]
    faulty_rows: int
    faulty: tuple[FaultyRow, ...]


class _Tried(Exception):
    """Carries what a sheet would become out of the transaction that it undoes."""

    def __init__(self, became: Became) -> None:
        super().__init__()
        self.became = became


@changing
def _try(viewer: Viewer, put: Put, sheet: Sheet) -> NoReturn:
    raise _Tried(put(viewer, sheet))


def check(viewer: Viewer, put: Put, file: str, data: bytes) -> Checked:
    """Read a file and say what would become of its rows; nothing is changed."""
    try:
        sheet = read_sheet(file, data)
    except Refused as refused:
        return _refused(Sheet(file, (), ()), refused.faults)
    try:
        _try(viewer, put, sheet)
    except Refused as refused:
        return _refused(sheet, refused.faults)
    except _Tried as tried:
        text = as_csv(sheet)
        return Checked(file, text, sheet.header, len(sheet.lines), tried.became, 0, (), 0, ())


def _refused(sheet: Sheet, faults: Sequence[Fault]) -> Checked:
    lines = {line.number: line for line in sheet.lines}
    by_row: dict[int, dict[str, list[Fault]]] = {}
    general = []
    for fault in faults:
        row = fault.where.row
        if row is None or row not in lines:
            general.append(fault)
            continue
        column = fault.where.column if fault.where.column in sheet.header else ""
        by_row.setdefault(row, {}).setdefault(column or "", []).append(fault)
    faulty = [FaultyRow(row, lines[row].cells, by_row[row]) for row in sorted(by_row)]
    return Checked(
        file=sheet.file,
        text=as_csv(sheet) if sheet.header else "",
        header=sheet.header,
        rows=len(sheet.lines),
        became=None,
        faults=len(faults),
        general=tuple(general),
        faulty_rows=len(faulty),
        faulty=tuple(faulty[:MOST_SHOWN]),
    )


def as_csv(sheet: Sheet) -> str:
    """Write a sheet as CSV, its rows in their old places, so that they keep their numbers."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(sheet.header)
    number = 2
    for line in sheet.lines:
        while number < line.number:
            writer.writerow([""] * len(sheet.header))
            number += 1
        writer.writerow([line.cells.get(name, "") for name in sheet.header])
        number += 1
    return written.getvalue()


def _field(row: int, column: str) -> str:
    return f"cell-{row}-{column}"


def _mended(file: str, text: str, form: Mapping[str, object]) -> str:
    """Put what a form has in its cells in the places of what was there."""
    sheet = read_sheet(file, text.encode())
    lines = tuple(
        Line(
            line.number,
            {
                name: str(form.get(_field(line.number, name), line.cells.get(name, "")))
                for name in sheet.header
            },
        )
        for line in sheet.lines
    )
    return as_csv(replace(sheet, lines=lines))


def template(columns: Sequence[str], file: str) -> web.Response:
    """Give an empty sheet to fill in, with a mark by which Excel knows UTF-8."""
    return web.Response(
        body=b"\xef\xbb\xbf" + (",".join(columns) + "\r\n").encode(),
        content_type="text/csv",
        charset="utf-8",
        headers={"Content-Disposition": f'attachment; filename="{file}"'},
    )


async def uploaded(request: web.Request) -> tuple[str, bytes]:
    """Give the file that a form brought, or the text of one that was checked before, mended.

    Raises Refused where there is none.
    """
    form = await posted(request)
    sent = form.get("sheet")
    if isinstance(sent, web.FileField) and sent.filename:
        return sent.filename[-200:], await in_thread(sent.file.read)
    text = form.get("text")
    if isinstance(text, str) and text:
        file = str(form.get("file", "sheet.csv"))[-200:] or "sheet.csv"
        if any(name.startswith("cell-") for name in form):
            text = await in_thread(_mended, file, text, form)
        return file, text.encode()
    raise Refused([Fault(Where(column="sheet"), "MISSING")])
