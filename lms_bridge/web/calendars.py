"""Calendars to subscribe to; the address of each is shown once."""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web

from catalogue.actions.make_feed import make_feed
from catalogue.actions.revoke_feed import revoke_feed
from catalogue.calendars import own_calendars
from catalogue.errors import NotFound
from catalogue.faults import Fault, Where
from catalogue.feeds import FeedKind
from catalogue.queries.feeds import feeds
from lms_bridge.doors import Door, page, viewer_of
from lms_bridge.threads import in_thread
from lms_bridge.web.acting import act, fresh_key, make_once
from lms_bridge.web.faults_in_words import by_column
from lms_bridge.web.forms import Form, form_of, query_of
from lms_bridge.web.language import _
from lms_bridge.web.navigation import PEOPLE
from lms_bridge.web.page import go_on, parts_of, render


async def _page(
    request: web.Request,
    address: str = "",
    *,
    was_made: bool = False,
    form: Form | None = None,
    faults: Sequence[Fault] = (),
) -> web.Response:
    viewer = viewer_of(request)
    known = await in_thread(feeds, viewer)
    asked = (form or query_of(request)).texts
    return await render(
        request,
        "calendars.html",
        status=422 if faults else 200,
        faults=by_column(faults),
        feeds=[feed for feed in known if feed.revoked_at is None],
        address=address,
        was_made=was_made,
        key=fresh_key(),
        own=await in_thread(own_calendars, viewer),
        kinds=() if viewer.within else tuple(FeedKind),
        asked=asked,
    )


async def _list(request: web.Request) -> web.Response:
    return await _page(request)


async def _make(request: web.Request) -> web.Response:
    form = await form_of(request)
    kind, subject = form.term("kind", FeedKind), form.text("subject")
    if form.faults:
        return await _page(request, form=form, faults=form.faults)
    try:
        _id, secret = await make_once(
            request, form, lambda viewer: make_feed(viewer, kind, subject)
        )
    except NotFound as missing:
        fault = Fault(Where(column="subject"), "UNKNOWN", missing.id)
        return await _page(request, form=form, faults=[fault])
    if not secret:
        return await _page(request, was_made=True)
    return await _page(request, f"{parts_of(request).settings.url}/calendar/{secret}.ics")


async def _revoke(request: web.Request) -> web.Response:
    await act(request, revoke_feed, request.match_info["feed"])
    return go_on("/calendars", _("Nothing is at its address any more."))


DOORS: tuple[Door, ...] = (
    page("GET", "/calendars", _list, PEOPLE),
    page("POST", "/calendars", _make, PEOPLE),
    page("POST", "/calendars/{feed}/revoke", _revoke, PEOPLE),
)
