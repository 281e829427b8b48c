"""A member's order of its endorsed nominations for a course: its first choice first."""

from __future__ import annotations

from urllib.parse import urlencode

from aiohttp import web

from catalogue.actions.rank import rank
from catalogue.db import reading
from catalogue.life import State
from catalogue.queries.courses import CourseLine, courses
from catalogue.queries.nominations import NominationFilter, NominationLine, nominations
from catalogue.queries.paging import Paging
from catalogue.viewer import Role, Viewer
from lms_bridge.doors import COORDINATORS, Door, page, viewer_of
from lms_bridge.threads import in_thread
from lms_bridge.web.acting import act
from lms_bridge.web.forms import form_of
from lms_bridge.web.language import _
from lms_bridge.web.page import go_on, render

RANKERS = COORDINATORS | {Role.FOCAL_POINT}
_ALL = Paging(size=1000)
_RANKED = (State.ENDORSED, State.WAITLISTED)


@reading
def _read(
    viewer: Viewer, programme: str, member: str | None, course: str
) -> tuple[tuple[NominationLine, ...], tuple[CourseLine, ...]]:
    wanted = NominationFilter(programme, member=member, states=_RANKED, course=course or None)
    lines = nominations(viewer, wanted, _ALL).items if course and member else ()
    ordered = sorted(lines, key=lambda line: (line.rank or 1000, line.family_name, line.id))
    return tuple(ordered), courses(viewer, paging=_ALL).items


async def _show(request: web.Request) -> web.Response:
    viewer, course = viewer_of(request), request.query.get("course", "")
    member = request.query.get("member") or viewer.member
    lines, known = await in_thread(_read, viewer, request.match_info["programme"], member, course)
    return await render(
        request, "ranking.html", lines=lines, courses=known, course=course, member=member or ""
    )


def in_order(ids: list[str], places: dict[str, int]) -> list[str]:
    """Give an order by the places that were filled in.

    Who was moved up comes before whoever has that place, who was moved down after them.
    """
    steps = {id: places[id] - place for place, id in enumerate(ids, start=1)}
    return sorted(ids, key=lambda each: (places[each], (steps[each] > 0) - (steps[each] < 0)))


def moved(ids: list[str], up: str, down: str) -> list[str]:
    """Give an order with one a place further up or down."""
    for id, step in ((up, -1), (down, 1)):
        if id in ids:
            at = ids.index(id)
            other = min(max(at + step, 0), len(ids) - 1)
            ids[at], ids[other] = ids[other], ids[at]
    return ids


async def _rank(request: web.Request) -> web.Response:
    programme, form = request.match_info["programme"], await form_of(request)
    course, member = form.text("course"), form.text("member", required=False)
    ids = form.several("nomination")
    places = {id: form.whole(f"place-{id}", 1, 999) for id in ids}
    form.check()
    up, down = form.texts.get("up", ""), form.texts.get("down", "")
    ordered = moved(in_order(ids, places), up, down)
    await act(request, rank, course, ordered)
    asked = urlencode({"course": course} | ({"member": member} if member else {}))
    at = f"#place-{up or down}" if up or down else ""  # the keyboard stays with who was moved
    return go_on(f"/programmes/{programme}/ranking?{asked}{at}", _("The order is kept."))


DOORS: tuple[Door, ...] = (
    page("GET", "/programmes/{programme}/ranking", _show, RANKERS),
    page("POST", "/programmes/{programme}/ranking", _rank, RANKERS),
)
