"""What became of a plan while somebody looks at it: others' changes, told as they happen.

The page asks every few seconds. Whoever keeps a change made from an older plan is refused anyway.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from catalogue.db import reading
from catalogue.plan import plan_tag
from catalogue.queries.board import board
from catalogue.queries.paging import Paging
from catalogue.queries.scenarios import scenario as read_scenario
from catalogue.queries.trail import trail
from catalogue.queries.users import users
from catalogue.viewer import Viewer
from lms_bridge.doors import COORDINATORS, Door, page, viewer_of
from lms_bridge.threads import in_thread
from lms_bridge.web.page import fragment
from lms_bridge.web.plan import board_tag

_NEWEST = Paging(size=1, sort="-number")


@dataclass(frozen=True, slots=True)
class News:
    """That a plan has changed: by whom and when, where that is known."""

    who: str = ""
    at: datetime | None = None


@reading
def _of_scenario(viewer: Viewer, scenario: str, seen: str) -> News | None:
    record = read_scenario(viewer, scenario)
    if plan_tag(record.plan or ()) == seen:
        return None
    for line in trail(viewer, "scenario", scenario, _NEWEST).items:
        named = {u.person: f"{u.given_name} {u.family_name}".strip() for u in users(viewer)}
        return News(named.get(line.person or "", ""), line.at)
    return News()


@reading
def _standing(viewer: Viewer, programme: str, seen: str) -> News | None:
    viewer.allow_coordinators()
    return None if board_tag(board(viewer, programme)) == seen else News()


async def _news(request: web.Request) -> web.Response:
    viewer, match, seen = viewer_of(request), request.match_info, request.query.get("seen", "")
    if "scenario" in match:
        news = await in_thread(_of_scenario, viewer, match["scenario"], seen)
    else:
        news = await in_thread(_standing, viewer, match["programme"], seen)
    if news is None:
        return web.Response(status=204)
    return fragment(request, "news.html", news=news, path=request.path.removesuffix("/news"))


DOORS: tuple[Door, ...] = (
    page("GET", "/programmes/{programme}/plan/news", _news, COORDINATORS),
    page("GET", "/scenarios/{scenario}/plan/news", _news, COORDINATORS),
)
