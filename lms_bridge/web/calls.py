"""Calls for nominations: until when, how many of each member; coordinators open and change them."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from catalogue.actions.call import change_call, open_call
from catalogue.db import changing, reading
from catalogue.errors import Refused
from catalogue.faults import Fault
from catalogue.queries.calls import CallLine, calls
from catalogue.queries.courses import CourseLine, courses
from catalogue.queries.paging import Paging
from catalogue.viewer import Viewer
from lms_bridge.doors import COORDINATORS, MEMBERS, Door, page, viewer_of
from lms_bridge.threads import in_thread
from lms_bridge.web.acting import act
from lms_bridge.web.faults_in_words import by_column
from lms_bridge.web.forms import form_of
from lms_bridge.web.language import _
from lms_bridge.web.page import go_on, render

_ALL = Paging(size=1000)
_MOST = 9999


@dataclass(frozen=True, slots=True)
class _Calls:
    lines: tuple[CallLine, ...]
    courses: tuple[CourseLine, ...]


@reading
def _read(viewer: Viewer, programme: str) -> _Calls:
    return _Calls(calls(viewer, programme), courses(viewer, paging=_ALL).items)


async def _list(request: web.Request) -> web.Response:
    asked = request.query.get("course", "")
    return await _page(request, {"course": asked} if asked else {}, [])


async def _page(
    request: web.Request, values: dict[str, str], faults: list[Fault], status: int = 200
) -> web.Response:
    viewer = viewer_of(request)
    found = await in_thread(_read, viewer, request.match_info["programme"])
    of_course = {line.course: line for line in found.lines}.get(values.get("course", ""))
    if of_course and not faults:
        most = of_course.max_per_member
        values |= {
            "deadline": of_course.deadline.isoformat(),
            "max_per_member": "" if most is None else str(most),
            "note": of_course.note,
        }
    return await render(
        request,
        "calls.html",
        status=status,
        found=found,
        values=values,
        faults=by_column(faults),
        runs_it=viewer.has(*COORDINATORS),
        is_of_member=viewer.member is not None and not viewer.sees_all,
    )


async def _call(request: web.Request) -> web.Response:
    programme, form = request.match_info["programme"], await form_of(request)
    course, deadline = form.text("course"), form.day("deadline")
    most = form.whole_or_none("max_per_member", 1, _MOST)
    note = form.text("note", required=False, longest=2000)
    if form.faults:
        return await _page(request, form.texts, form.faults, 422)

    @changing
    def put(viewer: Viewer) -> None:
        """Change the course's call where there is one that is open, else open another."""
        there = [line for line in calls(viewer, programme) if line.course == course]
        if there and there[0].is_open:
            change_call(viewer, there[0].id, deadline, most, note)
        else:
            open_call(viewer, programme, course, deadline, most, note)

    try:
        await act(request, put)
    except Refused as refused:
        return await _page(request, form.texts, list(refused.faults), 422)
    notice = _("Nominations for %(course)s are called for; members are told.")
    return go_on(f"/programmes/{programme}/calls", notice % {"course": course})


DOORS: tuple[Door, ...] = (
    page("GET", "/programmes/{programme}/calls", _list, MEMBERS),
    page("POST", "/programmes/{programme}/calls", _call, COORDINATORS),
)
