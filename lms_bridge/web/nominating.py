"""Nominating: one official by a form, or many by a sheet."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from catalogue.actions.nominate import nominate
from catalogue.actions.nominate_officials import OPTIONAL, REQUIRED, nominate_officials
from catalogue.actions.submit import submit
from catalogue.db import changing, reading
from catalogue.errors import AlreadyThere, NotFound, Refused
from catalogue.faults import Fault, Where
from catalogue.queries.courses import CourseLine, courses
from catalogue.queries.eligibility import Fit, eligibility
from catalogue.queries.officials import OfficialLine, officials
from catalogue.queries.paging import Paging
from catalogue.sheets.reading import read_sheet
from catalogue.sheets.sheet import Sheet
from catalogue.viewer import Viewer
from lms_bridge.doors import MEMBERS, Door, page, viewer_of
from lms_bridge.threads import in_file_thread, in_thread
from lms_bridge.web.acting import act
from lms_bridge.web.faults_in_words import by_column
from lms_bridge.web.forms import form_of
from lms_bridge.web.language import _
from lms_bridge.web.page import fragment, go_on, render
from lms_bridge.web.uploading import Became, Checked, Put, check, template, uploaded

_ALL = Paging(size=1000)
_OFFERED = Paging(size=500, sort="name")


@dataclass(frozen=True, slots=True)
class Choices:
    """Whom one may nominate, and for what."""

    officials: tuple[OfficialLine, ...]
    courses: tuple[CourseLine, ...]
    has_more: bool
    """Whether there are more officials than are suggested beside the field."""


@reading
def fit_of(viewer: Viewer, programme: str, official: str, course: str) -> Fit | None:
    """Say how an official fits a course; None where either is not known to the reader."""
    try:
        (fit,) = eligibility(viewer, programme, official, course)
    except NotFound:
        return None
    return fit


@reading
def _choices(viewer: Viewer) -> Choices:
    known = officials(viewer, paging=_OFFERED)
    return Choices(known.items, courses(viewer, paging=_ALL).items, bool(known.next_token))


def putting(programme: str) -> Put:
    """Give what nominates everybody in a sheet and counts."""

    def put(viewer: Viewer, sheet: Sheet) -> Became:
        done = nominate_officials(viewer, programme, sheet)
        return Became(len(done.added), 0, len(done.unchanged))

    return put


@changing
def _nominate(viewer: Viewer, programme: str, official: str, course: str, note: str) -> str:
    made = nominate(viewer, programme, official, course, note)
    submit(viewer, made)
    return made


async def _ask(request: web.Request) -> web.Response:
    asked = {name: request.query[name] for name in ("official", "course") if name in request.query}
    return await _page(request, values=asked, fit=await _asked_fit(request))


async def _asked_fit(request: web.Request) -> Fit | None:
    return await _fit_between(
        request, request.query.get("official", ""), request.query.get("course", "")
    )


async def _fit_between(request: web.Request, official: str, course: str) -> Fit | None:
    if not official or not course:
        return None
    programme = request.match_info["programme"]
    return await in_thread(fit_of, viewer_of(request), programme, official, course)


async def _fit(request: web.Request) -> web.Response:
    return fragment(request, "fit.html", fit=await _asked_fit(request))


async def _page(
    request: web.Request,
    *,
    values: dict[str, str] | None = None,
    faults: list[Fault] | None = None,
    checked: Checked | None = None,
    fit: Fit | None = None,
    status: int = 200,
) -> web.Response:
    return await render(
        request,
        "nominating.html",
        status=status,
        choices=await in_thread(_choices, viewer_of(request)),
        values=values or {},
        faults=by_column(faults or []),
        checked=checked,
        fit=fit,
        required=REQUIRED,
        optional=OPTIONAL,
    )


async def _one(request: web.Request) -> web.Response:
    programme, form = request.match_info["programme"], await form_of(request)
    official, course = form.text("official"), form.text("course")
    note = form.text("note", required=False, longest=2000)
    if form.faults:
        return await _page(request, values=form.texts, faults=form.faults, status=422)
    if form.texts.get("as") == "question":  # asked so without a script
        fit = await _fit_between(request, official, course)
        return await _page(request, values=form.texts, fit=fit)
    action = nominate if form.texts.get("as") == "draft" else _nominate
    try:
        made = await act(request, action, programme, official, course, note)
    except Refused as refused:
        return await _page(request, values=form.texts, faults=list(refused.faults), status=422)
    except NotFound as missing:
        fault = Fault(Where(column=missing.kind), "UNKNOWN", missing.id)
        return await _page(request, values=form.texts, faults=[fault], status=422)
    except AlreadyThere as there:
        fault = Fault(Where(column="official"), "TWICE", there.id)
        return await _page(request, values=form.texts, faults=[fault], status=409)
    return go_on(f"/nominations/{made}", _("%(official)s is nominated.") % {"official": official})


async def _check(request: web.Request) -> web.Response:
    put = putting(request.match_info["programme"])
    file, data = await uploaded(request)
    checked = await in_file_thread(check, viewer_of(request), put, file, data)
    return await _page(request, checked=checked, status=422 if checked.faults else 200)


async def _many(request: web.Request) -> web.Response:
    programme = request.match_info["programme"]
    put = putting(programme)
    file, data = await uploaded(request)
    checked = await in_file_thread(check, viewer_of(request), put, file, data)
    if checked.faults:
        return await _page(request, checked=checked, status=422)
    done = await act(request, put, await in_file_thread(read_sheet, file, data))
    notice = _("Nominations submitted: %(added)s; already there: %(same)s.")
    path = f"/programmes/{programme}/nominations?state=submitted"
    return go_on(path, notice % {"added": done.added, "same": done.unchanged})


async def _template(request: web.Request) -> web.Response:
    return template((*REQUIRED, *OPTIONAL), "nominations.csv")


_PATH = "/programmes/{programme}/nominating"
DOORS: tuple[Door, ...] = (
    page("GET", _PATH, _ask, MEMBERS),
    page("GET", f"{_PATH}/fit", _fit, MEMBERS),
    page("POST", _PATH, _one, MEMBERS),
    page("POST", f"{_PATH}/check", _check, MEMBERS),
    page("POST", f"{_PATH}/sheet", _many, MEMBERS),
    page("GET", f"{_PATH}/template.csv", _template, MEMBERS),
)
