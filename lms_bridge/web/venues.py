"""Venues: the list, and one by hand, with the days on which it is closed and its holidays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from catalogue.actions.close_venue import close_venue
from catalogue.actions.reopen_venue import reopen_venue
from catalogue.db import changing, reading
from catalogue.errors import AlreadyThere, Refused
from catalogue.exchange.put_venue import put_venue
from catalogue.exchange.write_places import venue_cells
from catalogue.faults import Fault, Where
from catalogue.queries.choices import CityChoice, cities
from catalogue.queries.organisations import organisations
from catalogue.queries.venues import (
    ClosedDays,
    VenueFilter,
    VenueLine,
    venue,
    venue_days,
    venues,
)
from catalogue.viewer import Viewer
from lms_bridge.doors import COORDINATORS, Door, page, viewer_of
from lms_bridge.threads import in_thread
from lms_bridge.web.acting import act_once, fresh_key
from lms_bridge.web.faults_in_words import by_column
from lms_bridge.web.forms import Form, form_of, query_of
from lms_bridge.web.language import _
from lms_bridge.web.lists import addresses, paging_of
from lms_bridge.web.meanwhile import News
from lms_bridge.web.page import go_on, render
from lms_bridge.web.seen import Thing, act_as_seen, look, mark_in
from lms_bridge.web.spans import Entry, take_days

Facts = dict[str, str]
"""A venue as it stands in the form, by the columns of its table."""

_FIELDS = ("name", "city", "member", "capacity", "parallel_runs", "facilities", "day_rate_usd")
_USUAL = {"parallel_runs": "1", "day_rate_usd": "0"}


async def _list(request: web.Request) -> web.Response:
    asked = query_of(request).texts
    wanted = VenueFilter(text=asked.get("text") or None, facility=asked.get("facility") or None)
    found = await in_thread(venues, viewer_of(request), wanted, paging_of(request, "name"))
    return await render(
        request, "venues.html", venues=found, asked=asked, address=addresses(request)
    )


@dataclass(frozen=True, slots=True)
class _Choices:
    cities: tuple[CityChoice, ...]
    members: dict[str, str]


@dataclass(frozen=True, slots=True)
class _One:
    line: VenueLine
    days: ClosedDays
    facts: Facts
    seen: str
    choices: _Choices

    @property
    def host(self) -> str:
        """The name of who hosts what is held there."""
        return self.choices.members.get(self.line.member or "", "")


@reading
def _read_choices(viewer: Viewer) -> _Choices:
    members = {member.id: member.name for member in organisations(viewer).members}
    return _Choices(cities(viewer), members)


def _thing(request: web.Request) -> Thing[Facts]:
    return Thing("venue", request.match_info["venue"], venue_cells)


@reading
def _read(viewer: Viewer, thing: Thing[Facts]) -> _One:
    line, facts = venue(viewer, thing.id), look(viewer, thing)
    days = venue_days(viewer, thing.id)
    return _One(line, days, facts.value, facts.mark, _read_choices(viewer))


async def _show(request: web.Request) -> web.Response:
    return await _page(request, Entry())


async def _page(
    request: web.Request,
    entry: Entry,
    facts: Facts | None = None,
    faults: tuple[Fault, ...] = (),
    *,
    seen: str = "",
    news: News | None = None,
) -> web.Response:
    one = await in_thread(_read, viewer_of(request), _thing(request))
    wrong = 422 if entry.faults or faults else 200
    return await render(
        request,
        "venue.html",
        status=412 if news else wrong,
        one=one,
        choices=one.choices,
        entry=entry,
        facts=one.facts if facts is None else facts,
        is_open=facts is not None,
        wrong_facts=by_column(faults),
        seen=seen or one.seen,
        news=news,
    )


def _written(form: Form, code: str) -> Facts:
    return {"code": code} | {name: form.texts.get(name, "") for name in _FIELDS}


async def _change(request: web.Request) -> web.Response:
    form, thing = await form_of(request), _thing(request)
    facts = _written(form, thing.id)
    try:
        news = await act_as_seen(request, form, thing, _put, facts)
    except Refused as refused:
        return await _page(request, Entry(), facts, refused.faults, seen=mark_in(form))
    if news:
        return await _page(request, Entry(), facts, news=news)
    return _kept(thing.id)


def _put(viewer: Viewer, facts: Facts) -> None:
    venue_cells(viewer, facts["code"])  # there it must be
    put_venue(viewer, facts)


def _kept(venue: str) -> web.Response:
    return go_on(f"/venues/{venue}", _("The venue is kept. Plan again if a run is concerned."))


async def _new(request: web.Request) -> web.Response:
    return await _form(request, _USUAL)


async def _form(
    request: web.Request, facts: Facts, faults: tuple[Fault, ...] = (), status: int = 200
) -> web.Response:
    return await render(
        request,
        "new_venue.html",
        status=status,
        facts=facts,
        wrong_facts=by_column(faults),
        key=fresh_key(),
        choices=await in_thread(_read_choices, viewer_of(request)),
    )


@changing
def _make_venue(viewer: Viewer, facts: Facts) -> None:
    if not put_venue(viewer, facts):
        raise AlreadyThere("venue", facts["code"])


async def _make(request: web.Request) -> web.Response:
    form = await form_of(request)
    facts = _written(form, form.texts.get("code", ""))

    def make(viewer: Viewer) -> dict[str, Any]:
        _make_venue(viewer, facts)
        return {"venue": facts["code"]}

    try:
        await act_once(request, form, make)
    except Refused as refused:
        return await _form(request, facts, refused.faults, 422)
    except AlreadyThere as there:
        return await _form(request, facts, (Fault(Where(column="code"), "TWICE", there.id),), 409)
    return _kept(facts["code"])


async def _close(request: web.Request) -> web.Response:
    id = request.match_info["venue"]
    return await take_days(
        request,
        lambda viewer, start, end, reason: close_venue(viewer, id, start, end, reason),
        _page,
        (f"/venues/{id}", _("It is noted. Plan again if a run is concerned.")),
        is_reasoned=True,
    )


async def _reopen(request: web.Request) -> web.Response:
    id = request.match_info["venue"]
    return await take_days(
        request,
        lambda viewer, start, end, _reason: reopen_venue(viewer, id, start, end),
        _page,
        (f"/venues/{id}", _("The venue is open again on these days.")),
        is_reasoned=False,
    )


DOORS: tuple[Door, ...] = (
    page("GET", "/venues", _list, COORDINATORS),
    page("GET", "/new-venue", _new, COORDINATORS),
    page("POST", "/new-venue", _make, COORDINATORS),
    page("GET", "/venues/{venue}", _show, COORDINATORS),
    page("POST", "/venues/{venue}", _change, COORDINATORS),
    page("POST", "/venues/{venue}/close", _close, COORDINATORS),
    page("POST", "/venues/{venue}/reopen", _reopen, COORDINATORS),
)
