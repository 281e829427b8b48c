"""Where one is signed in, and signing out everywhere; coordinators do so for others."""

from __future__ import annotations

from aiohttp import web

from catalogue.actions.end_sessions import end_sessions
from catalogue.db import reading
from catalogue.queries.sessions import LoginLine, RunningSession, logins, sessions
from catalogue.viewer import Viewer
from lms_bridge.doors import COORDINATORS, Door, page, viewer_of
from lms_bridge.threads import in_thread
from lms_bridge.web.acting import act
from lms_bridge.web.forms import form_of
from lms_bridge.web.language import _
from lms_bridge.web.navigation import PEOPLE
from lms_bridge.web.page import go_on, parts_of, render


@reading
def _read(viewer: Viewer) -> tuple[tuple[RunningSession, ...], tuple[LoginLine, ...]]:
    return sessions(viewer), logins(viewer)


async def _list(request: web.Request) -> web.Response:
    running, tied = await in_thread(_read, viewer_of(request))
    provider = parts_of(request).settings.openid_issuer
    return await render(request, "sessions.html", sessions=running, logins=tied, provider=provider)


async def _end_own(request: web.Request) -> web.Response:
    await act(request, end_sessions, viewer_of(request).person or "")
    return go_on("/")


async def _end(request: web.Request) -> web.Response:
    form = await form_of(request)
    person = form.text("person")
    form.check()
    await act(request, end_sessions, person)
    return go_on("/users", _("%(person)s is signed out everywhere.") % {"person": person})


DOORS: tuple[Door, ...] = (
    page("GET", "/sessions", _list, PEOPLE),
    page("POST", "/sessions/end", _end_own, PEOPLE),
    page("POST", "/users/sign-out", _end, COORDINATORS),
)
