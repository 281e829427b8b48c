"""A page's frame: who reads it, of which programme, and what was done just before.

After a change the reader is sent on to a page, which says what was done (post, redirect, get); the
sentence travels in a short-lived cookie.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import aiohttp_jinja2
import brotli
from aiohttp import web
from yarl import URL

from catalogue.db import reading
from catalogue.queries.identity import Identity, identity
from catalogue.queries.organisations import member_names
from catalogue.queries.overview import ProgrammeLine, programmes
from catalogue.viewer import Viewer
from lms_bridge.auth import CSRF_FIELD, csrf_token, plain_cookie, session_of
from lms_bridge.doors import VIEWER
from lms_bridge.parts import PARTS, Parts
from lms_bridge.threads import in_thread
from lms_bridge.web import language
from lms_bridge.web.navigation import home_of, menu

NOTICE = "notice"
PART = "Part-Of-Page"
"""With this header a script asks for what it puts in a page's place."""
ANEW = "Page-Anew"
"""With this header the answer to such a script is that the whole page is to be read again."""
_NOTICE_SECONDS = 60
_LONGEST_NOTICE = 900
_BROTLI_QUALITY = 5  # packs a page of 100 kB in some 3 ms


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page; `programme` None where there is none yet.

    `members` are the names of all members by their ids.
    """

    who: Identity
    programmes: tuple[ProgrammeLine, ...]
    programme: ProgrammeLine | None
    members: dict[str, str]

    def member(self, id: str | None) -> str:
        """Name a member by its id; nothing for none."""
        return self.members.get(id or "", id or "")

    def home(self, programme: ProgrammeLine | None) -> str:
        """Give the address of a programme's first page."""
        return home_of(programme.id, [each.id for each in self.programmes]) if programme else "/"


@reading
def _frame(viewer: Viewer, wanted: str | None) -> Frame:
    known = programmes(viewer)
    chosen = [each for each in known if each.id == wanted] or list(known)
    return Frame(identity(viewer), known, chosen[0] if chosen else None, member_names(viewer))


async def render(
    request: web.Request,
    template: str,
    *,
    status: int = 200,
    programme: str | None = None,
    **context: Any,
) -> web.Response:
    """Answer with a page. `programme` is the one that it is about, if the address does not say."""
    viewer: Viewer | None = request.get(VIEWER)
    wanted = programme or request.match_info.get("programme")
    frame = await in_thread(_frame, viewer, wanted) if viewer else None
    chosen = language.choose(request)
    current = frame.programme if frame else None
    response = aiohttp_jinja2.render_template(
        template,
        request,
        {
            "viewer": viewer,
            "frame": frame,
            "here": request.path,
            "menu": menu(
                viewer,
                current.id if current else None,
                request.path,
                frame.home(current) if frame else "/",
            ),
            "csrf_field": CSRF_FIELD,
            "csrf": csrf_token(session_of(request)),
            "lang": chosen,
            "dir": language.direction(chosen),
            "is_unreviewed": chosen in language.UNREVIEWED,
            "notice": unquote(plain_cookie(request, NOTICE)),
            **context,
        },
        status=status,
    )
    if NOTICE in request.cookies:
        response.del_cookie(NOTICE)
    return _packed(request, response)


def fragment(request: web.Request, template: str, **context: Any) -> web.Response:
    """Answer with a part of a page, which a script puts in its place."""
    language.choose(request)
    response = aiohttp_jinja2.render_template(template, request, context)
    return _packed(request, response)


def _packed(request: web.Request, response: web.Response) -> web.Response:
    """Pack a page as tightly as the browser can open it."""
    if "br" in request.headers.get("Accept-Encoding", "") and isinstance(response.body, bytes):
        response.body = brotli.compress(response.body, quality=_BROTLI_QUALITY)
        response.headers["Content-Encoding"] = "br"
        response.headers["Vary"] = "Accept-Encoding"
    else:
        response.enable_compression()
    return response


def go_on(path: str, notice: str = "") -> web.Response:
    """Send the reader on to a page of ours, which shows a notice."""
    response = web.Response(status=303, headers={"Location": str(URL(path))})
    if notice:
        response.set_cookie(
            NOTICE,
            quote(notice[:_LONGEST_NOTICE]),
            max_age=_NOTICE_SECONDS,
            httponly=True,
            samesite="Lax",
        )
    return response


def came_from(request: web.Request, otherwise: str) -> str:
    """Give the page of ours on which a form was sent."""
    try:
        referer = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return otherwise
    if referer.netloc != request.host or not re.match(r"/(?!/)", referer.path):
        return otherwise
    return referer.path + (f"?{referer.query}" if referer.query else "")


def parts_of(request: web.Request) -> Parts:
    """Give the parts of the bridge."""
    return request.config_dict[PARTS]
