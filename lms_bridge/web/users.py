"""Who may sign in; links and tokens are made here, each shown once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from aiohttp import web

from catalogue.actions.make_link import make_link
from catalogue.actions.make_token import make_token
from catalogue.actions.revoke_token import revoke_token
from catalogue.actions.take_role import take_role
from catalogue.db import reading
from catalogue.errors import NotFound, Refused
from catalogue.faults import unknown
from catalogue.queries.users import TokenLine, UserLine, tokens, users
from catalogue.viewer import Viewer
from lms_bridge.doors import ADMINISTRATORS, COORDINATORS, Door, page, viewer_of
from lms_bridge.threads import in_thread
from lms_bridge.web.acting import act
from lms_bridge.web.faults_in_words import by_column
from lms_bridge.web.forms import Form, form_of
from lms_bridge.web.language import _
from lms_bridge.web.page import go_on, parts_of, render

P = ParamSpec("P")
T = TypeVar("T")


@reading
def _read(viewer: Viewer) -> tuple[tuple[UserLine, ...], tuple[TokenLine, ...]]:
    return users(viewer), tokens(viewer)


async def _page(request: web.Request, sent: Form | None = None, **shown: str) -> web.Response:
    known, given = await in_thread(_read, viewer_of(request))
    return await render(
        request,
        "users.html",
        status=422 if sent else 200,
        users=known,
        tokens=given,
        shown={"link": "", "token": "", "person": "", **shown},
        sent=sent.texts if sent else {},
        wrong_facts=by_column(sent.faults) if sent else {},
    )


async def _list(request: web.Request) -> web.Response:
    return await _page(request)


async def _link(request: web.Request) -> web.Response:
    form = await form_of(request)
    person = form.text("person")
    secret = await _make(request, form, make_link, person)
    if secret is None:
        return await _page(request, form)
    url = parts_of(request).settings.url
    return await _page(request, link=f"{url}/sign-in/{secret}", person=person)


async def _token(request: web.Request) -> web.Response:
    form = await form_of(request)
    person, name = form.text("person"), form.text("name")
    made = await _make(request, form, make_token, person, name)
    if made is None:
        return await _page(request, form)
    return await _page(request, token=made[1], person=person)


async def _make(
    request: web.Request,
    form: Form,
    make: Callable[Concatenate[Viewer, P], T],
    *args: P.args,
    **kwargs: P.kwargs,
) -> T | None:
    """Make what a form asks for; None where its faults say why not."""
    if not form.faults:
        try:
            return await act(request, make, *args, **kwargs)
        except Refused as refused:
            form.faults.extend(refused.faults)
        except NotFound as none:
            known = [line.person for line in await in_thread(users, viewer_of(request))]
            form.faults.append(unknown(form.where("person"), none.id, known))
    return None


async def _revoke(request: web.Request) -> web.Response:
    await act(request, revoke_token, request.match_info["token"])
    return go_on("/users", _("The token is good no longer."))


async def _take_role(request: web.Request) -> web.Response:
    form = await form_of(request)
    person = form.text("person")
    form.check()
    await act(request, take_role, person, request.match_info["role"])
    return go_on("/users", _("%(person)s has that role no longer.") % {"person": person})


DOORS: tuple[Door, ...] = (
    page("GET", "/users", _list, COORDINATORS),
    page("POST", "/users/link", _link, COORDINATORS),
    page("POST", "/users/token", _token, COORDINATORS),
    page("POST", "/users/roles/{role}/take", _take_role, ADMINISTRATORS),
    page("POST", "/users/tokens/{token}/revoke", _revoke, COORDINATORS),
)
