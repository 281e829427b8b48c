"""One person as data: all that is known to take away, and erasure, with what is still open told."""

from __future__ import annotations

from aiohttp import web

from catalogue.actions.erase_person import erase_person
from catalogue.errors import Refused, StillOpen
from catalogue.queries.erasure import erasure
from lms_bridge.doors import COORDINATORS, Door, page, viewer_of
from lms_bridge.threads import in_thread
from lms_bridge.web.acting import act
from lms_bridge.web.faults_in_words import by_column
from lms_bridge.web.forms import Form, form_of
from lms_bridge.web.language import _
from lms_bridge.web.page import go_on, render


async def _show(request: web.Request) -> web.Response:
    return await _page(request, Form({}, {}), 200)


async def _page(request: web.Request, form: Form, status: int) -> web.Response:
    one = await in_thread(erasure, viewer_of(request), request.match_info["person"])
    return await render(
        request,
        "person.html",
        status=status,
        one=one,
        values=form.texts,
        faults=by_column(form.faults),
    )


async def _erase(request: web.Request) -> web.Response:
    person, form = request.match_info["person"], await form_of(request)
    reason = form.text("reason", required=False, longest=2000)
    form.text("knowingly")
    if form.faults:
        return await _page(request, form, 422)
    try:
        await act(request, erase_person, person, reason, withdraw=form.has("withdraw"))
    except StillOpen:
        return await _page(request, form, 409)
    except Refused as refused:
        form.faults.extend(refused.faults)
        return await _page(request, form, 422)
    return go_on(f"/people/{person}", _("Who they were is erased."))


DOORS: tuple[Door, ...] = (
    page("GET", "/people/{person}", _show, COORDINATORS),
    page("POST", "/people/{person}/erase", _erase, COORDINATORS),
)
