"""Many rows in one request: JSON, CSV or an Excel workbook, as the sheet that the catalogue reads.

Faults in a file name row and column as a spreadsheet shows them; those in JSON name the path.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from aiohttp import web
from aiohttp.http import HttpProcessingError
from aiohttp.web_request import FileField
from pydantic import create_model

from catalogue.errors import Refused
from catalogue.faults import Fault, Where
from catalogue.sheets.csv_file import read_csv
from catalogue.sheets.reading import read_sheet
from catalogue.sheets.sheet import Line, Sheet
from catalogue.sheets.xlsx_file import read_xlsx
from catalogue.texts import tidy
from lms_bridge.api.operation import Body, Rows
from lms_bridge.errors import BadRequest
from lms_bridge.threads import in_file_thread

JSON = "application/json"
CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORM = "multipart/form-data"
MEDIA = (JSON, CSV, XLSX, FORM)

_HEADER = 1


def model_of(rows: Rows) -> type[Body]:
    """Give the model of the JSON form."""
    row: Any = rows.row or dict[str, str]
    fields: dict[str, Any] = {rows.name: (list[row], ...)}
    return create_model(rows.name.title(), __base__=Body, **fields)


async def read_rows(request: web.Request, rows: Rows) -> Sheet:
    """Read a body of many rows. Raises Refused, BadRequest, ValidationError, HTTPException."""
    match request.content_type:
        case "application/json":
            return _of_json(await request.read(), rows)
        case "text/csv":
            return await in_file_thread(read_csv, f"{rows.name}.csv", await request.read())
        case media if media == XLSX:
            return await in_file_thread(read_xlsx, f"{rows.name}.xlsx", await request.read())
        case "multipart/form-data":
            return await _of_form(request)
        case _:
            raise web.HTTPUnsupportedMediaType(text=f"send one of {', '.join(MEDIA)}")


def _of_json(body: bytes, rows: Rows) -> Sheet:
    given = model_of(rows).model_validate_json(body)
    found = [each if isinstance(each, dict) else vars(each) for each in getattr(given, rows.name)]
    columns = tuple(
        rows.row.model_fields if rows.row else dict.fromkeys(name for row in found for name in row)
    )
    lines = [
        Line(number, {name: _cell(row.get(name)) for name in columns})
        for number, row in enumerate(found, start=_HEADER + 1)
    ]
    return Sheet(rows.name, columns, tuple(lines))


def _cell(value: Any) -> str:
    """Write a value as it stands in a cell."""
    if value is None:
        return ""
    return tidy(" ".join(value) if isinstance(value, tuple) else str(value))


async def _of_form(request: web.Request) -> Sheet:
    try:
        sent = (await request.post()).get("file")
    except (ValueError, HttpProcessingError) as error:
        raise web.HTTPBadRequest(text=f"the form cannot be read: {error}") from None
    if not isinstance(sent, FileField):
        raise BadRequest([Fault(Where(column="file"), "MISSING")])
    return await in_file_thread(read_sheet, sent.filename, sent.file.read())


@contextmanager
def told_by_path(sheet: Sheet, rows: Rows) -> Iterator[None]:
    """Let faults in rows that came as JSON name their path in it."""
    try:
        yield
    except Refused as refused:
        if sheet.file != rows.name:
            raise
        raise Refused([_with_path(fault) for fault in refused.faults]) from None


def _with_path(fault: Fault) -> Fault:
    where = fault.where
    index = None if where.row is None else str(where.row - _HEADER - 1)
    path = ".".join(filter(None, (where.file, index, where.column)))
    return replace(fault, where=Where(column=path))
