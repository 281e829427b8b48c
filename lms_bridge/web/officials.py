"""Officials: the list, one with their nominations, the form that registers or changes one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from catalogue.actions.change_official import change_official
from catalogue.actions.register_official import OfficialForm, register_official
from catalogue.actions.retire_official import retire_official
from catalogue.db import reading
from catalogue.errors import AlreadyThere, Refused
from catalogue.faults import Fault, Where
from catalogue.queries.choices import AgencyChoice, CityChoice, agencies, cities
from catalogue.queries.courses import CourseLine, courses
from catalogue.queries.eligibility import Fit, eligibility
from catalogue.queries.nominations import NominationFilter, NominationLine, nominations
from catalogue.queries.officials import (
    OfficialFilter,
    OfficialLine,
    OfficialRecord,
    official,
    officials,
)
from catalogue.queries.overview import programmes
from catalogue.queries.paging import Page, Paging
from catalogue.viewer import Viewer
from lms_bridge.doors import MEMBERS, Door, page, viewer_of
from lms_bridge.threads import in_thread
from lms_bridge.web.acting import act, act_once, fresh_key
from lms_bridge.web.faults_in_words import by_column
from lms_bridge.web.forms import Form, form_of, query_of
from lms_bridge.web.language import _
from lms_bridge.web.lists import addresses, paging_of
from lms_bridge.web.meanwhile import News
from lms_bridge.web.page import go_on, render
from lms_bridge.web.seen import Thing, act_as_seen, look, mark_in
from lms_bridge.web.tongues import codes_of, said

_ALL = Paging(size=1000)


@reading
def _read_list(
    viewer: Viewer, wanted: OfficialFilter, paging: Paging
) -> tuple[Page[OfficialLine], tuple[AgencyChoice, ...], dict[str, str]]:
    return officials(viewer, wanted, paging), agencies(viewer), _city_names(viewer)


def _city_names(viewer: Viewer) -> dict[str, str]:
    return {city.id: city.name for city in cities(viewer)}


async def _list(request: web.Request) -> web.Response:
    asked = query_of(request).texts
    wanted = OfficialFilter(agency=asked.get("agency") or None, text=asked.get("text") or None)
    found, choices, names = await in_thread(
        _read_list, viewer_of(request), wanted, paging_of(request, "name")
    )
    return await render(
        request,
        "officials.html",
        officials=found,
        agencies=choices,
        cities=names,
        asked=asked,
        address=addresses(request),
    )


@dataclass(frozen=True, slots=True)
class _One:
    record: OfficialRecord
    nominations: tuple[NominationLine, ...]
    courses: tuple[CourseLine, ...]
    fits: tuple[Fit, ...]
    cities: dict[str, str]


@reading
def _read_one(viewer: Viewer, id: str) -> _One:
    known = programmes(viewer)
    return _One(
        official(viewer, id),
        nominations(viewer, NominationFilter(official=id), _ALL).items,
        courses(viewer, paging=_ALL).items,
        eligibility(viewer, known[0].id, id) if known else (),
        _city_names(viewer),
    )


async def _show(request: web.Request) -> web.Response:
    one = await in_thread(_read_one, viewer_of(request), request.match_info["official"])
    return await render(request, "official.html", one=one)


@reading
def _read_choices(viewer: Viewer) -> tuple[tuple[AgencyChoice, ...], tuple[CityChoice, ...]]:
    return agencies(viewer), cities(viewer)


async def _ask(request: web.Request) -> web.Response:
    return await _form(request, {}, [])


async def _form(
    request: web.Request,
    values: dict[str, str],
    faults: list[Fault],
    status: int = 200,
    *,
    seen: str = "",
    news: News | None = None,
) -> web.Response:
    offices, places = await in_thread(_read_choices, viewer_of(request))
    return await render(
        request,
        "register.html",
        status=status,
        agencies=offices,
        cities=places,
        values=values,
        key=fresh_key(),
        faults=by_column(faults),
        id=request.match_info.get("official"),
        seen=seen,
        news=news,
    )


def _read_form(form: Form) -> OfficialForm:
    return OfficialForm(
        agency=form.texts.get("agency", ""),
        city=form.texts.get("city", ""),
        family_name=form.texts.get("family_name", ""),
        given_name=form.texts.get("given_name", ""),
        email=form.texts.get("email", ""),
        languages=codes_of(form.texts.get("languages", "")),
        code=form.texts.get("code", ""),
        max_days=form.whole_or_none("max_days", 0, 3660),
        gender=form.texts.get("gender", ""),
    )


async def _register(request: web.Request) -> web.Response:
    form = await form_of(request)
    filled = _read_form(form)
    if form.faults:
        return await _form(request, form.texts, form.faults, 422)

    def register(viewer: Viewer) -> dict[str, Any]:
        return {"official": register_official(viewer, filled)}

    try:
        made, _is_new = await act_once(request, form, register)
    except Refused as refused:
        return await _form(request, form.texts, list(refused.faults), 422)
    except AlreadyThere as there:
        fault = Fault(Where(column="code"), "TWICE", there.id)
        return await _form(request, form.texts, [fault], 409)
    return go_on(f"/officials/{made['official']}", _("%(official)s is registered.") % made)


def _filled(viewer: Viewer, id: str) -> dict[str, str]:
    """Give an official as they stand in the form."""
    line = official(viewer, id).line
    return {
        "family_name": line.family_name,
        "given_name": line.given_name,
        "agency": line.agency,
        "city": line.city or "",
        "languages": " ".join(line.languages),
        "email": line.email,
        "gender": line.gender or "",
        "max_days": "" if line.max_days is None else str(line.max_days),
    }


def _thing(request: web.Request) -> Thing[dict[str, str]]:
    return Thing("official", request.match_info["official"], _filled)


async def _ask_change(request: web.Request) -> web.Response:
    found = await in_thread(look, viewer_of(request), _thing(request))
    codes = found.value["languages"].split()
    return await _form(request, found.value | {"languages": said(codes)}, [], seen=found.mark)


async def _change(request: web.Request) -> web.Response:
    form, thing = await form_of(request), _thing(request)
    filled, news = _read_form(form), None
    faults = list(form.faults)
    if not faults:
        try:
            news = await act_as_seen(request, form, thing, change_official, thing.id, filled)
        except Refused as refused:
            faults = list(refused.faults)
    if faults:
        return await _form(request, form.texts, faults, 422, seen=mark_in(form))
    if news:
        now = await in_thread(look, viewer_of(request), thing)
        return await _form(request, form.texts, [], 412, seen=now.mark, news=news)
    return go_on(f"/officials/{thing.id}", _("It is noted."))


async def _retire(request: web.Request) -> web.Response:
    id, form = request.match_info["official"], await form_of(request)
    has_left = form.yes("has_left")
    form.check()
    await act(request, retire_official, id, has_left=has_left)
    return go_on(f"/officials/{id}", _("It is noted."))


DOORS: tuple[Door, ...] = (
    page("GET", "/officials", _list, MEMBERS),
    page("GET", "/officials/new", _ask, MEMBERS),
    page("POST", "/officials/new", _register, MEMBERS),
    page("GET", "/officials/{official}", _show, MEMBERS),
    page("GET", "/officials/{official}/change", _ask_change, MEMBERS),
    page("POST", "/officials/{official}/change", _change, MEMBERS),
    page("POST", "/officials/{official}/retire", _retire, MEMBERS),
)
