"""Signing in with the word of an OpenID provider, and tying such a login to oneself.

Going there is a link, since a form may lead to no other site; what ties a login is a form of ours.
"""

from __future__ import annotations

from aiohttp import web

from catalogue.actions.sign_in_by_login import sign_in_by_login, tie_login
from catalogue.errors import NotSignedIn
from lms_bridge.auth import is_secure, name_of_cookie, plain_cookie
from lms_bridge.doors import VIEWER, Door, page, request_id
from lms_bridge.errors import SignInRefused
from lms_bridge.openid import ATTEMPT_SECONDS, BACK_PATH, Attempt, Provider
from lms_bridge.threads import in_thread
from lms_bridge.web.acting import act
from lms_bridge.web.language import _
from lms_bridge.web.navigation import PEOPLE
from lms_bridge.web.page import go_on, parts_of, render
from lms_bridge.web.sign_in import with_session

PROVIDER: web.AppKey[Provider | None] = web.AppKey("provider")
_COOKIE = "openid"
_TYING = "tie."


def _provider(request: web.Request) -> Provider:
    provider = request.config_dict[PROVIDER]
    if provider is None:
        raise web.HTTPNotFound
    return provider


def _remembered(request: web.Request, response: web.Response, text: str) -> web.Response:
    """Let the browser remember its attempt; an empty text lets it forget."""
    settings = parts_of(request).settings
    response.set_cookie(
        name_of_cookie(settings, _COOKIE),
        text,
        max_age=ATTEMPT_SECONDS if text else 0,
        path="/",
        secure=is_secure(settings),
        httponly=True,
        samesite="Lax",
    )
    return response


async def _begin(request: web.Request) -> web.Response:
    attempt = Attempt.fresh()
    there = await _provider(request).address(attempt)
    response = web.Response(status=303, headers={"Location": there})
    return _remembered(request, response, attempt.secret)


async def _tie(request: web.Request) -> web.Response:
    attempt = Attempt.fresh()
    there = await _provider(request).address(attempt)
    response = await render(request, "tie_login.html", there=there)
    return _remembered(request, response, _TYING + attempt.secret)


async def _back(request: web.Request) -> web.Response:
    provider = _provider(request)
    cookie = plain_cookie(request, name_of_cookie(parts_of(request).settings, _COOKIE))
    attempt = Attempt(cookie.removeprefix(_TYING))
    if not attempt.secret:
        raise SignInRefused("this did not begin in this browser, or too long ago; begin anew")
    shown = await provider.shown(attempt, request.query)
    if cookie.startswith(_TYING):
        if VIEWER not in request:
            raise NotSignedIn
        await act(request, tie_login, shown)
        response = go_on("/sessions", _("From now on this login signs you in."))
        return _remembered(request, response, "")
    try:
        session = await in_thread(sign_in_by_login, shown, request_id(request))
    except NotSignedIn as error:
        raise SignInRefused(
            "nobody here is known by this login: its verified e-mail address must be that of "
            "exactly one person; the coordinators can see to it, or make a link"
        ) from error
    return _remembered(request, with_session(request, go_on("/"), session), "")


DOORS: tuple[Door, ...] = (
    page("GET", "/openid/begin", _begin, None),
    page("GET", BACK_PATH, _back, None),
    page("POST", "/openid/tie", _tie, PEOPLE),
)
