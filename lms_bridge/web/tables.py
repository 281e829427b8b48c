"""Tables of a programme, each taken in by a sheet: checked first, then whole or not at all."""

from __future__ import annotations

from aiohttp import web

from catalogue.db import reading
from catalogue.errors import NotFound
from catalogue.exchange.export import TABLES
from catalogue.exchange.export import template as empty_table
from catalogue.exchange.import_table import KINDS, import_table
from catalogue.published import programme_of
from catalogue.sheets.reading import read_sheet
from catalogue.sheets.sheet import Sheet
from catalogue.viewer import Role, Viewer
from lms_bridge.doors import COORDINATORS, Door, page, viewer_of
from lms_bridge.threads import in_file_thread, in_thread
from lms_bridge.web.acting import act
from lms_bridge.web.language import _, later
from lms_bridge.web.page import go_on, render
from lms_bridge.web.uploading import Became, Checked, Put, check, uploaded

NAMES = {
    "officials": later("Officials"),
    "nominations": later("Nominations"),
    "funders": later("Funders"),
    "members": later("Members"),
    "agencies": later("Agencies"),
    "cities": later("Cities"),
    "travel": later("Travel"),
    "venues": later("Venues"),
    "closures": later("Closures"),
    "holidays": later("Public holidays"),
    "users": later("Users"),
    "trainers": later("Trainers"),
    "skills": later("Skills"),
    "unavailable": later("Days away"),
    "courses": later("Courses"),
    "course_languages": later("Languages of courses"),
    "course_materials": later("Materials of courses"),
    "blocks": later("Blocks"),
    "runs": later("Runs"),
    "run_trainers": later("Trainers of runs"),
    "links": later("Links between runs"),
    "expenses": later("Payments"),
    "completions": later("Completions"),
    "agenda": later("Agenda"),
    "calls": later("Calls"),
    "attendance": later("Attendance"),
}
"""What each of `KINDS` is called."""

FOR_ADMINISTRATORS = frozenset({"users"})


def put_in(programme: str, kind: str) -> Put:
    """Give what takes a sheet in as a table of a kind."""

    def put(viewer: Viewer, sheet: Sheet) -> Became:
        done = import_table(viewer, kind, sheet, programme)
        return Became(done.added, done.changed, done.unchanged)

    return put


async def _choose(request: web.Request) -> web.Response:
    return await _page(request, None, None)


async def _page(
    request: web.Request, kind: str | None, checked: Checked | None, status: int = 200
) -> web.Response:
    await in_thread(reading(programme_of), request.match_info["programme"])
    viewer = viewer_of(request)
    hidden = frozenset() if viewer.has(Role.ADMINISTRATOR) else FOR_ADMINISTRATORS
    columns: tuple[str, ...] = ()
    if kind is not None:
        header = await in_thread(empty_table, kind)
        columns = tuple(header.decode("utf-8-sig").strip().split(","))
    return await render(
        request,
        "tables.html",
        status=status,
        kinds=[each for each in TABLES if each in KINDS and each not in hidden],
        names=NAMES,
        kind=kind,
        columns=columns,
        checked=checked,
    )


def _kind(request: web.Request) -> str:
    kind = request.match_info["kind"]
    if kind not in KINDS:
        raise NotFound("kind of table", kind)
    return kind


async def _ask(request: web.Request) -> web.Response:
    return await _page(request, _kind(request), None)


async def _check(request: web.Request) -> web.Response:
    kind, (file, data) = _kind(request), await uploaded(request)
    put = put_in(request.match_info["programme"], kind)
    checked = await in_file_thread(check, viewer_of(request), put, file, data)
    return await _page(request, kind, checked, 422 if checked.faults else 200)


async def _take_in(request: web.Request) -> web.Response:
    programme, kind = request.match_info["programme"], _kind(request)
    file, data = await uploaded(request)
    put = put_in(programme, kind)
    checked = await in_file_thread(check, viewer_of(request), put, file, data)
    if checked.faults:
        return await _page(request, kind, checked, 422)
    done = await act(request, put, await in_file_thread(read_sheet, file, data))
    notice = _("New rows: %(added)s; changed: %(changed)s; as they were: %(same)s.")
    return go_on(
        f"/programmes/{programme}/tables/{kind}",
        notice % {"added": done.added, "changed": done.changed, "same": done.unchanged},
    )


_TABLES = "/programmes/{programme}/tables"
DOORS: tuple[Door, ...] = (
    page("GET", _TABLES, _choose, COORDINATORS),
    page("GET", f"{_TABLES}/{{kind}}", _ask, COORDINATORS),
    page("POST", f"{_TABLES}/{{kind}}", _check, COORDINATORS),
    page("POST", f"{_TABLES}/{{kind}}/take-in", _take_in, COORDINATORS),
)
