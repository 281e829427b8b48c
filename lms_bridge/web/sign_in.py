"""Coming and going: a link that signs in once, and the language.

Following the link only shows a button: programs that look into mail follow links, too.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from aiohttp import web

from catalogue.actions.keep_messages import read_in
from catalogue.actions.sign_in import SESSION_LIFETIME, sign_in
from catalogue.actions.sign_out import sign_out
from catalogue.errors import NotSignedIn
from catalogue.queries.identity import identity
from catalogue.signed_in import viewer_by_link
from catalogue.viewer import Viewer
from lms_bridge.auth import cookie_name, is_secure, keep_session, session_of
from lms_bridge.doors import VIEWER, Door, page, request_id
from lms_bridge.errors import Forged
from lms_bridge.threads import in_thread
from lms_bridge.web.forms import form_of
from lms_bridge.web.language import COOKIE, LANGUAGES
from lms_bridge.web.page import came_from, go_on, parts_of, render

_YEAR_SECONDS = 365 * 24 * 3600


async def _ask(request: web.Request) -> web.Response:
    try:
        viewer = await in_thread(viewer_by_link, request.match_info["secret"])
    except NotSignedIn:
        return await render(request, "how_to_sign_in.html", status=401, used=True, provider=False)
    return await render(request, "sign_in.html", holder=await in_thread(identity, viewer))


async def _sign_in(request: web.Request) -> web.Response:
    _refuse_foreign(request)
    try:
        session = await in_thread(sign_in, request.match_info["secret"], request_id(request))
    except NotSignedIn:
        return await render(request, "how_to_sign_in.html", status=401, used=True, provider=False)
    return with_session(request, go_on("/"), session)


def with_session(request: web.Request, response: web.Response, session: str) -> web.Response:
    """Let the browser keep a session's secret."""
    keep_session(response, parts_of(request).settings, session, SESSION_LIFETIME)
    return response


def _refuse_foreign(request: web.Request) -> None:
    """Go on only for a form of our own page, so that nobody is signed in as another unawares."""
    try:
        came = urlsplit(request.headers.get("Origin", ""))
    except ValueError:
        raise Forged("the form is not of this site; open the link itself") from None
    ours = {request.host, urlsplit(parts_of(request).settings.url).netloc}
    is_foreign = request.headers.get("Sec-Fetch-Site") in {"cross-site", "same-site"}
    if is_foreign or ("Origin" in request.headers and came.netloc not in ours):
        raise Forged("the form is not of this site; open the link itself")


async def _sign_out(request: web.Request) -> web.Response:
    viewer: Viewer | None = request.get(VIEWER)
    if viewer:
        await in_thread(sign_out, viewer, session_of(request))
    settings = parts_of(request).settings
    response = go_on("/")
    response.del_cookie(
        cookie_name(settings),
        path="/",
        secure=is_secure(settings),
        httponly=True,
        samesite="Lax",
    )
    return response


async def _set_language(request: web.Request) -> web.Response:
    wanted = (await form_of(request)).texts.get("language", "")
    response = go_on(came_from(request, "/"))
    if wanted in LANGUAGES:
        viewer: Viewer | None = request.get(VIEWER)
        if viewer and viewer.person:
            await in_thread(read_in, viewer, wanted)
        response.set_cookie(COOKIE, wanted, max_age=_YEAR_SECONDS, httponly=True, samesite="Lax")
    return response


DOORS: tuple[Door, ...] = (
    page("GET", "/sign-in/{secret}", _ask, None),
    page("POST", "/sign-in/{secret}", _sign_in, None),
    page("POST", "/sign-out", _sign_out, None),
    page("POST", "/language", _set_language, None),
)
