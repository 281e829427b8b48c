"""Certificates: one to print and keep as a file, and for everybody whether one holds."""

from __future__ import annotations

from aiohttp import web

from catalogue.queries.certificates import certificate, known_certificate
from catalogue.viewer import Viewer
from lms_bridge.auth import posted
from lms_bridge.badges.credential import LONGEST, NotOurs, number_of, signed
from lms_bridge.doors import MEMBERS, SEATED, Door, page, viewer_of
from lms_bridge.threads import in_thread
from lms_bridge.web.page import go_on, parts_of, render


async def _print(request: web.Request) -> web.Response:
    found = await in_thread(certificate, viewer_of(request), request.match_info["nomination"])
    url = f"{parts_of(request).settings.url}/certificates/{found.number}"
    return await render(
        request, "certificate.html", programme=found.programme, certificate=found, url=url
    )


def _sign(viewer: Viewer, url: str, nomination: str) -> tuple[str, str]:
    found = certificate(viewer, nomination)
    return found.number, signed(url, found)


async def _file(request: web.Request) -> web.Response:
    url, nomination = parts_of(request).settings.url, request.match_info["nomination"]
    number, text = await in_thread(_sign, viewer_of(request), url, nomination)
    name = {"Content-Disposition": f'attachment; filename="{number}.jwt"'}
    return web.Response(text=text, content_type="application/vc+jwt", headers=name)


async def _ask(request: web.Request) -> web.Response:
    return await render(request, "verifying.html", asked=None, known=None)


async def _say(request: web.Request) -> web.Response:
    number = request.match_info["number"]
    known = await in_thread(known_certificate, number)
    return await render(request, "verifying.html", asked=number, known=known)


async def _look(request: web.Request) -> web.StreamResponse:
    form = await posted(request)
    sent, number = form.get("credential"), form.get("number")
    if isinstance(sent, web.FileField) and sent.filename:
        text = sent.file.read(LONGEST + 1).decode(errors="replace")
        try:
            number = await in_thread(number_of, parts_of(request).settings.url, text)
        except NotOurs:
            return await render(request, "verifying.html", asked=sent.filename, known=None)
    if not isinstance(number, str) or not number.strip():
        return go_on("/certificates")
    known = await in_thread(known_certificate, number.strip())
    return await render(request, "verifying.html", asked=number.strip(), known=known)


DOORS: tuple[Door, ...] = (
    page("GET", "/nominations/{nomination}/certificate", _print, MEMBERS | SEATED),
    page("GET", "/nominations/{nomination}/certificate.jwt", _file, MEMBERS | SEATED),
    page("GET", "/certificates", _ask, None),
    page("POST", "/certificates", _look, None),
    page("GET", "/certificates/{number}", _say, None),
)
