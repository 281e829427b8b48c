"""Who receives events: added here, with a secret that is shown once, and what is sent again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time

from aiohttp import web

from catalogue.actions.webhook_deliveries import replay
from catalogue.actions.webhook_receivers import add_receiver, remove_receiver, rotate_secret
from catalogue.faults import Fault
from catalogue.queries.webhooks import receivers
from catalogue.webhooks import EventType
from lms_bridge.doors import ADMINISTRATORS, Door, page, viewer_of
from lms_bridge.fence import Fenced, check_url
from lms_bridge.threads import in_thread
from lms_bridge.web.acting import act, fresh_key, make_once
from lms_bridge.web.faults_in_words import by_column
from lms_bridge.web.forms import Form, form_of
from lms_bridge.web.language import _, ngettext
from lms_bridge.web.page import go_on, parts_of, render


async def _page(
    request: web.Request,
    form: Form | None = None,
    faults: Sequence[Fault] = (),
    **shown: str,
) -> web.Response:
    known = await in_thread(receivers, viewer_of(request))
    return await render(
        request,
        "receivers.html",
        status=422 if faults else 200,
        values=form.texts if form else {},
        ticked=form.several("type") if form else [],
        faults=by_column(faults),
        receivers=known,
        types=list(EventType),
        key=fresh_key(),
        shown={"id": "", "secret": "", **shown},
    )


async def _list(request: web.Request) -> web.Response:
    return await _page(request)


async def _add(request: web.Request) -> web.Response:
    form = await form_of(request)
    url = form.text("url")
    types = [each for each in EventType if each in form.several("type")]
    try:
        url = str(check_url(url, parts_of(request).settings.own_hosts))
    except Fenced:
        form.fault("url", "NOT_REACHABLE")
    if form.faults:
        return await _page(request, form, form.faults)
    id, secret = await make_once(request, form, lambda viewer: add_receiver(viewer, url, types))
    return await _page(request, id=id, secret=secret)


async def _rotate(request: web.Request) -> web.Response:
    id = request.match_info["receiver"]
    return await _page(request, id=id, secret=await act(request, rotate_secret, id))


async def _replay(request: web.Request) -> web.Response:
    form = await form_of(request)
    day = form.day("since")
    if form.faults:
        return await _page(request, form, form.faults)
    since = datetime.combine(day, time(), UTC)
    count = await act(request, replay, request.match_info["receiver"], since)
    told = ngettext("%(count)s message is sent again.", "%(count)s messages are sent again.", count)
    return go_on("/receivers", told % {"count": count})


async def _remove(request: web.Request) -> web.Response:
    await act(request, remove_receiver, request.match_info["receiver"])
    return go_on("/receivers", _("The receiver hears of nothing any more."))


DOORS: tuple[Door, ...] = (
    page("GET", "/receivers", _list, ADMINISTRATORS),
    page("POST", "/receivers", _add, ADMINISTRATORS),
    page("POST", "/receivers/{receiver}/rotate", _rotate, ADMINISTRATORS),
    page("POST", "/receivers/{receiver}/replay", _replay, ADMINISTRATORS),
    page("POST", "/receivers/{receiver}/remove", _remove, ADMINISTRATORS),
)
