"""Who asks: a session's cookie for people, a bearer token for programs; shut unless a door opens.

A form that changes something carries the session's own token, so that no other site can send it in
somebody's name.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

from aiohttp import web
from aiohttp.http import HttpProcessingError
from multidict import MultiDictProxy

from catalogue.errors import NotFound, NotSignedIn
from catalogue.faults import Fault, Where
from catalogue.signed_in import machine_by_id, viewer_by_session, viewer_by_token
from catalogue.viewer import Viewer
from lms_bridge.doors import VIEWER, Door, Handler, Kind, door_of, request_id
from lms_bridge.errors import BadRequest, Forged, NotAllowed
from lms_bridge.framing import set_framed_cookie
from lms_bridge.oauth.granting import TOKEN_PATH
from lms_bridge.oauth.tokens import read
from lms_bridge.parts import PARTS
from lms_bridge.settings import Settings
from lms_bridge.threads import in_thread

CSRF_FIELD = "csrf"
CSRF_HEADER = "X-CSRF-Token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def is_secure(settings: Settings) -> bool:
    """Say whether people reach the pages by https."""
    return settings.url.startswith("https://")


def name_of_cookie(settings: Settings, name: str) -> str:
    """Give a cookie's whole name: tied to the host where the address is a secure one."""
    return f"__Host-{name}" if is_secure(settings) else name


def cookie_name(settings: Settings) -> str:
    """Give the name of the session's cookie."""
    return name_of_cookie(settings, "session")


def csrf_token(session: str) -> str:
    """Give the token that forms of a session carry."""
    return hmac.digest(session.encode(), b"csrf", hashlib.sha256).hex()


def session_of(request: web.Request) -> str:
    """Give the secret in the cookie, or nothing."""
    return plain_cookie(request, cookie_name(request.config_dict[PARTS].settings))


def plain_cookie(request: web.Request, name: str) -> str:
    """Give a cookie that we set, or nothing where it holds what none of ours does."""
    found = request.cookies.get(name, "")
    return found if found.isascii() else ""


def keep_session(
    response: web.Response,
    settings: Settings,
    session: str,
    lifetime: timedelta,
    *,
    is_framed: bool = False,
) -> None:
    """Let the browser keep a session; in the frame of another site for that site alone (CHIPS)."""
    name, seconds = cookie_name(settings), int(lifetime.total_seconds())
    if is_framed:
        set_framed_cookie(response, name, session, seconds)
        return
    response.set_cookie(
        name,
        session,
        max_age=seconds,
        path="/",
        secure=is_secure(settings),
        httponly=True,
        samesite="Lax",
    )


async def posted(request: web.Request) -> MultiDictProxy[str | bytes | bytearray | web.FileField]:
    """Read the form that was sent; it is read once. Raises BadRequest where it is none."""
    try:
        return await request.post()
    except (ValueError, LookupError, HttpProcessingError) as error:
        fault = Fault(Where(column="body"), "MALFORMED", f"it is not a form: {error}")
        raise BadRequest([fault]) from error


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let through whom the door is for. Raises NotSignedIn, NotAllowed, NotFound, Forged."""
    door = door_of(request)
    if door is None:
        if request.match_info.route.resource is not None:
            raise NotAllowed("this address has no door")
        return await handler(request)  # no route: the answer is that of the router
    by_cookie = await _let_in(request, door)
    if VIEWER in request and not request.content.is_eof():
        await _whole(request)
        del request[VIEWER]
        by_cookie = await _let_in(request, door)
    if by_cookie and request.method not in SAFE and not door.is_for_others:
        await _refuse_forged(request)
    return await handler(request)


async def _let_in(request: web.Request, door: Door) -> bool:
    """Find who asks and whether the door is for them; say whether a cookie told who they are."""
    viewer, by_cookie = await _who(request, door)
    if viewer:
        request[VIEWER] = viewer
    if door.roles is not None:
        if viewer is None:
            raise NotSignedIn
        if not viewer.has(*door.roles):
            raise NotAllowed(f"only for: {', '.join(sorted(door.roles))}")
        for programme in _programmes_asked_for(request):
            if not viewer.may_know(programme):
                raise NotFound("programme", programme)
    return by_cookie


async def _whole(request: web.Request) -> None:
    """Wait for all that is sent: it may come by drops, and roles may be taken away meanwhile."""
    if request.content_type == "multipart/form-data":
        await posted(request)
    else:
        await request.read()


def _programmes_asked_for(request: web.Request) -> list[str]:
    in_path = request.match_info.get("programme")
    return [*request.query.getall("programme", ()), *([in_path] if in_path else ())]


async def _who(request: web.Request, door: Door) -> tuple[Viewer | None, bool]:
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    if door.scopes:
        given = secret.strip() if kind.lower() == "bearer" else ""
        return await in_thread(_machine, request, door, given), False
    if kind.lower() == "bearer":
        try:
            return await in_thread(viewer_by_token, secret.strip(), request_id(request)), False
        except NotSignedIn:
            if door.roles is None:  # open to all, so to a token of another kind, too
                return None, False
            raise
    session = session_of(request)
    if not session:
        return None, False
    try:
        return await in_thread(viewer_by_session, session, request_id(request)), True
    except NotSignedIn:
        if door.roles is None or door.kind is Kind.API:
            return None, False
        raise


def _machine(request: web.Request, door: Door, given: str) -> Viewer:
    """Give the program that has a signed token; what was revoked since counts at once.

    Whoever has a token of another kind is somebody, but not let in. Raises NotSignedIn, NotAllowed.
    """
    try:
        token = read(request.config_dict[PARTS].settings, given)
    except NotSignedIn:
        viewer_by_token(given)
        raise NotAllowed(f"only for tokens of {TOKEN_PATH}") from None
    machine = machine_by_id(token.client, request_id(request))
    if not token.scopes & machine.scopes & door.scopes:
        raise NotAllowed(f"a token for one of: {' '.join(sorted(door.scopes))}")
    return machine.viewer


async def _refuse_forged(request: web.Request) -> None:
    sent = request.headers.get(CSRF_HEADER, "")
    if not sent and request.content_type != "application/json":
        sent = str((await posted(request)).get(CSRF_FIELD, ""))
    if not hmac.compare_digest(sent.encode(), csrf_token(session_of(request)).encode()):
        raise Forged("the form is too old, or not of this site; load the page again")
