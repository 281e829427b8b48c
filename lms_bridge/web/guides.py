"""The guides on the pages: one a journey, and which part of which one belongs to a page."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from aiohttp import web
from markdown_it import MarkdownIt
from markupsafe import Markup

from catalogue.viewer import Role, Viewer
from lms_bridge.doors import Door, page
from lms_bridge.web.language import _, choose, later
from lms_bridge.web.navigation import PEOPLE
from lms_bridge.web.page import render

_PLACES = (Path(__file__).parent / "guides", Path(__file__).parents[2] / "docs" / "guides")
"""Where they are in a wheel, and in the tree."""

GUIDES = {
    "coordinator": later("Coordinator: plan, publish, repair"),
    "focal-point": later("Focal point: register, nominate, rank"),
    "trainer": later("Trainer"),
    "official": later("Official"),
    "overseer": later("Overseer"),
}
"""The guides and what each is called."""

_PART = re.compile(r"<p><strong>(.+?)</strong>")
_PICTURE = re.compile(
    r'<p><img src="(?:\.\./)?pictures/(?P<file>\w+\.jpg)" alt="(?P<words>[^"]*)" /></p>'
)

_BY_ROLE = (
    ("coordinator", (Role.COORDINATOR, Role.ADMINISTRATOR)),
    ("focal-point", (Role.FOCAL_POINT, Role.AGENCY_OFFICER)),
    ("overseer", (Role.OVERSEER,)),
    ("trainer", (Role.TRAINER,)),
    ("official", (Role.OFFICIAL,)),
)

_PARTS = {
    r"/my-assignments": "trainer",
    r"/attendance": "trainer#attendance",
    r"/my-courses": "official",
    r"/(report|map)$": "overseer",
    r"^/(venues|trainers|courses|new-programme)\b|/(tables|rules)": "coordinator#before-planning",
    r"/scenarios$|/compare": "coordinator#plan",
    r"/publish|/messages|/told": "coordinator#publish",
    r"/repair": "coordinator#repair",
    r"/(plan|move)$": "coordinator#look-and-move",
    r"^/officials": "focal-point#register",
    r"/nominating|/calls": "focal-point#nominate",
    r"/ranking": "focal-point#rank",
    r"/nominations": "focal-point#afterwards",
}
"""Part of a guide by what an address has; of a guide that is not the reader's its own is taken."""


def guide_for(viewer: Viewer | None, path: str) -> str:
    """Give the address of the part of the reader's guide that a page belongs to."""
    own = [name for name, roles in _BY_ROLE if viewer and viewer.has(*roles)]
    if not own:
        return ""
    fitting = [part for pattern, part in _PARTS.items() if re.search(pattern, path)]
    part = next((part for part in fitting if part.partition("#")[0] in own), own[0])
    return f"/guide/{part}"


def _folder() -> Path:
    return next(place for place in _PLACES if place.is_dir())


def _read(file: Path) -> str:
    html: str = MarkdownIt().render(file.read_text().partition("\n")[2])
    return html


@cache
def _guide(name: str, language: str) -> Markup:
    """Read a guide; in every language its parts are found by the English words that begin them.

    A paragraph that begins in bold is a part, such as `look-and-move`.
    """
    english = _read(_folder() / f"{name}.md")
    html = english if language == "en" else _read(_folder() / language / f"{name}.md")
    parts = (re.sub(r"\W+", "-", words.lower()).strip("-") for words in _PART.findall(english))
    html = _PART.sub(lambda found: f'<p id="{next(parts)}"><strong>{found[1]}</strong>', html)
    html = _PICTURE.sub(lambda found: _folded(found["file"], found["words"]), html)
    return Markup(html)  # noqa: S704 (our own)


def _folded(file: str, words: str) -> str:
    """Show a picture when it is asked for: each weighs more than five pages on a slow line."""
    title = _("Picture: %(words)s") % {"words": words}
    image = f'<img src="/guide/pictures/{file}" alt="{words}" loading="lazy">'
    return f"<details><summary>{title}</summary>{image}</details>"


async def _show(request: web.Request) -> web.Response:
    name = request.match_info["name"]
    if name not in GUIDES:
        raise web.HTTPNotFound
    text = _guide(name, choose(request))
    return await render(
        request, "guide.html", text=text, title=GUIDES[name], name=name, guides=GUIDES
    )


async def _picture(request: web.Request) -> web.StreamResponse:
    name = request.match_info["file"]
    file = _folder() / "pictures" / name
    if not re.fullmatch(r"\w+\.jpg", name) or not file.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(file, headers={"Cache-Control": "private, max-age=86400"})


DOORS: tuple[Door, ...] = (
    page("GET", "/guide/{name}", _show, PEOPLE),
    page("GET", "/guide/pictures/{file}", _picture, PEOPLE),
)
