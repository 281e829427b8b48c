"""Courses: the list, and one by hand with its blocks, languages and rule of completion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from aiohttp import web

from catalogue.db import changing, reading
from catalogue.errors import AlreadyThere, Refused
from catalogue.exchange.put_course import put_course
from catalogue.exchange.write_courses import course_cells
from catalogue.faults import Fault, Where
from catalogue.queries.choices import agencies
from catalogue.queries.courses import CourseLine, courses
from catalogue.queries.funders import funder_names
from catalogue.queries.organisations import organisations
from catalogue.queries.paging import Page, Paging
from catalogue.viewer import Viewer
from lms_bridge.doors import COORDINATORS, Door, page, viewer_of
from lms_bridge.threads import in_thread
from lms_bridge.web.acting import act_once, fresh_key
from lms_bridge.web.faults_in_words import by_cell, by_column
from lms_bridge.web.forms import Form, form_of, query_of
from lms_bridge.web.language import _, say_language, say_weekdays
from lms_bridge.web.lists import addresses, paging_of
from lms_bridge.web.meanwhile import News
from lms_bridge.web.page import go_on, render
from lms_bridge.web.seen import Thing, act_as_seen, look, mark_in
from lms_bridge.web.terms import say
from lms_bridge.web.tongues import code_of, common_names

Row = dict[str, str]

_TEXTS = (
    *("title", "days", "min_seats", "max_seats", "facilities", "max_seats_per_member"),
    *("min_members", "funder", "attendance_percent", "lessons", "restricted"),
)
_CHOSEN = ("start_weekdays", "audience", "prerequisites", "participants")
"""What is chosen from a list, several of it."""
_LANGUAGE = ("language", "available_from")
_BLOCK = ("code", "title", "first_day", "last_day", "skill", "level", "trainers")
_USUAL = {"days": "3", "min_seats": "8", "max_seats": "20", "attendance_percent": "80"}


@dataclass(frozen=True, slots=True)
class Written:
    """A course as it stands in the form; fields of blocks begin with `block-`."""

    course: Row = field(default_factory=lambda: dict(_USUAL))
    languages: list[Row] = field(default_factory=list)
    blocks: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Choices:
    """What the form offers, each by its code: what it is called."""

    courses: dict[str, str]
    members: dict[str, str]
    kinds: dict[str, str]
    payers: Mapping[str, str]


@reading
def _read_choices(viewer: Viewer) -> _Choices:
    known = courses(viewer, paging=Paging(size=1000)).items
    kinds = {each.kind for each in agencies(viewer)}
    return _Choices(
        {line.id: line.title for line in known},
        {member.id: member.name for member in organisations(viewer).members},
        {kind: say(kind) for kind in sorted(kinds)},
        funder_names(viewer),
    )


@reading
def _read_list(
    viewer: Viewer, text: str, paging: Paging
) -> tuple[Page[CourseLine], Mapping[str, str]]:
    return courses(viewer, text, paging), funder_names(viewer)


async def _list(request: web.Request) -> web.Response:
    asked = query_of(request).texts
    found, payers = await in_thread(
        _read_list, viewer_of(request), asked.get("text", ""), paging_of(request, "title")
    )
    return await render(
        request,
        "courses.html",
        courses=found,
        payers=payers,
        asked=asked,
        address=addresses(request),
    )


def _stored(viewer: Viewer, id: str) -> Written:
    cells = course_cells(viewer, id)
    own = cells["courses"][0]
    return Written(own, cells["course_languages"], cells["blocks"])


def written(form: Form, id: str | None = None) -> Written:
    """Read a course as somebody wrote it into the form."""
    own = {name: form.texts.get(name, "") for name in _TEXTS}
    own |= {name: " ".join(filter(None, form.several(name))) for name in _CHOSEN}
    blocks = form.rows(tuple(f"block-{name}" for name in _BLOCK))
    return Written(
        own | {"code": form.texts.get("code", "") if id is None else id},
        [row | {"language": code_of(row["language"])} for row in form.rows(_LANGUAGE)],
        [{name.removeprefix("block-"): text for name, text in row.items()} for row in blocks],
    )


@changing
def make_course(viewer: Viewer, entry: Written) -> None:
    """Write down a new course. Raises Refused, AlreadyThere where its code is taken."""
    if not put_course(viewer, entry.course, entry.languages, entry.blocks):
        raise AlreadyThere("course", entry.course["code"])


async def _new(request: web.Request) -> web.Response:
    return await _page(request, Written(), [])


def _thing(request: web.Request) -> Thing[Written]:
    return Thing("course", request.match_info["course"], _stored)


async def _show(request: web.Request) -> web.Response:
    found = await in_thread(look, viewer_of(request), _thing(request))
    return await _page(request, found.value, [], seen=found.mark)


async def _page(
    request: web.Request,
    entry: Written,
    faults: list[Fault],
    status: int = 200,
    *,
    seen: str = "",
    news: News | None = None,
) -> web.Response:
    inside = {table: _of_table(faults, table) for table in ("languages", "blocks")}
    own = [fault for fault in faults if "." not in (fault.where.column or "")]
    return await render(
        request,
        "course.html",
        status=status,
        id=request.match_info.get("course"),
        entry=entry,
        spoken=[row | {"language": say_language(row["language"])} for row in entry.languages],
        known=common_names(),
        blocks=[{f"block-{name}": text for name, text in row.items()} for row in entry.blocks],
        faults=by_column(fault for fault in own if fault.code != "NO_LANGUAGE"),
        lacks_language=any(fault.code == "NO_LANGUAGE" for fault in own),
        languages_wrong=by_cell(inside["languages"]),
        blocks_wrong={
            (number, f"block-{name}"): text
            for (number, name), text in by_cell(inside["blocks"]).items()
        },
        choices=await in_thread(_read_choices, viewer_of(request)),
        key=fresh_key(),
        weekdays=say_weekdays(),
        seen=seen,
        news=news,
    )


def _of_table(faults: list[Fault], table: str) -> list[Fault]:
    """Give what is wrong in a table of the form, by its rows as they are counted there, from 1."""
    found = []
    for fault in faults:
        name, _, place = (fault.where.column or "").partition(".")
        number, _, column = place.partition(".")
        if name == table and number.isdigit():
            found.append(replace(fault, where=Where(row=int(number) + 1, column=column)))
    return found


async def _make(request: web.Request) -> web.Response:
    form = await form_of(request)
    entry = written(form)
    code = entry.course["code"]

    def make(viewer: Viewer) -> dict[str, Any]:
        make_course(viewer, entry)
        return {"course": code}

    try:
        await act_once(request, form, make)
    except Refused as refused:
        return await _page(request, entry, list(refused.faults), 422)
    except AlreadyThere:
        return await _page(request, entry, [Fault(Where(column="code"), "TWICE", code)], 409)
    return _kept(code)


async def _change(request: web.Request) -> web.Response:
    form, thing = await form_of(request), _thing(request)
    entry = written(form, thing.id)
    try:
        news = await act_as_seen(request, form, thing, _put, entry)
    except Refused as refused:
        return await _page(request, entry, list(refused.faults), 422, seen=mark_in(form))
    if news:
        now = await in_thread(look, viewer_of(request), thing)
        return await _page(request, entry, [], 412, seen=now.mark, news=news)
    return _kept(thing.id)


def _put(viewer: Viewer, entry: Written) -> None:
    course_cells(viewer, entry.course["code"])  # there it must be
    put_course(viewer, entry.course, entry.languages, entry.blocks)


def _kept(course: str) -> web.Response:
    return go_on(f"/courses/{course}", _("The course is kept."))


DOORS: tuple[Door, ...] = (
    page("GET", "/courses", _list, COORDINATORS),
    page("GET", "/new-course", _new, COORDINATORS),
    page("POST", "/new-course", _make, COORDINATORS),
    page("GET", "/courses/{course}", _show, COORDINATORS),
    page("POST", "/courses/{course}", _change, COORDINATORS),
)
