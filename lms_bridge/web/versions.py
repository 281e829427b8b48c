"""What was published: the versions, and what is different between two of them."""

from __future__ import annotations

from aiohttp import web

from catalogue.db import reading
from catalogue.errors import NotFound
from catalogue.queries.differences import Difference, between_versions
from catalogue.queries.versions import VersionLine, versions
from catalogue.viewer import Viewer
from lms_bridge.doors import COORDINATORS, Door, page, viewer_of
from lms_bridge.going_back import go_back
from lms_bridge.threads import in_thread
from lms_bridge.web.changes_in_words import Names, counts, names_for, of_run, say_change
from lms_bridge.web.language import _, ngettext
from lms_bridge.web.navigation import PEOPLE
from lms_bridge.web.page import go_on, parts_of, render


async def _list(request: web.Request) -> web.Response:
    programme = request.match_info["programme"]
    lines = await in_thread(versions, viewer_of(request), programme)
    return await render(request, "versions.html", versions=lines)


@reading
def _read(
    viewer: Viewer, programme: str, number: str, since: str | None
) -> tuple[VersionLine, VersionLine | None, tuple[VersionLine, ...], Difference, Names]:
    lines = versions(viewer, programme)
    known = {str(line.number): line for line in lines}
    if number not in known:
        raise NotFound("version", number)
    line = known[number]
    before = known.get(since if since is not None else str(line.number - 1))
    found = between_versions(viewer, before.id if before else None, line.id)
    return line, before, lines, found, names_for(viewer)


async def _show(request: web.Request) -> web.Response:
    programme, number = request.match_info["programme"], request.match_info["number"]
    since = request.query.get("since")
    line, before, lines, found, names = await in_thread(
        _read, viewer_of(request), programme, number, since
    )
    return await render(
        request,
        "version.html",
        line=line,
        may_go_back=viewer_of(request).has(*COORDINATORS) and line.id != lines[0].id,
        before=before,
        versions=lines,
        difference=found,
        names=names,
        counts=counts(found),
        of_run=of_run,
        say_change=say_change,
        with_people=request.query.get("people") == "yes",
    )


async def _go_back(request: web.Request) -> web.Response:
    """Make an older version's plan a scenario, with what has happened since."""
    viewer, number = viewer_of(request), request.match_info["number"]
    lines = await in_thread(versions, viewer, request.match_info["programme"])
    line = next((each for each in lines if str(each.number) == number), None)
    if line is None:
        raise NotFound("version", number)
    revived = await go_back(parts_of(request).planner, viewer, line.id)
    notice = _("The plan of version %(number)s is a scenario now.") % {"number": number}
    if count := len(revived.without):
        text = ngettext(
            "%(count)s seat is not given back.", "%(count)s seats are not given back.", count
        )
        notice += " " + text % {"count": count}
    return go_on(f"/scenarios/{revived.scenario}/publish", notice)


DOORS: tuple[Door, ...] = (
    page("GET", "/programmes/{programme}/versions", _list, PEOPLE),
    page("GET", "/programmes/{programme}/versions/{number}", _show, PEOPLE),
    page("POST", "/programmes/{programme}/versions/{number}/go-back", _go_back, COORDINATORS),
)
