"""The agenda of a course: its sessions on the days of a run, by the clock where it is held."""

from __future__ import annotations

from dataclasses import replace

from aiohttp import web

from catalogue.actions.set_agenda import set_agenda
from catalogue.db import reading
from catalogue.errors import Refused
from catalogue.faults import Fault
from catalogue.queries.agenda import course_sessions
from catalogue.queries.courses import CourseLine
from catalogue.queries.courses import course as read_course
from catalogue.sessions import SessionEntry
from catalogue.viewer import Viewer
from lms_bridge.doors import COORDINATORS, Door, page, viewer_of
from lms_bridge.threads import in_thread
from lms_bridge.web.faults_in_words import by_cell
from lms_bridge.web.forms import form_of
from lms_bridge.web.language import _
from lms_bridge.web.meanwhile import News
from lms_bridge.web.page import go_on, render
from lms_bridge.web.seen import Thing, act_as_seen, look, mark_in

_FIELDS = ("day", "begins", "ends", "title", "block")

Row = dict[str, str]
"""What stands in the fields of a session; the first day is 1."""


@reading
def _read(viewer: Viewer, course: str) -> tuple[CourseLine, list[Row]]:
    line = read_course(viewer, course)
    rows: list[Row] = [
        {
            "day": str(each.day),
            "begins": each.begins,
            "ends": each.ends,
            "title": each.title,
            "block": each.block,
        }
        for each in course_sessions(viewer, course)
    ]
    return line, rows


def _thing(request: web.Request) -> Thing[tuple[CourseLine, list[Row]]]:
    return Thing("course", request.match_info["course"], _read)


async def _show(request: web.Request) -> web.Response:
    return await _page(request, None, [])


async def _page(
    request: web.Request,
    rows: list[Row] | None,
    faults: list[Fault],
    status: int = 200,
    *,
    seen: str = "",
    news: News | None = None,
) -> web.Response:
    found = await in_thread(look, viewer_of(request), _thing(request))
    line, known = found.value
    return await render(
        request,
        "agenda.html",
        status=status,
        course=line,
        rows=known if rows is None else rows,
        wrong=by_cell(faults),
        seen=seen or found.mark,
        news=news,
    )


def entry_of(row: Row) -> SessionEntry:
    """Read a session; a day that is no number is none of the course's days."""
    day, begins, ends, title, block = (row[name] for name in _FIELDS)
    number = int(day) if day.isascii() and day.isdigit() and len(day) < 4 else 0
    return SessionEntry(number, begins, ends, title, block)


def _as_written(fault: Fault, rows: list[Row]) -> Fault:
    """Name a day that is wrong as it stands in the form."""
    if fault.where.column != "day" or fault.where.row is None:
        return fault
    return replace(fault, value=rows[fault.where.row - 1]["day"])


async def _set(request: web.Request) -> web.Response:
    form, thing = await form_of(request), _thing(request)
    rows = form.rows(_FIELDS)
    entries = [entry_of(row) for row in rows]
    try:
        news = await act_as_seen(request, form, thing, set_agenda, thing.id, entries)
    except Refused as refused:
        faults = [_as_written(fault, rows) for fault in refused.faults]
        return await _page(request, rows, faults, 422, seen=mark_in(form))
    if news:
        return await _page(request, rows, [], 412, news=news)
    return go_on(f"/courses/{thing.id}/agenda", _("The agenda is kept."))


DOORS: tuple[Door, ...] = (
    page("GET", "/courses/{course}/agenda", _show, COORDINATORS),
    page("POST", "/courses/{course}/agenda", _set, COORDINATORS),
)
