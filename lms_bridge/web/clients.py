"""Programs of others: let in here, with credentials that are shown once."""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web

from catalogue.actions.make_client import make_client
from catalogue.actions.revoke_client import revoke_client
from catalogue.actions.rotate_client import rotate_client
from catalogue.errors import Refused
from catalogue.faults import Fault
from catalogue.queries.clients import clients
from catalogue.viewer import Viewer
from lms_bridge.doors import ADMINISTRATORS, Door, page, viewer_of
from lms_bridge.oauth.scopes import SCIM, SCOPES, short_of
from lms_bridge.rostering import refuse_second_way
from lms_bridge.threads import in_thread
from lms_bridge.web.acting import act, fresh_key, make_once
from lms_bridge.web.faults_in_words import by_column
from lms_bridge.web.forms import Form, form_of
from lms_bridge.web.language import _
from lms_bridge.web.page import go_on, parts_of, render


async def _page(
    request: web.Request,
    form: Form | None = None,
    faults: Sequence[Fault] = (),
    **shown: str,
) -> web.Response:
    known = await in_thread(clients, viewer_of(request))
    return await render(
        request,
        "clients.html",
        status=422 if faults else 200,
        values=form.texts if form else {},
        ticked=form.several("scope") if form else [],
        faults=by_column(faults),
        clients=known,
        scopes={scope: short_of(scope) for scope in SCOPES},
        key=fresh_key(),
        shown={"id": "", "secret": "", **shown},
    )


async def _list(request: web.Request) -> web.Response:
    return await _page(request)


async def _make(request: web.Request) -> web.Response:
    form = await form_of(request)
    name, url = form.text("name"), form.text("url", required=False)
    scopes = [scope for scope in SCOPES if scope in form.several("scope")]
    if not scopes:
        form.fault("scope", "MISSING")
    member = form.text("member", required=SCIM in scopes) or None
    if url and not url.startswith(("http://", "https://")):
        form.fault("url", "NOT_REACHABLE")
    if form.faults:
        return await _page(request, form, form.faults)
    lms = parts_of(request).lms
    if lms is not None:
        refuse_second_way(lms.name, lms.url, name, url, scopes)

    def make(viewer: Viewer) -> tuple[str, str]:
        return make_client(viewer, name, scopes, member=member, url=url)

    try:
        id, secret = await make_once(request, form, make)
    except Refused as refused:
        return await _page(request, form, refused.faults)
    return await _page(request, id=id, secret=secret)


async def _rotate(request: web.Request) -> web.Response:
    id = request.match_info["client"]
    return await _page(request, id=id, secret=await act(request, rotate_client, id))


async def _revoke(request: web.Request) -> web.Response:
    await act(request, revoke_client, request.match_info["client"])
    return go_on("/clients", _("The program is let in no longer."))


DOORS: tuple[Door, ...] = (
    page("GET", "/clients", _list, ADMINISTRATORS),
    page("POST", "/clients", _make, ADMINISTRATORS),
    page("POST", "/clients/{client}/rotate", _rotate, ADMINISTRATORS),
    page("POST", "/clients/{client}/revoke", _revoke, ADMINISTRATORS),
)
