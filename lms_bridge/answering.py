"""Every answer: its name, its headers, and a problem in the form in which was asked."""

from __future__ import annotations

import logging
import uuid

import structlog
from aiohttp import web

from lms_bridge.auth import is_secure
from lms_bridge.doors import REQUEST_ID, VIEWER, Handler, Kind, door_of
from lms_bridge.framing import keep_in_frames, origin_of, policy_within
from lms_bridge.oauth.errors import oauth_error
from lms_bridge.oneroster.status import status_info
from lms_bridge.parts import PARTS
from lms_bridge.problems import Problem, problem_of
from lms_bridge.scim.status import scim_error
from lms_bridge.web.problem_page import problem_page

log = logging.getLogger(__name__)

_OF_ROOT = {
    "/api/": Kind.API,
    "/oauth2/": Kind.OAUTH,
    "/ims/": Kind.ONEROSTER,
    "/scim/": Kind.SCIM,
    "/events/": Kind.API,
    "/badges/": Kind.API,
    "/calendar/": Kind.API,
    "/.well-known/": Kind.API,
}

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Server": "Lokakarya",  # and no version
}

HTTPS_ONLY = "max-age=31536000"
"""For how long, in seconds, a browser comes by https alone once it has (RFC 6797): a year."""

LEFT = Problem(400, "BAD_REQUEST", "whoever asked was gone before the request was whole")


@web.middleware
async def answer_problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn what goes wrong into an answer, and give every request its name."""
    request[REQUEST_ID] = uuid.uuid4().hex
    structlog.contextvars.bind_contextvars(request_id=request[REQUEST_ID])
    try:
        response = await handler(request)
    except web.HTTPRedirection as redirection:
        _dress(request, redirection)
        raise
    except Exception as error:
        problem = LEFT if _has_left(request, error) else problem_of(error)
        if problem is None:
            log.exception("request %s failed", request[REQUEST_ID])
            problem = Problem(500, "INTERNAL", f"it is noted as {request[REQUEST_ID]}")
        response = await _answer(request, problem)
        if isinstance(error, web.HTTPMethodNotAllowed):
            response.headers["Allow"] = error.headers["Allow"]
    _dress(request, response)
    return response


def _has_left(request: web.Request, error: Exception) -> bool:
    """Tell whether the line broke to the one who asks, and not one to a planner or an LMS."""
    return isinstance(error, ConnectionResetError) and request.transport is None


def _dress(request: web.Request, response: web.StreamResponse) -> None:
    response.headers["X-Request-Id"] = request[REQUEST_ID]
    viewer = request.get(VIEWER)
    if viewer and viewer.within:
        keep_in_frames(response)
    policy = policy_within(origin_of(viewer.within) if viewer and viewer.within else "'none'")
    response.headers.setdefault("Content-Security-Policy", policy)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if is_secure(request.config_dict[PARTS].settings):
        response.headers.setdefault("Strict-Transport-Security", HTTPS_ONLY)
    if not request.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-store")


def _kind(request: web.Request) -> Kind:
    """Give the form in which to answer; where there is no door its address tells."""
    door = door_of(request)
    if door:
        return door.kind
    kinds = [kind for root, kind in _OF_ROOT.items() if request.path.startswith(root)]
    return kinds[0] if kinds else Kind.PAGE


async def _answer(request: web.Request, problem: Problem) -> web.Response:
    response: web.Response
    match _kind(request):
        case Kind.API:
            response = web.json_response(
                problem.document(request.path),
                status=problem.status,
                content_type="application/problem+json",
            )
        case Kind.ONEROSTER:
            status, body = status_info(problem)
            response = web.json_response(body, status=status)
        case Kind.SCIM:
            status, body = scim_error(problem)
            response = web.json_response(body, status=status, content_type="application/scim+json")
        case Kind.OAUTH:
            response = web.json_response(oauth_error(problem), status=problem.status)
        case Kind.PAGE:
            response = await problem_page(request, problem)
    if problem.status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="lokakarya"'
    if problem.retry_seconds:
        response.headers["Retry-After"] = str(problem.retry_seconds)
    return response
