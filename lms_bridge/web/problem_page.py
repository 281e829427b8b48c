"""The page that says what went wrong, where, and how to mend it."""

from __future__ import annotations

import re
from contextlib import suppress
from http import HTTPStatus

from aiohttp import web
from yarl import URL

from catalogue.errors import CatalogueError, NotSignedIn
from catalogue.signed_in import viewer_by_session
from lms_bridge.auth import CSRF_FIELD, session_of
from lms_bridge.doors import VIEWER, request_id
from lms_bridge.errors import BadRequest
from lms_bridge.framing import FROM_ANYWHERE, is_in_frame, policy_within
from lms_bridge.problems import Problem
from lms_bridge.threads import in_thread
from lms_bridge.web.errors_in_words import say_problem
from lms_bridge.web.forms import form_of
from lms_bridge.web.language import choose
from lms_bridge.web.page import came_from, render
from lms_bridge.web.remedies import say_remedy

_OURS = re.compile(r"[0-9a-f-]{16,}|yes|no|on|\[.*\]", re.DOTALL)
"""What we wrote into a form ourselves: keys, seals, ticks."""

_PRESSED = frozenset({"verb", "as", "up", "down", "nomination"})
"""Names of buttons and ticks, whose values are ours, too."""


async def problem_page(request: web.Request, problem: Problem) -> web.Response:
    """Make it; where even its frame cannot be read, it stands bare."""
    try:
        await _recognise(request)
        return await _page(request, problem)
    except CatalogueError:
        request.pop(VIEWER, None)
        return await _page(request, problem)


async def _recognise(request: web.Request) -> None:
    """Find out who asked for an address that does not exist, for whom no door did."""
    session = session_of(request)
    if VIEWER not in request and session:
        with suppress(NotSignedIn):
            request[VIEWER] = await in_thread(viewer_by_session, session, request_id(request))


async def _page(request: web.Request, problem: Problem) -> web.Response:
    is_framed = is_in_frame(request)
    back = came_from(request, "") if problem.status != HTTPStatus.UNAUTHORIZED else ""
    choose(request)
    wrote = await _wrote(request)
    response = await render(
        request,
        "problem.html",
        status=problem.status,
        problem=problem,
        said=say_problem(problem),
        remedy=say_remedy(problem, is_framed=is_framed),
        written=[
            text
            for name, text in wrote
            if text and name not in _PRESSED and not _OURS.fullmatch(text)
        ],
        wrote=wrote,
        wrote_on=came_from(request, ""),
        back="" if request.method == "GET" and back == request.path_qs else back,
        leads_home=not is_framed or VIEWER in request,
    )
    if is_framed and VIEWER not in request:
        response.headers["Content-Security-Policy"] = policy_within(FROM_ANYWHERE)
    return response


async def _wrote(request: web.Request) -> list[tuple[str, str]]:
    """Give the fields of a form of ours that was not carried out, so that they are not lost.

    What another site has sent in a reader's name is not shown as theirs.
    """
    try:
        is_ours = URL(request.headers.get("Origin", "")).authority == request.host
    except ValueError:
        return []
    if request.method != "POST" or not is_ours:
        return []
    with suppress(BadRequest, web.HTTPException):
        lists = (await form_of(request)).lists
        return [
            (name, text) for name, texts in lists.items() if name != CSRF_FIELD for text in texts
        ]
    return []
