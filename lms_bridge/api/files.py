"""Files that a spreadsheet opens: reports, tables as the reader may see them, whole programmes."""

from __future__ import annotations

from aiohttp import web

from catalogue.exchange.export import archive, export_table, template
from catalogue.queries.report import BY, report, report_rows
from catalogue.sheets.csv_file import write_csv
from catalogue.sheets.xlsx_file import write_xlsx
from catalogue.viewer import Role, Viewer
from lms_bridge.api.operation import ROOT
from lms_bridge.api.rows import CSV, XLSX
from lms_bridge.doors import (
    COORDINATORS,
    EVERYBODY,
    FOCAL_POINTS,
    OVERSEERS,
    Door,
    Handler,
    Kind,
    viewer_of,
)
from lms_bridge.threads import in_thread

_ZIP = "application/zip"
_MEDIA = {"csv": CSV, "xlsx": XLSX}


def _reported(viewer: Viewer, programme: str, by: str, form: str) -> bytes:
    write = write_xlsx if form == "xlsx" else write_csv
    return write(*report_rows(report(viewer, programme, by)))


async def _report(request: web.Request) -> web.Response:
    """Give a report; `by` is what figures are grouped by."""
    form, by = _form(request), request.query.get("by", "member")
    if by not in BY:
        raise web.HTTPBadRequest(text=f"by: use one of {', '.join(BY)}")
    programme = request.match_info["programme"]
    data = await in_thread(_reported, viewer_of(request), programme, by, form)
    return _file(data, _MEDIA[form], f"report-{by}.{form}")


async def _table(request: web.Request) -> web.Response:
    """Give a table; `template=yes` is its header alone."""
    given = request.match_info
    kind, form = given["kind"], _form(request)
    if request.query.get("template") == "yes":
        data = await in_thread(template, kind, form)
    else:
        data = await in_thread(export_table, viewer_of(request), kind, given["programme"], form)
    return _file(data, _MEDIA[form], f"{kind}.{form}")


async def _archive(request: web.Request) -> web.Response:
    programme = request.match_info["programme"]
    return _file(await in_thread(archive, viewer_of(request), programme), _ZIP, f"{programme}.zip")


def _file(data: bytes, media: str, name: str) -> web.Response:
    disposition = f'attachment; filename="{name}"'
    return web.Response(body=data, content_type=media, headers={"Content-Disposition": disposition})


def _form(request: web.Request) -> str:
    return request.path.rpartition(".")[2]


def _door(path: str, handler: Handler, roles: frozenset[Role]) -> Door:
    return Door("GET", f"{ROOT}/programmes/{{programme}}/{path}", handler, roles, Kind.API)


DOORS = (
    _door("report.csv", _report, OVERSEERS | FOCAL_POINTS),
    _door("report.xlsx", _report, OVERSEERS | FOCAL_POINTS),
    _door("tables/{kind}.csv", _table, EVERYBODY),
    _door("tables/{kind}.xlsx", _table, EVERYBODY),
    _door("archive.zip", _archive, COORDINATORS),
)
