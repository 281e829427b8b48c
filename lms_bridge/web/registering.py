"""Registering many officials by a sheet, all or nobody."""

from __future__ import annotations

from aiohttp import web

from catalogue.actions.register_officials import OPTIONAL, REQUIRED, register_officials
from catalogue.db import reading
from catalogue.queries.choices import AgencyChoice, CityChoice, agencies, cities
from catalogue.sheets.reading import read_sheet
from catalogue.sheets.sheet import Sheet
from catalogue.viewer import Viewer
from lms_bridge.doors import MEMBERS, Door, page, viewer_of
from lms_bridge.threads import in_file_thread, in_thread
from lms_bridge.web.acting import act
from lms_bridge.web.language import _
from lms_bridge.web.page import go_on, render
from lms_bridge.web.uploading import (
    Became,
    Checked,
    check,
    template,
    uploaded,
)


def put(viewer: Viewer, sheet: Sheet) -> Became:
    """Register everybody in a sheet and count. Raises as the action does."""
    done = register_officials(viewer, sheet)
    return Became(len(done.added), len(done.changed), len(done.unchanged))


@reading
def _choices(viewer: Viewer) -> tuple[tuple[AgencyChoice, ...], tuple[CityChoice, ...]]:
    return agencies(viewer), cities(viewer)


async def _ask(request: web.Request) -> web.Response:
    return await _page(request, None)


async def _page(request: web.Request, checked: Checked | None, status: int = 200) -> web.Response:
    offices, places = await in_thread(_choices, viewer_of(request))
    return await render(
        request,
        "register_sheet.html",
        status=status,
        checked=checked,
        agencies=offices,
        cities=places,
        required=REQUIRED,
        optional=OPTIONAL,
    )


async def _check(request: web.Request) -> web.Response:
    file, data = await uploaded(request)
    checked = await in_file_thread(check, viewer_of(request), put, file, data)
    return await _page(request, checked, 422 if checked.faults else 200)


async def _register(request: web.Request) -> web.Response:
    file, data = await uploaded(request)
    checked = await in_file_thread(check, viewer_of(request), put, file, data)
    if checked.faults:
        return await _page(request, checked, 422)
    done = await act(request, put, await in_file_thread(read_sheet, file, data))
    notice = _("Officials registered: %(added)s; changed: %(changed)s; as they were: %(same)s.")
    return go_on(
        "/officials",
        notice % {"added": done.added, "changed": done.changed, "same": done.unchanged},
    )


async def _template(request: web.Request) -> web.Response:
    return template((*REQUIRED, *OPTIONAL), "officials.csv")


DOORS: tuple[Door, ...] = (
    page("GET", "/officials/sheet", _ask, MEMBERS),
    page("POST", "/officials/sheet", _check, MEMBERS),
    page("POST", "/officials/sheet/register", _register, MEMBERS),
    page("GET", "/officials/template.csv", _template, MEMBERS),
)
